"""`/incident oncall`: who is on call, for a service, a team or a schedule."""

from commands.command import Command
from commands.request import Typed
from templates.on_call import SHOWN, no_schedules, on_call_now
from templates.typed import as_line
from workflows.on_call.asking import own_schedules, schedules_meant, sheets_of
from workflows.on_call.duty import duty_in


async def run(typed: Typed) -> None:
    """Say who is on call for what was named; for what is their own where nothing was."""
    words = as_line(typed.words)
    now = typed.start.clock.now()
    services = typed.start.catalogue.current
    on_call = typed.organisation.duty
    if not on_call.schedules:
        await typed.reply(no_schedules())
        return
    async with typed.start.looking() as session:
        duty = await duty_in(session, on_call, now)
        if words:
            found = await schedules_meant(session, duty, services, words)
        else:
            found = await own_schedules(session, duty, services, typed.slack_id)
        found = found or list(duty.schedules)
        sheets = await sheets_of(session, duty, found[:SHOWN], now)
    await typed.reply(on_call_now(sheets, now, more=len(found) - len(sheets)))


COMMAND = Command(
    name="oncall",
    usage="[service | team | schedule]",
    help="See who is on call, until when, and who is next. Without a name: what is your own",
    aliases=("on-call", "duty"),
    run=run,
)
