"""Whether an automation is meant for what happened, decided on plain values: now, or of the past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.automation import Automation, Happening, Selector
from models.catalogue import CatalogueEntry, EntryKind
from models.facts import Facts
from models.incident import AffectedService, Kind
from models.organisation import Organisation
from models.rules import automations_of
from models.timeline import EventKind, TimelineEvent

#: What makes an incident one of a service: then it is declared, as far as that service's rules go.
_SERVICES_NAMED = frozenset({EventKind.SERVICES_UNDERSTOOD, EventKind.SERVICES_CHOSEN})


@dataclass(frozen=True, slots=True)
class Rule:
    """An automation, with the team whose it is; the organisation's own have none."""

    team: str
    automation: Automation

    @property
    def id(self) -> str:
        """Tells it from every other."""
        return rule_id(self.team, self.automation.name)


@dataclass(frozen=True, slots=True)
class Touched:
    """A service that an incident touches, as the catalogue knows it."""

    key: str
    team: str | None = None
    tier: int | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an incident stands, as far as automations ask."""

    severity: str
    status: str
    kind: str = Kind.INCIDENT.value
    is_private: bool = False
    is_past: bool = False
    regions: Sequence[str] = ()
    services: Sequence[Touched] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def standing_of(facts: Facts, services: Sequence[Touched]) -> Standing:
    """How an incident stands now."""
    incident = facts.incident
    return Standing(
        severity=incident.severity,
        status=incident.status,
        kind=incident.kind,
        is_private=incident.is_private,
        is_past=incident.is_past,
        regions=incident.regions,
        services=services,
        fields=facts.fields,
    )


async def touched_by(session: AsyncSession, incident_id: int) -> list[Touched]:
    """The services that an incident touches, with what the catalogue knows of them."""
    rows = await session.execute(
        select(
            AffectedService.service_key,
            CatalogueEntry.owner,
            CatalogueEntry.tier,
            CatalogueEntry.domain,
        )
        .outerjoin(
            CatalogueEntry,
            and_(
                CatalogueEntry.kind == EntryKind.SERVICE.value,
                CatalogueEntry.key == AffectedService.service_key,
            ),
        )
        .where(AffectedService.incident_id == incident_id)
    )
    return [Touched(key, team, tier, domain) for key, team, tier, domain in rows]


def rules_of(organisation: Organisation) -> list[Rule]:
    """Every automation there is."""
    return [Rule(team, automation) for team, automation in automations_of(organisation)]


def rule_id(team: str, name: str) -> str:
    """Tells an automation from every other, though both words may hold a slash."""
    return "/".join(one.replace("%", "%25").replace("/", "%2F") for one in (team, name))


def rule_of(organisation: Organisation, team: str, name: str) -> Rule | None:
    """The automation of a name, if it is still there."""
    wanted = rule_id(team, name)
    return next((rule for rule in rules_of(organisation) if rule.id == wanted), None)


def sets_off(automation: Automation, event: TimelineEvent) -> bool:
    """Whether an event sets an automation off, whatever the incident. Timed ones wait for time instead."""
    when = automation.when
    if when.happens == Happening.FIELD_SET and event.kind == EventKind.FIELDS_SET:
        return when.field is None or when.field in event.details["fields"]
    if event.kind == EventKind.ROOM_OPENED:
        # What needs the channel waits for it.
        return when.happens == Happening.DECLARED and automation.needs_room
    if event.kind in _SERVICES_NAMED:
        # Once an incident: a service that is found later brings what its declaration would have.
        return when.happens == Happening.DECLARED and not automation.again
    return when.happens in _happenings(event)


def _happenings(event: TimelineEvent) -> Iterator[Happening]:
    changes = event.details.get("changes", {})
    if event.kind == EventKind.DECLARED:
        yield Happening.DECLARED
    if event.kind == EventKind.RESOLVED:
        yield Happening.RESOLVED
    if "severity" in changes:
        yield Happening.SEVERITY_CHANGED
    if "status" in changes:
        yield Happening.STATUS_CHANGED


def is_meant(rule: Rule, standing: Standing) -> bool:
    """Whether an incident is one that a rule speaks of. One that says nothing speaks of none."""
    chosen = rule.automation.applies_to
    if chosen.is_empty or standing.is_past:
        return False
    if rule.team and rule.team not in {one.team for one in standing.services}:
        return False
    if standing.is_private != bool(chosen.private):
        # Only who says so speaks of private ones, and who says so speaks of no others.
        return False
    if standing.kind == Kind.NEAR_MISS and Kind.NEAR_MISS not in (chosen.kind or ()):
        return False
    return _holds(chosen, standing)


def _holds(chosen: Selector, standing: Standing) -> bool:
    services = standing.services
    is_drill = standing.kind == Kind.DRILL
    return all(
        (
            chosen.severity is None or standing.severity in chosen.severity,
            chosen.status is None or standing.status in chosen.status,
            chosen.kind is None or standing.kind in chosen.kind,
            chosen.region is None or any(one in chosen.region for one in standing.regions),
            chosen.drill is None or chosen.drill == is_drill,
            chosen.service is None or any(one.key in chosen.service for one in services),
            chosen.team is None or any(one.team in chosen.team for one in services),
            chosen.tier is None or any(one.tier in chosen.tier for one in services),
            chosen.domain is None or any(one.domain in chosen.domain for one in services),
            *(
                set(standing.fields.get(key, "").splitlines()) & set(values)
                for key, values in (chosen.fields or {}).items()
            ),
        )
    )
