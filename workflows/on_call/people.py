"""People of the schedules as they are found in Slack, and people of Slack as the schedules name them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.on_call_sheet import OnCallPerson
from models.person import Person
from models.schedule import Schedule
from workflows.on_call.duty import Duty, slack_ids


async def known_people(
    session: AsyncSession, duty: Duty, names: Iterable[str]
) -> dict[str, OnCallPerson]:
    """What is known of people, by the names that the schedules use."""
    names = tuple(dict.fromkeys(names))
    ids = await slack_ids(session, duty, names)
    rows = await session.scalars(select(Person).where(Person.slack_id.in_(set(ids.values()))))
    known = {one.slack_id: one for one in rows}
    return {name: _person(duty, name, ids.get(name), known) for name in names}


async def names_of(session: AsyncSession, duty: Duty, slack_id: str) -> frozenset[str]:
    """Every name that the file may use for a person of Slack."""
    lower = func.lower(Person.email)
    email = await session.scalar(select(lower).where(Person.slack_id == slack_id))
    theirs = {slack_id.casefold(), email or ""}
    written = {*duty.people, *(name for one in duty.schedules for name in people_in(one))}
    called = {name for name in written if duty.address(name).casefold() in theirs}
    return frozenset(called | {slack_id})


def people_in(schedule: Schedule) -> tuple[str, ...]:
    """Everybody whom a schedule names, each once: in the order of its layers, then of its exceptions."""
    turns = (group for layer in schedule.layers for group in layer.people)
    once = (override.people for override in schedule.overrides)
    return tuple(dict.fromkeys(name for group in (*turns, *once) for name in group))


def _person(
    duty: Duty, name: str, slack_id: str | None, known: Mapping[str, Person]
) -> OnCallPerson:
    written, found = duty.people.get(name), known.get(slack_id or "")
    return OnCallPerson(
        name,
        slack_id,
        zone=(written and written.zone) or (found and found.time_zone) or None,
        shown_as=found.name if found else "",
    )
