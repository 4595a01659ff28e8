"""Reading an incident with all that is shown of it, and finding the one that a person means."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Integer, Select, and_, bindparam, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models.catalogue import CatalogueEntry, EntryKind
from models.facts import Facts
from models.incident import AffectedService, Incident, IncidentField, Kind, Room
from models.organisation import Organisation
from models.person import Person
from models.role import Handoff, HandoffState, RoleAssignment
from models.rules import rules_for
from models.task import Task
from models.timeline import EventKind, StatusUpdate, TimelineEvent
from workflows.errands import TryLater
from workflows.errors import IncidentIsClosed, Refused
from workflows.privacy import may_act, visible_to
from workflows.work import Start, Work

# Made once, since nothing is asked more often. One statement sees one moment, whatever isolation
# there is; an incident has a row for each holder of a role, or one without any.
_NEWEST = (
    select(func.max(StatusUpdate.id))
    .where(StatusUpdate.incident_id == Incident.id)
    .correlate(Incident)
    .scalar_subquery()
)
_OPEN_TASKS = (
    select(func.count())
    .where(Task.incident_id == Incident.id, Task.done_at.is_(None))
    .correlate(Incident)
    .scalar_subquery()
)
#: What no service's name holds, since names are lines.
_BETWEEN_NAMES = "\n"
_SERVICES = (
    select(
        func.aggregate_strings(
            func.coalesce(CatalogueEntry.name, AffectedService.service_key), _BETWEEN_NAMES
        )
    )
    .select_from(AffectedService)
    .outerjoin(
        CatalogueEntry,
        and_(
            CatalogueEntry.kind == EntryKind.SERVICE.value,
            CatalogueEntry.key == AffectedService.service_key,
        ),
    )
    .where(AffectedService.incident_id == Incident.id)
    .correlate(Incident)
    .scalar_subquery()
)
_FACTS: Final = (
    select(Incident, Room, StatusUpdate, RoleAssignment, _OPEN_TASKS, _SERVICES)
    .outerjoin(Room, Room.incident_id == Incident.id)
    .outerjoin(StatusUpdate, StatusUpdate.id == _NEWEST)
    .outerjoin(
        RoleAssignment,
        and_(RoleAssignment.incident_id == Incident.id, RoleAssignment.until.is_(None)),
    )
    .where(Incident.id.in_(bindparam("incident_ids", type_=Integer(), expanding=True)))
    .order_by(Incident.id, RoleAssignment.since, RoleAssignment.id)
    # An inner join after the outer one would lose the incidents in which nobody holds a role.
    .options(joinedload(RoleAssignment.person, innerjoin=False))
)
#: The owners of the affected services, where teams have rules of their own.
_OWNERS = (
    select(func.aggregate_strings(CatalogueEntry.owner, _BETWEEN_NAMES))
    .join(AffectedService, AffectedService.service_key == CatalogueEntry.key)
    .where(
        CatalogueEntry.kind == EntryKind.SERVICE.value,
        AffectedService.incident_id == Incident.id,
    )
    .correlate(Incident)
    .scalar_subquery()
)
_FACTS_WITH_OWNERS: Final = _FACTS.add_columns(_OWNERS)
_FIELDS: Final = select(IncidentField).where(
    IncidentField.incident_id.in_(bindparam("incident_ids", type_=Integer(), expanding=True))
)
_LATELY: Final = 5
_JUST_NOW: Final = timedelta(minutes=1)


async def facts_of(session: AsyncSession, organisation: Organisation, incident_id: int) -> Facts:
    """All that is shown of an incident. Raises NoResultFound for an id that there is not."""
    found = await facts_of_several(session, organisation, [incident_id])
    if incident_id not in found:
        raise NoResultFound(f"there is no incident {incident_id}")
    return found[incident_id]


async def facts_of_several(
    session: AsyncSession, organisation: Organisation, incident_ids: Collection[int]
) -> dict[int, Facts]:
    """The same of several incidents, by their ids, without those that there are not."""
    return await _read(session, organisation, _statement(organisation), incident_ids)


async def facts_held(work: Work, incident_id: int) -> Facts:
    """The facts of an incident that nobody else changes before this work ends, by one statement.

    Rows that only refer to the incident, such as errands, are added meanwhile without waiting for it.
    """
    held = _statement(work.organisation).with_for_update(of=Incident, key_share=True)
    return (await _read(work.session, work.organisation, held, [incident_id]))[incident_id]


def _statement(organisation: Organisation) -> Select[Any]:
    return _FACTS_WITH_OWNERS if organisation.team_files else _FACTS


async def _read(
    session: AsyncSession,
    organisation: Organisation,
    statement: Select[Any],
    incident_ids: Collection[int],
) -> dict[int, Facts]:
    asked = {"incident_ids": list(incident_ids)}
    rows = (await session.execute(statement, asked)).all()
    fields: dict[int, dict[str, str]] = {}
    if organisation.asks_for_fields:
        for one in await session.scalars(_FIELDS, asked):
            fields.setdefault(one.incident_id, {})[one.key] = one.value
    facts = {}
    for incident, group in groupby(rows, key=lambda row: row[0]):
        of_incident = list(group)
        _, room, last_update, _, open_tasks, services, *owners = of_incident[0]
        held: list[RoleAssignment | None] = [row[3] for row in of_incident]
        holders = tuple(one for one in held if one is not None)
        teams = (owner for several in owners if several for owner in several.splitlines())
        facts[incident.id] = Facts(
            rules_for(organisation, teams),
            incident,
            room,
            holders,
            last_update,
            services=tuple(sorted((services or "").splitlines(), key=str.casefold)),
            fields=fields.get(incident.id, {}),
            open_tasks=open_tasks,
        )
    return facts


class Glance:
    """What errands that were taken at one moment see of their incidents, read once for all of them.

    It is never older than the moment at which they were taken; whatever changed later has sent
    errands of its own. `known` is what need not be read.
    """

    def __init__(
        self, start: Start, incident_ids: Collection[int], known: Mapping[int, Facts]
    ) -> None:
        self._start = start
        self._incident_ids = incident_ids
        self._known = known
        self._seen: asyncio.Task[dict[int, Facts]] | None = None

    async def facts(self, incident_id: int) -> Facts:
        """All that is shown of an incident."""
        if incident_id in self._known:
            return self._known[incident_id]
        if self._seen is None:
            self._seen = asyncio.create_task(self._look())
        seen = await asyncio.shield(self._seen)
        return seen[incident_id] if incident_id in seen else await self.facts_now(incident_id)

    async def facts_now(self, incident_id: int) -> Facts:
        """The same, read anew."""
        async with self._start.looking() as session:
            return await facts_of(session, self._start.organisation, incident_id)

    async def _look(self) -> dict[int, Facts]:
        async with self._start.looking() as session:
            return await facts_of_several(session, self._start.organisation, self._incident_ids)

    async def facts_and_room(self, incident_id: int) -> tuple[Facts, Room]:
        """The same, for what needs the incident's channel. Raises TryLater before there is one."""
        facts = await self.facts(incident_id)
        if facts.room is None:
            raise TryLater("the incident's channel is not open yet")
        return facts, facts.room


