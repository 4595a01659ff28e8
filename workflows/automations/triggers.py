"""Setting automations off: looked at before each work is committed, in the same transaction."""

from typing import Final
from uuid import uuid4

import structlog

from models.automation import TIMED, Happening
from models.facts import Facts
from models.incident import Incident, Kind
from models.timeline import EventKind, TimelineEvent
from workflows.automations.matching import (
    Rule,
    is_meant,
    rules_of,
    sets_off,
    standing_of,
    touched_by,
)
from workflows.automations.running import RunAutomation
from workflows.automations.watching import WatchAutomation
from workflows.facts import facts_in
from workflows.work import Work

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How many automations may set one another off in a row.
DEEPEST: Final = 3
_BEGINS: Final = frozenset(
    {
        EventKind.DECLARED,
        EventKind.REOPENED,
        EventKind.SERVICES_UNDERSTOOD,
        EventKind.SERVICES_CHOSEN,
    }
)
#: What begins the wait of a timed automation anew.
_WAITS_ANEW: Final = {
    Happening.NO_UPDATE: _BEGINS | {EventKind.UPDATE_POSTED},
    Happening.ROLE_EMPTY: _BEGINS | {EventKind.ROLE_HANDED_BACK},
}


async def set_off(work: Work) -> None:
    """Send for every automation that is meant for what this work has recorded."""
    if not work.recorded or not work.organisation.is_automated:
        return
    if len(work.chain) >= DEEPEST:
        log.warning("automation.too_deep", chain=work.chain)
        return
    by_incident: dict[int, tuple[Incident, list[TimelineEvent]]] = {}
    for incident, event in work.recorded:
        by_incident.setdefault(incident.id, (incident, []))[1].append(event)
    rules = [rule for rule in rules_of(work.organisation) if rule.id not in work.chain]
    for incident, events in by_incident.values():
        _watch(work, incident, rules, events)
        await _set_off(work, incident, rules, events)


def _watch(work: Work, incident: Incident, rules: list[Rule], events: list[TimelineEvent]) -> None:
    """Have whatever waits for time look again when it could have passed; whether it is meant is seen then."""
    kinds = {EventKind(event.kind) for event in events}
    for rule in rules:
        when = rule.automation.when
        if when.longer_than is None or incident.is_past:
            continue
        if kinds & _WAITS_ANEW[when.happens]:
            watch = WatchAutomation(
                incident_id=incident.id, team=rule.team, name=rule.automation.name
            )
            work.send(watch, after=when.longer_than)


def _waits_for_room(rule: Rule, facts: Facts) -> bool:
    """Whether it is looked at again as soon as there is a channel."""
    is_declared = rule.automation.when.happens == Happening.DECLARED
    to_come = facts.room is None and facts.incident.kind != Kind.NEAR_MISS
    return is_declared and to_come and rule.automation.needs_room


async def _set_off(
    work: Work, incident: Incident, rules: list[Rule], events: list[TimelineEvent]
) -> None:
    possible = [
        rule
        for rule in rules
        if rule.automation.when.happens not in TIMED
        and any(sets_off(rule.automation, event) for event in events)
    ]
    if not possible:
        return
    facts = await facts_in(work, incident)
    standing = standing_of(facts, await touched_by(work.session, incident.id))
    origin = work.origin or uuid4().hex
    for rule in possible:
        if _waits_for_room(rule, facts):
            continue
        mark = f"automation:{incident.uid}:{rule.id}"
        # However automations set one another off, what somebody did sets off each of them once.
        mark = f"{mark}:{origin}" if rule.automation.again else mark
        if is_meant(rule, standing) and await work.first_time(mark):
            work.send(
                RunAutomation(
                    incident_id=incident.id,
                    team=rule.team,
                    name=rule.automation.name,
                    chain=work.chain,
                    origin=origin,
                )
            )
