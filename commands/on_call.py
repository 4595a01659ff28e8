"""`/incident oncall`: who is on call, and the words after it that do something about it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from commands import cover, override
from commands.command import Command
from commands.request import Typed
from models.schedule import Schedule
from templates.on_call import SHOWN, no_schedules, on_call_now, two_weeks
from templates.typed import as_line
from workflows.on_call.asking import one_schedule_meant, own_schedules, schedules_meant, sheets_of
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.two_weeks import SendPicture, two_weeks_of


async def run(typed: Typed) -> None:
    """Say who is on call, or do what the first word says."""
    first, _, rest = as_line(typed.words).partition(" ")
    if not typed.organisation.duty.schedules:
        await typed.reply(no_schedules())
    elif (do := _PARTS.get(first.casefold())) is not None:
        await do(typed, rest)
    else:
        await _say_who(typed, as_line(typed.words))


async def _say_who(typed: Typed, words: str) -> None:
    """Say who is on call for what was named; for what is their own where nothing was."""
    now = typed.start.clock.now()
    async with typed.start.looking() as session:
        duty = await duty_in(session, typed.organisation.duty, now)
        found = await _meant(session, typed, duty, words) or list(duty.schedules)
        sheets = await sheets_of(session, duty, found[:SHOWN], now)
    await typed.reply(on_call_now(sheets, now, more=len(found) - len(sheets)))


async def _show_two_weeks(typed: Typed, words: str) -> None:
    """Show the next two weeks of one schedule: as text at once, as a picture a moment later."""
    async with typed.start.preparing(typed.slack_id) as work:
        duty = await duty_in(work.session, typed.organisation.duty, work.now - timedelta(days=1))
        services = typed.start.catalogue.current
        schedule = await one_schedule_meant(work.session, duty, services, typed.slack_id, words)
        shifts = await two_weeks_of(work.session, duty, schedule, work.now)
        if await work.first_time(typed.receipt):
            work.send(SendPicture(slack_id=typed.slack_id, schedule=schedule.key, at=work.now))
    await typed.reply(two_weeks(shifts))


async def _meant(session: AsyncSession, typed: Typed, duty: Duty, words: str) -> list[Schedule]:
    services = typed.start.catalogue.current
    if words:
        return await schedules_meant(session, duty, services, words)
    return await own_schedules(session, duty, services, typed.slack_id)


#: What the first word may say besides a name. Everything else is one.
_PARTS: Final[Mapping[str, Callable[[Typed, str], Awaitable[None]]]] = {
    "schedule": _show_two_weeks,
    "cover": cover.run,
    "override": override.run,
    "overrides": override.list_them,
}

COMMAND = Command(
    name="oncall",
    usage="[name | schedule <name> | cover | override <name> | overrides]",
    help="See who is on call and who is next, or two weeks of it; ask for cover; change who it is",
    aliases=("on-call", "duty"),
    run=run,
)