async def facts_in(work: Work, incident: Incident) -> Facts:
    """The same inside a work, with what it has changed so far."""
    await work.session.flush()
    return await facts_of(work.session, work.organisation, incident.id)


async def timeline_of(session: AsyncSession, incident_id: int) -> Sequence[TimelineEvent]:
    """The timeline, oldest first."""
    events = await session.scalars(
        select(TimelineEvent)
        .where(TimelineEvent.incident_id == incident_id)
        .order_by(TimelineEvent.at, TimelineEvent.id)
    )
    return events.all()


async def was_just_recorded(
    work: Work, incident: Incident, kind: EventKind, **details: object
) -> bool:
    """Whether the same, as far as these details go, was recorded a moment ago: people press the same twice."""
    lately = await work.session.scalars(
        select(TimelineEvent.details).where(
            TimelineEvent.incident_id == incident.id,
            TimelineEvent.kind == kind.value,
            TimelineEvent.at > work.now - _JUST_NOW,
        )
    )
    return any(details.items() <= told.items() for told in lately)


async def updates_of(session: AsyncSession, incident_id: int) -> Sequence[StatusUpdate]:
    """The status updates, oldest first."""
    updates = await session.scalars(
        select(StatusUpdate)
        .where(StatusUpdate.incident_id == incident_id)
        .order_by(StatusUpdate.at, StatusUpdate.id)
    )
    return updates.all()


async def tasks_of(session: AsyncSession, incident_id: int) -> Sequence[Task]:
    """An incident's tasks, in the order of their numbers."""
    found = await session.scalars(
        select(Task).where(Task.incident_id == incident_id).order_by(Task.number)
    )
    return found.all()


