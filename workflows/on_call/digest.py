"""The digest at a change of shift: what is under way where a schedule is on call, quiet day or not."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.incident import Incident, Kind
from models.local_time import begins, ends
from models.on_call import OnCall
from models.on_call_sheet import Shift
from models.organisation import Organisation
from models.role import Handoff, HandoffState
from models.schedule import Schedule
from models.shift_digest import ShiftDigest
from models.task import Task
from models.timeline import EventKind, TimelineEvent
from workflows.facts import facts_of_several
from workflows.on_call.concerning import concerned
from workflows.on_call.duty import Duty
from workflows.on_call.pages_told import kept_paging, pages_since, under_way
from workflows.on_call.people import known_people
from workflows.privacy import visible_to

#: What falls due within that is told beforehand.
_SOON: Final = timedelta(hours=12)
_EXCEPTIONS_AHEAD: Final = timedelta(days=14)


async def digest_for(
    session: AsyncSession,
    organisation: Organisation,
    duty: Duty,
    schedule: Schedule,
    *,
    slack_id: str | None,
    since: datetime,
    now: datetime,
) -> ShiftDigest:
    """What a person should know whose shift begins; what everybody may know without a person.

    `since` is when the shift began that ends.
    """
    may_know = visible_to(slack_id) if slack_id else Incident.is_private.is_(False)
    open_ones = await _open(session, organisation, may_know)
    counted = await pages_since(session, may_know, since)
    ids = {facts.incident.id for facts in open_ones} | {one.incident.id for one in counted}
    if not _leads_regions(organisation.duty, schedule):
        ids = await concerned(session, organisation.duty, schedule, ids, now)
    mine = [
        facts
        for facts in open_ones
        if facts.incident.id in ids or (slack_id and _is_in(facts, slack_id))
    ]
    incidents = {facts.incident.id: facts.incident for facts in mine}
    return ShiftDigest(
        mine,
        len(open_ones) - len(mine),
        await under_way(session, incidents, now),
        [(incidents[one.incident_id], one) for one in await _tasks(session, incidents, now)],
        [(incidents[one], until) for one, until in await _put_off(session, incidents, now)],
        [(incidents[one.incident_id], one) for one in await _handoffs(session, incidents)],
        await _exceptions(session, duty, schedule, now),
        await kept_paging(
            session, organisation.duty, [one for one in counted if one.incident.id in ids]
        ),
        since,
    )


async def _open(
    session: AsyncSession, organisation: Organisation, may_know: ColumnElement[bool]
) -> list[Facts]:
    ids = await session.scalars(
        select(Incident.id)
        .where(Incident.ended_at.is_(None), Incident.kind != Kind.NEAR_MISS.value, may_know)
        .order_by(Incident.declared_at, Incident.id)
    )
    in_order = ids.all()
    facts = await facts_of_several(session, organisation, in_order)
    return [facts[one] for one in in_order if one in facts]


def _leads_regions(on_call: OnCall, schedule: Schedule) -> bool:
    """Whether whoever is on call there may be asked to lead any incident."""
    targets = {
        target for region in on_call.regions for target in (*region.commanders, *region.deputies)
    }
    return schedule.key in targets | {*on_call.global_commanders}


def _is_in(facts: Facts, slack_id: str) -> bool:
    return any(held.person.slack_id == slack_id for held in facts.holders)


async def _tasks(session: AsyncSession, ids: Collection[int], now: datetime) -> Sequence[Task]:
    found = await session.scalars(
        select(Task)
        .where(Task.incident_id.in_(ids), Task.done_at.is_(None), Task.due_at < now + _SOON)
        .order_by(Task.due_at, Task.id)
    )
    return found.all()


async def _put_off(
    session: AsyncSession, ids: Collection[int], now: datetime
) -> list[tuple[int, datetime]]:
    snoozed = await session.scalars(
        select(TimelineEvent)
        .join(Incident, Incident.id == TimelineEvent.incident_id)
        .where(
            TimelineEvent.incident_id.in_(ids),
            TimelineEvent.kind == EventKind.SNOOZED.value,
            TimelineEvent.at >= func.coalesce(Incident.reopened_at, Incident.declared_at),
        )
        .order_by(TimelineEvent.id)
    )
    last = {event.incident_id: datetime.fromisoformat(event.details["until"]) for event in snoozed}
    return [(incident_id, until) for incident_id, until in last.items() if until > now]


async def _handoffs(session: AsyncSession, ids: Collection[int]) -> Sequence[Handoff]:
    found = await session.scalars(
        select(Handoff)
        .where(Handoff.incident_id.in_(ids), Handoff.state == HandoffState.OFFERED.value)
        .order_by(Handoff.offered_at)
    )
    return found.all()


async def _exceptions(
    session: AsyncSession, duty: Duty, schedule: Schedule, now: datetime
) -> list[Shift]:
    zone = ZoneInfo(schedule.zone)
    ahead = [
        (begins(one.starts, zone), ends(one.ends, zone), one.people) for one in schedule.overrides
    ]
    coming = sorted(one for one in ahead if now < one[0] < now + _EXCEPTIONS_AHEAD)
    known = await known_people(session, duty, [name for *_, people in coming for name in people])
    return [
        Shift(schedule, start, end, tuple(known[name] for name in people))
        for start, end, people in coming
    ]
