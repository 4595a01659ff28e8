"""Putting somebody else on call for a while: written down, told to those whom it concerns, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from models.override import MadeOverride
from templates.override import override_told
from templates.text import mention, mrkdwn
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.on_call.covering import Stretch
from workflows.on_call.duty import duty_in, slack_ids
from workflows.on_call.people import known_people, people_in
from workflows.on_call.planner import plan
from workflows.on_call.telling import end_needless
from workflows.work import Work

LONGEST: Final = timedelta(days=366)


async def make_override(
    work: Work, stretch: Stretch, slack_id: str, *, instead_of: str | None = None, why: str = ""
) -> MadeOverride:
    """Put somebody on call, in the place of one person or, where nobody is named, of everybody.

    Anybody may, since the night is no time to look for who may; it is told and can be taken back. Raises
    Refused for a time that makes no sense, somebody who cannot answer, or the place of somebody who is
    not on call then.
    """
    _check_time(work, stretch)
    person = await work.person(slack_id)
    if person.cannot_answer:
        raise Refused(
            mrkdwn("{who} has left or is a program, and could not answer.", who=mention(slack_id)),
            field="receiver",
        )
    duty = await duty_in(work.session, work.organisation.duty, work.now)
    schedule = duty.schedule(stretch.schedule)
    if schedule is None:
        raise Refused("That schedule is no longer in the configuration, so nothing was changed.")
    spans = duty.shifts(schedule.key, stretch.starts_at, stretch.ends_at)
    before = {name for span in spans for name in span.people}
    if instead_of is not None and instead_of not in before:
        raise Refused(
            "Whoever you chose here is not on call in that time, so nobody would take their place. "
            "`/incident oncall schedule` shows who is.",
            field="instead_of",
        )
    called = {
        known: name
        for name, known in (await slack_ids(work.session, duty, people_in(schedule))).items()
    }
    override = MadeOverride(
        schedule=schedule.key,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        people=[called.get(slack_id, slack_id)],
        instead_of=instead_of,
        why=why,
        made_at=work.now,
        made_by=work.person_acting,
    )
    await work.add(override)
    await end_needless(work, schedule.key)
    plan(work)
    replaced = [name for name in before if instead_of in {None, name}]
    ids = await slack_ids(work.session, duty, replaced)
    _tell(work, override, {slack_id, *ids.values()})
    return override


async def withdraw_override(work: Work, override_id: int) -> MadeOverride:
    """Take an exception back: whoever is on call by the schedule is so again. Raises Refused once it is over."""
    override = await work.session.get(MadeOverride, override_id, populate_existing=True)
    if override is None or override.withdrawn_at is not None:
        raise Refused("This exception was taken back already.")
    if override.ends_at <= work.now:
        raise Refused("This exception is over, so nothing was changed.")
    override.withdrawn_at = work.now
    plan(work)
    duty = await duty_in(work.session, work.organisation.duty, work.now)
    ids = await slack_ids(work.session, duty, named_in(override))
    _tell(work, override, set(ids.values()))
    return override


def named_in(override: MadeOverride) -> list[str]:
    """Everybody whom an exception names."""
    return [*override.people, *([override.instead_of] if override.instead_of else [])]


async def coming_overrides(work: Work, most: int) -> Sequence[MadeOverride]:
    """What was arranged in Slack and is not over yet, the earliest first."""
    found = await work.session.scalars(
        select(MadeOverride)
        .where(MadeOverride.ends_at > work.now, MadeOverride.withdrawn_at.is_(None))
        .order_by(MadeOverride.starts_at, MadeOverride.id)
        .limit(most)
    )
    return found.all()


def _check_time(work: Work, stretch: Stretch) -> None:
    if stretch.ends_at <= stretch.starts_at:
        raise Refused("That is not after the beginning. Please look at both.", field="until")
    if stretch.ends_at <= work.now:
        raise Refused("That is over already. Please look at the date.", field="until")
    if stretch.ends_at - stretch.starts_at > LONGEST:
        raise Refused("That is more than a year. Please look at the date.", field="until")


def _tell(work: Work, override: MadeOverride, people: set[str]) -> None:
    for slack_id in sorted(people - {work.person_acting.slack_id}):
        work.send(
            TellOfOverride(
                override_id=override.id,
                slack_id=slack_id,
                at=work.now,
                by=work.person_acting.slack_id,
            )
        )


class TellOfOverride(Errand):
    """Tell somebody by direct message that they are on call, or no longer, by an exception."""

    priority = Priority.PEOPLE

    override_id: int
    slack_id: str
    at: datetime
    #: Who made or withdrew it, by Slack id.
    by: str

    async def carry_out(self, world: World) -> None:
        """Say what was changed, by whom and why."""
        async with world.start.looking() as session:
            override = await session.get_one(MadeOverride, self.override_id)
            duty = await duty_in(session, world.organisation.duty, override.starts_at)
            ids = await slack_ids(session, duty, override.people)
            known = await known_people(session, duty, named_in(override))
        schedule = duty.schedule(override.schedule)
        told = override_told(
            override,
            schedule.name if schedule else override.schedule,
            known,
            steps_in=self.slack_id in ids.values(),
            by=self.by,
        )
        mark = f"override:{override.id}:{self.at.timestamp():.0f}"
        await tell_directly(world, self.slack_id, told, key=mark)