async def participants_of(session: AsyncSession, incident_id: int) -> Sequence[RoleAssignment]:
    """Every holding of a role, ended or not, in the order of taking."""
    assignments = await session.scalars(
        select(RoleAssignment)
        .where(RoleAssignment.incident_id == incident_id)
        .order_by(RoleAssignment.since, RoleAssignment.id)
    )
    return assignments.all()


async def all_open_incidents(
    session: AsyncSession, slack_id: str
) -> Sequence[tuple[Incident, Room | None]]:
    """Every open incident of which this person may know, with its room, the newest first."""
    found = await session.execute(
        select(Incident, Room)
        .outerjoin(Room, Room.incident_id == Incident.id)
        .where(Incident.ended_at.is_(None), visible_to(slack_id))
        .order_by(Incident.declared_at.desc(), Incident.id.desc())
    )
    return [(incident, room) for incident, room in found]


async def own_first(
    session: AsyncSession, slack_id: str, found: Sequence[tuple[Incident, Room | None]]
) -> Sequence[tuple[Incident, Room | None]]:
    """The same incidents, those in which this person has a role before the others."""
    own = await session.scalars(
        select(RoleAssignment.incident_id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            Person.slack_id == slack_id,
            RoleAssignment.until.is_(None),
            RoleAssignment.incident_id.in_([incident.id for incident, _ in found]),
        )
    )
    theirs = {*own}
    return sorted(found, key=lambda one: one[0].id not in theirs)


async def lately_ended(
    session: AsyncSession, slack_id: str
) -> Sequence[tuple[Incident, Room | None]]:
    """The incidents that ended last and of which this person may know, with their rooms."""
    found = await session.execute(
        select(Incident, Room)
        .outerjoin(Room, Room.incident_id == Incident.id)
        .where(Incident.ended_at.is_not(None), visible_to(slack_id))
        .where(Incident.kind != Kind.NEAR_MISS.value)
        .order_by(Incident.ended_at.desc(), Incident.id.desc())
        .limit(_LATELY)
    )
    return [(incident, room) for incident, room in found]


async def held_by(session: AsyncSession, person: Person) -> Sequence[RoleAssignment]:
    """The roles that a person holds in open incidents, the newest first."""
    held = await session.scalars(
        select(RoleAssignment)
        .join(Incident, Incident.id == RoleAssignment.incident_id)
        .where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.until.is_(None),
            Incident.ended_at.is_(None),
            visible_to(person.slack_id),
        )
        .order_by(RoleAssignment.since.desc(), RoleAssignment.id.desc())
    )
    return held.all()


async def offered_to(session: AsyncSession, person: Person) -> Sequence[Handoff]:
    """The offers of command that wait for a person's answer."""
    offers = await session.scalars(
        select(Handoff)
        .join(Incident, Incident.id == Handoff.incident_id)
        .where(
            Handoff.offered_to_id == person.id,
            Handoff.state == HandoffState.OFFERED.value,
            visible_to(person.slack_id),
        )
        .order_by(Handoff.offered_at, Handoff.id)
    )
    return offers.all()


async def open_incident(work: Work, incident_id: int) -> Incident:
    """An open incident, held by this work until it ends, so that two changes follow one another.

    Raises Refused when there is none of this number, IncidentIsClosed when it is over.
    """
    incident = await any_incident(work, incident_id)
    if not incident.is_open:
        raise IncidentIsClosed(incident)
    return incident


async def any_incident(work: Work, incident_id: int) -> Incident:
    """The same, whether it is over or not. One of which whoever acts may not know is none at all."""
    incident = await held_incident(work, incident_id)
    if incident is None or not await may_act(work, incident):
        raise Refused(f"There is no INC-{incident_id}. `/incident list` shows the open ones.")
    return incident


async def held_incident(work: Work, incident_id: int) -> Incident | None:
    """The same, whoever acts: for what is written down in one incident because of another.

    Rows that only refer to the incident, such as errands, are added meanwhile without waiting for it.
    """
    hold = {"of": Incident, "key_share": True}
    return await work.session.get(
        Incident, incident_id, with_for_update=hold, populate_existing=True
    )


async def incident_id_of_channel(session: AsyncSession, channel_id: str) -> int | None:
    """The incident whose own channel this is, or None for any other channel."""
    return await session.scalar(
        select(Room.incident_id).where(Room.channel_id == channel_id, Room.thread_ts == "")
    )
