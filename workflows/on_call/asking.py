"""Who is on call, for whoever asks: for a service, a team or a schedule, or for what is their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.on_call import OnCall
from models.on_call_sheet import OnCallPerson, OnCallSheet, Shift
from models.schedule import Schedule
from models.wording import meant, same
from templates.on_call import which_schedule
from templates.text import Mrkdwn, mrkdwn
from workflows.catalogue import Services
from workflows.errors import Refused
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.people import known_people, names_of, people_in
from workflows.own_services import own_of

#: As far ahead as people plan their lives.
TWO_WEEKS: Final = timedelta(days=14)
_OFFERED: Final = 5


async def schedules_meant(
    session: AsyncSession, duty: Duty, services: Services, words: str
) -> list[Schedule]:
    """The schedules that somebody names: one of their own names, or a service or team that has some.

    Raises Refused, with what they may have meant, where there are none.
    """
    for word in (words, *await _catalogue_words(session, services, words)):
        if found := _called(duty, word):
            return found
    raise Refused(_unknown(duty, services, words))


async def one_schedule_meant(
    session: AsyncSession, duty: Duty, services: Services, slack_id: str, words: str
) -> Schedule:
    """The one schedule that somebody names, or the only one that is their own. Raises Refused for several."""
    if words:
        found = await schedules_meant(session, duty, services, words)
    else:
        found = await own_schedules(session, duty, services, slack_id)
    if len(found) != 1:
        raise Refused(which_schedule([one.name for one in found or duty.schedules]))
    return found[0]


async def on_call_for(
    session: AsyncSession,
    on_call: OnCall,
    service: CatalogueEntry,
    team: CatalogueEntry | None,
    now: datetime,
) -> list[OnCallSheet]:
    """Who is on call for a service: by what it says of itself, else by its team; nobody without either."""
    if not on_call.schedules:
        return []
    duty = await duty_in(session, on_call, now)
    for word in (*_called_by(service), *(_called_by(team) if team else ())):
        if found := _called(duty, word):
            return await sheets_of(session, duty, found, now)
    return []


async def own_schedules(
    session: AsyncSession, duty: Duty, services: Services, slack_id: str
) -> list[Schedule]:
    """The schedules that a person takes turns in, and those of their teams and services."""
    names = await names_of(session, duty, slack_id)
    mine = [one for one in duty.schedules if names & {*people_in(one)}]
    theirs = await own_of(session, services, slack_id)
    entries = select(CatalogueEntry).where(
        CatalogueEntry.key.in_({*theirs.teams, *theirs.services})
    )
    words = [word for entry in await session.scalars(entries) for word in _called_by(entry)]
    of_teams = [one for word in words for one in _called(duty, word)]
    return list({one.key: one for one in (*mine, *of_teams)}.values())


async def sheets_of(
    session: AsyncSession, duty: Duty, schedules: Sequence[Schedule], now: datetime
) -> list[OnCallSheet]:
    """Who is on call in each of these now, until when, and who is next."""
    found = []
    for schedule in schedules:
        until = duty.next_change(schedule.key, now)
        people = duty.who(schedule.key, now)
        then = duty.who(schedule.key, until) if until else ()
        known = await known_people(session, duty, (*people, *then))
        found.append(OnCallSheet(schedule, _those(known, people), until, _those(known, then)))
    return found


async def shifts_of(
    session: AsyncSession, duty: Duty, schedule: Schedule, start: datetime, end: datetime
) -> list[Shift]:
    """Who is on call in a window, without a break."""
    spans = duty.shifts(schedule.key, start, end)
    known = await known_people(session, duty, (name for span in spans for name in span.people))
    return [Shift(schedule, span.start, span.end, _those(known, span.people)) for span in spans]


async def own_shifts(
    session: AsyncSession, duty: Duty, slack_id: str, start: datetime, end: datetime
) -> list[Shift]:
    """When a person is on call within a window, in all schedules, the earliest first; each shift whole."""
    names = await names_of(session, duty, slack_id)
    found = []
    for schedule in duty.schedules:
        if not names & {*people_in(schedule)}:
            continue
        for span in duty.shifts(schedule.key, start, end):
            if mine := names & {*span.people}:
                me = tuple(OnCallPerson(name, slack_id) for name in sorted(mine))
                found.append(Shift(schedule, span.start, span.end, me))
    return sorted(found, key=lambda shift: (shift.start, shift.schedule.key))


def _those(known: dict[str, OnCallPerson], names: Iterable[str]) -> tuple[OnCallPerson, ...]:
    return tuple(known[name] for name in names)


def _called(duty: Duty, word: str) -> list[Schedule]:
    """The schedules of this name, or those to which an escalation policy of this name goes, in its order."""
    if found := [one for one in duty.schedules if same(word, (one.key, one.name))]:
        return found
    policies = [one for one in duty.policies if same(word, (one.key, one.name))]
    keys = (
        target.schedule
        for policy in policies
        for step in policy.steps
        for target in step.notify
        if target.schedule is not None
    )
    schedules = map(duty.schedule, dict.fromkeys(keys))
    return [one for one in schedules if one is not None]


async def _catalogue_words(session: AsyncSession, services: Services, words: str) -> list[str]:
    """What a service or team of this name is called on call by, the nearest first."""
    exact = services.by_key(words.casefold())
    likely = [exact] if exact else services.search(words, _OFFERED)
    service = likely[0] if len(likely) == 1 else None
    keys = {words.casefold(), *({service.key} if service else ())}
    owner = service.owner if service else None
    rows = await session.scalars(
        select(CatalogueEntry).where(
            or_(
                CatalogueEntry.key.in_({*keys, *([owner] if owner else ())}),
                func.lower(CatalogueEntry.name) == words.lower(),
            ),
            CatalogueEntry.kind.in_([EntryKind.SERVICE.value, EntryKind.TEAM.value]),
            CatalogueEntry.retired_at.is_(None),
        )
    )
    # What a service says of itself goes before what its team does.
    entries = sorted(rows, key=lambda one: (one.kind != EntryKind.SERVICE.value, one.key == owner))
    return [word for entry in entries for word in _called_by(entry)]


def _called_by(entry: CatalogueEntry) -> Sequence[str]:
    named = (entry.details.get("escalation_policy", ""), entry.key, entry.name)
    return [one for one in named if one]


def _unknown(duty: Duty, services: Services, words: str) -> Mrkdwn:
    close = meant(words, (name for one in duty.schedules for name in (one.key, one.name)))
    likely = [*([close] if close else []), *(one.name for one in services.search(words, _OFFERED))]
    if not likely:
        return mrkdwn(
            "No schedule, service or team is called “{words}”. `/incident oncall` lists the schedules.",
            words=words,
        )
    return mrkdwn(
        "No schedule is called “{words}”, and none is known for it. Did you mean {likely}?",
        words=words,
        likely=" or ".join(dict.fromkeys(likely)),
    )
