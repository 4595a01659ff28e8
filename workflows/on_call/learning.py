"""People of the schedules looked up in Slack before their shifts, a few at a time: then their clocks are known."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.on_call import OnCall
from models.organisation_parts import EMAIL, SLACK_MEMBER
from models.person import Person
from workflows.errands import Errand, World
from workflows.matching_people import FRESH, note_whose
from workflows.on_call.duty import Duty, duty_in
from workflows.work import Work

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: Whoever is on call within that is looked up.
_AHEAD: Final = timedelta(days=14)
#: So many are asked for in a minute: with those of the catalogue still less than Slack allows.
_AT_ONCE: Final = 10
_PAUSE: Final = timedelta(minutes=1)


async def begin_learning(work: Work) -> None:
    """Go through everybody who is on call soon, once a day."""
    on_call = work.organisation.duty
    if not (on_call.schedules or on_call.regions or on_call.global_commanders):
        return
    if await work.first_time(f"learn-duty:{work.now:%Y-%m-%d}"):
        work.send(LearnDuty())


class LearnDuty(Errand):
    """Look some of those up who are on call soon, and come again for the next ones. No address is kept here."""

    #: How many of them were gone through before.
    gone_through: int = 0

    @property
    def key(self) -> str:
        """One at a time."""
        return "learn-duty"

    async def carry_out(self, world: World) -> None:
        """Look up those who are not known, or who were long ago; whom Slack does not know is passed over."""
        on_call, now = world.organisation.duty, world.start.clock.now()
        async with world.start.looking() as session:
            duty = await duty_in(session, on_call, now)
            everybody = await _addresses(on_call, duty, now)
            rest = everybody[self.gone_through :]
            fresh = await _known_since(session, rest, now - FRESH)
        asked = [one for one in rest if one not in fresh][:_AT_ONCE]
        for address in asked:
            await _look_up(world, address)
        if len(asked) == _AT_ONCE:
            done = everybody.index(asked[-1]) + 1
            async with world.start() as work:
                work.send(LearnDuty(gone_through=done), after=_PAUSE)


async def _look_up(world: World, address: str) -> None:
    if not EMAIL.fullmatch(address):
        async with world.start() as work:
            await work.person(address)
        return
    try:
        await note_whose(world, address)
    except SlackSaidNo as error:
        log.warning("on_call.person_not_found", code=error.code)


async def _addresses(on_call: OnCall, duty: Duty, now: datetime) -> list[str]:
    """Where everybody is found who is on call soon, in one order: Slack ids, and addresses in small letters."""
    names: set[str] = set()
    for schedule in duty.schedules:
        for span in duty.shifts(schedule.key, now, now + _AHEAD):
            names.update(span.people)
        # Each takes milliseconds, and there may be hundreds: others have their turn in between.
        await asyncio.sleep(0)
    names.update(one for one in _named(on_call) if duty.schedule(one) is None)
    found = (duty.address(name) for name in names)
    ids_and_emails = (one if SLACK_MEMBER.fullmatch(one) else one.casefold() for one in found)
    return sorted({one for one in ids_and_emails if _can_be_found(one)})


def _can_be_found(address: str) -> bool:
    return bool(SLACK_MEMBER.fullmatch(address) or EMAIL.fullmatch(address))


def _named(on_call: OnCall) -> Sequence[str]:
    """Whom the file names besides the schedules: they are on call at any time."""
    regions = [name for one in on_call.regions for name in (*one.commanders, *one.deputies)]
    paged = [
        target.person
        for policy in on_call.policies
        for step in policy.steps
        for target in step.notify
        if target.person
    ]
    return [*regions, *on_call.global_commanders, *paged]


async def _known_since(
    session: AsyncSession, addresses: Collection[str], since: datetime
) -> set[str]:
    """Those of these addresses whose people Slack has told of since a moment (UTC)."""
    email = func.lower(Person.email)
    rows = await session.execute(
        select(Person.slack_id, email).where(
            Person.learned_at >= since,
            or_(Person.slack_id.in_(addresses), email.in_(addresses)),
        )
    )
    return {one for row in rows for one in row if one}
