"""Whose services are whose: those of a person's teams, and those of incidents that they took part in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.incident import AffectedService, Incident
from models.own_services import OwnServices
from models.person import Person
from models.timeline import TimelineEvent
from workflows.catalogue import Services
from workflows.privacy import visible_to

#: As many of the incidents that somebody took part in last as tell what they work with.
_LATEST: Final = 30


async def own_of(session: AsyncSession, services: Services, slack_id: str) -> OwnServices:
    """The teams that a person is in, and the services that are theirs."""
    called = await _called(session, slack_id)
    teams = {
        team.key: team.name
        for team in await session.scalars(_naming(EntryKind.TEAM, called))
        if called & {team.details.get("manager"), *team.details.get("members", ())}
    }
    alone = [
        one.key
        for one in await session.scalars(_naming(EntryKind.SERVICE, called))
        if called & {*one.details.get("owner_people", ())}
    ]
    keys = dict.fromkeys((*services.owned_by(teams), *alone))
    found = {key: one.name for key in keys if (one := services.by_key(key)) is not None}
    return OwnServices(teams, found)


async def own_keys(session: AsyncSession, services: Services, slack_id: str) -> set[str]:
    """The keys of what is somebody's own, or what they worked with lately."""
    theirs = await own_of(session, services, slack_id)
    return {*theirs.services} | await _worked_with(session, slack_id)


async def _worked_with(session: AsyncSession, slack_id: str) -> set[str]:
    """The keys of the services of incidents that a person took part in lately, and may see."""
    latest = (
        select(TimelineEvent.incident_id)
        .join(Person, Person.id == TimelineEvent.actor_id)
        .join(Incident, Incident.id == TimelineEvent.incident_id)
        .where(Person.slack_id == slack_id, visible_to(slack_id))
        .group_by(TimelineEvent.incident_id)
        .order_by(func.max(TimelineEvent.id).desc())
        .limit(_LATEST)
    )
    keys = await session.scalars(
        select(AffectedService.service_key).where(AffectedService.incident_id.in_(latest))
    )
    return set(keys)


async def troubled_services(
    session: AsyncSession, seen_by: str
) -> Mapping[str, Sequence[Incident]]:
    """The open incidents that this person may see, by the keys of the services that they touch."""
    found = await session.execute(
        select(AffectedService.service_key, Incident)
        .join(Incident, Incident.id == AffectedService.incident_id)
        .where(Incident.ended_at.is_(None), visible_to(seen_by))
        .order_by(Incident.id)
    )
    troubled = defaultdict[str, list[Incident]](list)
    for key, incident in found:
        troubled[key].append(incident)
    return troubled


async def _called(session: AsyncSession, slack_id: str) -> set[str]:
    """Everything by which the catalogue may name a person: id, address, and key."""
    email = await session.scalar(select(Person.email).where(Person.slack_id == slack_id))
    known = {slack_id, email} if email else {slack_id}
    people = await session.scalars(_naming(EntryKind.PERSON, known))
    keys = {
        one.key
        for one in people
        if known & {one.details.get("slack_id"), one.details.get("email", "").casefold()}
    }
    return known | keys


def _naming(kind: EntryKind, called: set[str]) -> Select[CatalogueEntry]:
    """The entries whose details have one of these words; what they really say must still be looked at."""
    details = func.lower(cast(CatalogueEntry.details, String))
    return (
        select(CatalogueEntry)
        .where(
            CatalogueEntry.kind == kind.value,
            CatalogueEntry.retired_at.is_(None),
            or_(*(details.contains(f'"{one.lower()}"', autoescape=True) for one in called)),
        )
        .order_by(CatalogueEntry.name)
    )
