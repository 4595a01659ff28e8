"""Looking a service up: who owns it, what it needs and who needs it, and how it has been lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.incident import AffectedService, Incident, Room
from models.on_call import OnCall
from models.service_sheet import ServiceSheet
from templates.text import mrkdwn
from workflows.catalogue import Service, Services
from workflows.errors import Refused
from workflows.known_people import known_people
from workflows.on_call.asking import on_call_for
from workflows.privacy import visible_to

#: How far back "lately" reaches, and how much of it is shown.
LATELY: Final = timedelta(days=90)
_RECENT: Final = 5
_OFFERED: Final = 5


def service_called(services: Services, words: str) -> Service | None:
    """The only service that has these words, and no others, for its key or for one of its names."""
    exact = services.by_key(words.casefold())
    if exact is not None:
        return exact
    found = services.search(words, _OFFERED)
    same = [one for one in found if words.casefold() in map(str.casefold, one.names)]
    return same[0] if len(same) == 1 else None


def service_meant(services: Services, words: str) -> Service:
    """The service that a person names. Raises Refused when there is none, or several could be meant."""
    called = service_called(services, words)
    if called is not None:
        return called
    found = services.search(words, _OFFERED)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            mrkdwn(
                "The catalogue knows no service “{words}”. A few letters of its name are enough.",
                words=words,
            )
        )
    raise Refused(
        mrkdwn(
            "“{words}” could be several services: {names}. Type a little more of the name.",
            words=words,
            names=", ".join(one.name for one in found),
        )
    )


async def sheet_of(
    session: AsyncSession,
    services: Services,
    key: str,
    *,
    seen_by: str,
    now: datetime,
    on_call: OnCall,
) -> ServiceSheet:
    """Everything that is shown of a service to this person. Raises Refused when it is not kept."""
    service = await _entry(session, EntryKind.SERVICE, key)
    if service is None:
        raise Refused(f"The catalogue no longer has the service {key}.")
    team = await _entry(session, EntryKind.TEAM, service.owner) if service.owner else None
    people = await known_people(session, _named(service, team))
    ended_after = now - LATELY
    return ServiceSheet(
        service=service,
        team=team,
        people=people.slack_ids,
        gone=people.gone,
        needs=[services.name_of(key) for key in service.details.get("depends_on", ())],
        needed_by=[one.name for one in await needed_by(session, key)],
        open_ones=await _open_ones(session, key, seen_by),
        recent=await _recent(session, key, seen_by, ended_after),
        on_call=await on_call_for(session, on_call, service, team, now),
    )


async def _entry(session: AsyncSession, kind: EntryKind, key: str) -> CatalogueEntry | None:
    return await session.scalar(
        select(CatalogueEntry).where(CatalogueEntry.kind == kind.value, CatalogueEntry.key == key)
    )


def _named(service: CatalogueEntry, team: CatalogueEntry | None) -> list[str]:
    of_team = [team.details.get("manager", ""), *team.details.get("members", ())] if team else []
    return [one for one in (*of_team, *service.details.get("owner_people", ())) if one]


async def needed_by(session: AsyncSession, key: str) -> list[CatalogueEntry]:
    """The services that need this one, those of the highest tier first."""
    # The text of the details narrows it down in the database; what it really says decides.
    wanted = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = await session.scalars(
        select(CatalogueEntry)
        .where(
            CatalogueEntry.kind == EntryKind.SERVICE.value,
            CatalogueEntry.retired_at.is_(None),
            cast(CatalogueEntry.details, String).like(f'%"{wanted}"%', escape="\\"),
        )
        .order_by(CatalogueEntry.tier, CatalogueEntry.name)
    )
    return [one for one in found if key in one.details.get("depends_on", ())]


async def _open_ones(
    session: AsyncSession, key: str, seen_by: str
) -> list[tuple[Incident, Room | None]]:
    found = await session.execute(
        select(Incident, Room)
        .join(AffectedService, AffectedService.incident_id == Incident.id)
        .outerjoin(Room, Room.incident_id == Incident.id)
        .where(
            AffectedService.service_key == key,
            Incident.ended_at.is_(None),
            visible_to(seen_by),
        )
        .order_by(Incident.declared_at.desc(), Incident.id.desc())
    )
    return [(incident, room) for incident, room in found]


async def _recent(
    session: AsyncSession, key: str, seen_by: str, ended_after: datetime
) -> Sequence[Incident]:
    found = await session.scalars(
        select(Incident)
        .join(AffectedService, AffectedService.incident_id == Incident.id)
        .where(
            AffectedService.service_key == key,
            Incident.ended_at > ended_after,
            visible_to(seen_by),
        )
        .order_by(Incident.ended_at.desc(), Incident.id.desc())
        .limit(_RECENT)
    )
    return found.all()
