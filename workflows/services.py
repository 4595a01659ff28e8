"""Which services an incident touches: understood from what people wrote, and corrected by people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import AffectedService, Incident
from models.suggestions import SeverityHint
from models.timeline import EventKind, TimelineEvent
from workflows.catalogue import Service, Services
from workflows.errors import Refused
from workflows.owners import bring_owners
from workflows.saying import say
from workflows.showing import show
from workflows.team_rules import mind_teams
from workflows.work import Work


async def understand_services(
    work: Work,
    incident: Incident,
    named: Sequence[tuple[Service, ...]],
    hint: SeverityHint | None = None,
) -> TimelineEvent:
    """Note the services that a sentence named, as `Services.named_in` found them.

    Where a name could mean several, none of them is noted: the event offers them. It offers the
    `hint` of a severity as well, where there is one.
    """
    sure = [several[0] for several in named if len(several) == 1]
    await keep_services(work, incident, names_of(sure))
    return work.record(
        EventKind.SERVICES_UNDERSTOOD,
        incident,
        services=names_of(sure),
        unclear=[names_of(several) for several in named if len(several) > 1],
        **({"hint": asdict(hint)} if hint else {}),
    )


async def note_services(work: Work, incident: Incident, services: Sequence[Service]) -> None:
    """Note the services that somebody chose when they declared the incident."""
    await keep_services(work, incident, names_of(services))
    work.record(EventKind.SERVICES_CHOSEN, incident, added=names_of(services), removed={})


async def choose_services(
    work: Work, incident: Incident, keys: Iterable[str], known: Services
) -> None:
    """Set the services that an incident touches to these, in the order of naming.

    Raises Refused when nothing changes, or for one that the catalogue does not know.
    """
    before = await services_of(work.session, incident.id)
    wanted = list(dict.fromkeys(keys))
    if set(wanted) == set(before):
        raise Refused("These are the affected services already, so nothing was changed.")
    added = [_service(known, key) for key in wanted if key not in before]
    removed = [key for key in before if key not in wanted]
    await work.session.execute(
        delete(AffectedService).where(
            AffectedService.incident_id == incident.id, AffectedService.service_key.in_(removed)
        )
    )
    await keep_services(work, incident, names_of(added))
    event = work.record(
        EventKind.SERVICES_CHOSEN,
        incident,
        added=names_of(added),
        removed={key: known.name_of(key) for key in removed},
    )
    await say(work, event)
    show(work, incident)
    bring_owners(work, incident, [one.key for one in added])
    await mind_teams(work, incident)


async def add_service(work: Work, incident: Incident, key: str, known: Services) -> None:
    """Add one service to those that an incident touches. Raises Refused when it is one already."""
    before = await services_of(work.session, incident.id)
    await choose_services(work, incident, [*before, key], known)


async def keep_services(work: Work, incident: Incident, keys: Iterable[str]) -> None:
    """Write down that an incident touches services. Telling of it is left to the caller."""
    await work.add(
        *(
            AffectedService(incident_id=incident.id, service_key=key, named_at=work.now)
            for key in keys
        )
    )


async def services_of(session: AsyncSession, incident_id: int) -> list[str]:
    """The keys of the services that an incident touches, in the order of naming."""
    keys = await session.scalars(
        select(AffectedService.service_key)
        .where(AffectedService.incident_id == incident_id)
        .order_by(AffectedService.named_at, AffectedService.service_key)
    )
    return list(keys)


def names_of(services: Iterable[Service]) -> Mapping[str, str]:
    """What services are called, by their keys."""
    return {service.key: service.name for service in services}


def _service(known: Services, key: str) -> Service:
    service = known.by_key(key)
    if service is None:
        raise Refused(f"The catalogue no longer knows the service {key}. Choose another.")
    return service
