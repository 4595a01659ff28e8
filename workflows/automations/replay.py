"""Which automations would have run in incidents of the past: decided by the same rules, and nothing is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.automation import TIMED, Happening
from models.incident import OVER, Incident, Status
from models.organisation import Organisation
from models.role import RoleAssignment
from models.timeline import EventKind, TimelineEvent
from workflows.automations.matching import (
    Rule,
    Standing,
    Touched,
    is_meant,
    rules_of,
    sets_off,
    touched_by,
)
from workflows.facts import participants_of, timeline_of


@dataclass(frozen=True, slots=True)
class Would:
    """An automation that would have run in an incident at a moment (UTC)."""

    incident: Incident
    rule: Rule
    at: datetime


@dataclass(frozen=True, slots=True)
class _Life:
    """An incident's past: how it stood after each event."""

    incident: Incident
    moments: Sequence[tuple[TimelineEvent, Standing]]
    participants: Sequence[RoleAssignment]
    until: datetime

    def standing_at(self, at: datetime) -> Standing:
        """How it stood at a moment."""
        before = [standing for event, standing in self.moments if event.at <= at]
        return before[-1] if before else self.moments[0][1]


async def replay(
    session: AsyncSession, organisation: Organisation, *, since: datetime, now: datetime
) -> list[Would]:
    """What would have run in the incidents declared since a moment (UTC), in the order of time for each."""
    rules = rules_of(organisation)
    incidents = await session.scalars(
        select(Incident).where(Incident.declared_at >= since).order_by(Incident.id)
    )
    found: list[Would] = []
    for incident in incidents.all():
        life = await _life_of(session, incident, now)
        runs = [Would(incident, rule, at) for rule in rules for at in _runs(rule, life)]
        found += sorted(runs, key=lambda one: one.at)
    return found


async def _life_of(session: AsyncSession, incident: Incident, now: datetime) -> _Life:
    events = await timeline_of(session, incident.id)
    touched = await touched_by(session, incident.id)
    return _Life(
        incident,
        list(_standings(incident, events, touched)),
        await participants_of(session, incident.id),
        incident.ended_at or now,
    )


def _standings(
    incident: Incident, events: Sequence[TimelineEvent], services: Sequence[Touched]
) -> Iterator[tuple[TimelineEvent, Standing]]:
    standing = Standing(
        severity=incident.severity,
        status=Status.INVESTIGATING.value,
        kind=incident.kind,
        is_private=incident.is_private,
        is_past=incident.is_past,
        regions=_regions_at_first(incident, events),
        services=services,
    )
    for event in events:
        changes = event.details.get("changes", {})
        if event.kind == EventKind.DECLARED:
            standing = replace(standing, severity=event.details.get("severity", standing.severity))
        for name in {"severity", "status", "regions"} & changes.keys():
            standing = replace(standing, **{name: changes[name][-1]})
        if event.kind == EventKind.FIELDS_SET:
            told = {key: one["value"] for key, one in event.details["fields"].items()}
            standing = replace(standing, fields={**standing.fields, **told})
        yield event, standing


def _regions_at_first(incident: Incident, events: Sequence[TimelineEvent]) -> Sequence[str]:
    """Where it was said to be felt when it was declared."""
    changes = (event.details.get("changes", {}) for event in events)
    before = (one["regions"][0] for one in changes if "regions" in one)
    return next(before, incident.regions)


def _runs(rule: Rule, life: _Life) -> list[datetime]:
    """When a rule would have run: once, or each time where it says so."""
    if rule.automation.when.happens in TIMED:
        due = list(_timed(rule, life))
    else:
        due = [
            event.at
            for event, standing in life.moments
            # Nothing waits for a channel here.
            if event.kind != EventKind.ROOM_OPENED
            and sets_off(rule.automation, event)
            and is_meant(rule, standing)
        ]
    return due if rule.automation.again else due[:1]


def _timed(rule: Rule, life: _Life) -> Iterator[datetime]:
    when = rule.automation.when
    if when.longer_than is None or not life.moments:
        return
    for begun, ended in _waits(rule, life):
        due_at = begun + when.longer_than
        if due_at < ended and is_meant(rule, life.standing_at(due_at)):
            yield due_at


def _waits(rule: Rule, life: _Life) -> Iterator[tuple[datetime, datetime]]:
    """The spans of time in which what a rule waits for was so, while the incident was open."""
    for opened, closed in _open_spans(life):
        if rule.automation.when.happens == Happening.NO_UPDATE:
            said = [
                event.at
                for event, _ in life.moments
                if event.kind == EventKind.UPDATE_POSTED and opened < event.at < closed
            ]
            begins = [opened, *said]
            yield from zip(begins, [*said, closed], strict=True)
        else:
            yield from _empty(rule.automation.when.role or "", life, opened, closed)


def _open_spans(life: _Life) -> Iterator[tuple[datetime, datetime]]:
    opened: datetime | None = life.incident.declared_at
    for event, standing in life.moments:
        is_over = Status(standing.status) in OVER
        if is_over and opened is not None:
            yield opened, event.at
            opened = None
        elif not is_over and opened is None:
            opened = event.at
    if opened is not None and opened < life.until:
        yield opened, life.until


def _empty(
    role: str, life: _Life, opened: datetime, closed: datetime
) -> Iterator[tuple[datetime, datetime]]:
    free_since = opened
    held = sorted((one for one in life.participants if one.role == role), key=lambda one: one.since)
    for one in held:
        if one.since > free_since:
            yield free_since, min(one.since, closed)
        free_since = max(free_since, one.until or closed)
    if free_since < closed:
        yield free_since, closed
