"""Which region leads an incident, and who of which region takes command next: reckoned, never kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from models.coverage import Region
from models.incident import Incident
from models.on_call import OnCall
from models.person import Person
from models.role import RoleAssignment
from workflows.on_call.coverage import Passing, covering, passing
from workflows.on_call.duty import Duty
from workflows.on_call.people import people_in

#: Stands where a region's name would, for those who lead what several regions feel.
EVERYWHERE: Final = ""
#: As far back as a passing may be under way, and as far ahead as one is looked for.
IN_SIGHT: Final = timedelta(days=8)
_A_WHILE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Plan:
    """Command passes, or should be taken, at a moment (UTC)."""

    at: datetime
    sender: str | None
    """The region that leads until then; None where none does."""
    receiver: str
    """The region that leads from then on, or EVERYWHERE."""
    until: datetime
    """Up to when this plan holds."""
    names: tuple[str, ...]
    """Who is on call there to lead, the first one first, then who stands in; perhaps nobody."""


def plan_for(
    on_call: OnCall,
    duty: Duty,
    incident: Incident,
    commander: RoleAssignment | None,
    now: datetime,
    *,
    judged_at: datetime | None,
) -> Plan | None:
    """When command of an incident should pass next, or should have passed; None where nothing is in sight.

    `judged_at` is when people last found that it is more than one region's, or no more than one's.
    Nothing is planned where the commander is on call for what comes next, too.
    """
    if commander is None:
        return _next_to_ask(on_call, duty, incident, now)
    since, person = commander.since, commander.person
    sender = leading_region(on_call, duty, incident, person, since)
    led = _Led(incident, sender, max(since, judged_at or since))
    if sender != EVERYWHERE:
        found = _next_region(on_call, duty, led, now)
    elif says_several(on_call, incident.regions) is False:
        found = _back_to_region(on_call, duty, led, now)
    else:
        found = _next_everywhere(on_call, duty, person, now)
    return None if found is None or is_one_of(duty, found.names[:1], person) else found


@dataclass(frozen=True, slots=True)
class _Led:
    """An incident, the region that leads it, and since when it is asked who is next."""

    incident: Incident
    region: str | None
    since: datetime


def _next_region(on_call: OnCall, duty: Duty, led: _Led, now: datetime) -> Plan | None:
    in_hours = led.region is None or led.region in covering(on_call.regions, led.since)
    # Whoever takes command in another region's hours, or learns then that it is more than one
    # region's, knows that: they are asked a while later.
    not_before = led.since if in_hours else led.since + _A_WHILE
    found = passing(on_call.regions, led.region, now, not_before)
    return _planned(on_call, duty, led, found) if found else None


def _back_to_region(on_call: OnCall, duty: Duty, led: _Led, now: datetime) -> Plan | None:
    """When somebody who leads for all hands on what is one region's: as whoever covered would."""
    covers = _covers_for(on_call, led.incident, led.since)
    found = _next_region(on_call, duty, replace(led, region=covers), now)
    return found and replace(found, sender=EVERYWHERE)


def _next_to_ask(on_call: OnCall, duty: Duty, incident: Incident, now: datetime) -> Plan | None:
    """When somebody of the next region is asked to lead what nobody leads."""
    since = incident.reopened_at or incident.declared_at
    found = passing(on_call.regions, None, now, since)
    if found is not None and found.at == since:
        # That region covered when it was declared: those people were there.
        found = passing(on_call.regions, None, found.until, since)
    return _planned(on_call, duty, _Led(incident, None, since), found) if found else None


def _planned(on_call: OnCall, duty: Duty, led: _Led, found: Passing) -> Plan:
    several = feels_several(on_call, led.incident, found.at)
    names = _everywhere(on_call, duty, found.at) if several else ()
    receiver = EVERYWHERE if names else found.receiver
    names = names or leaders_on_call(on_call, duty, found.receiver, found.at)
    return Plan(found.at, led.region, receiver, found.until, names)


def feels_several(on_call: OnCall, incident: Incident, at: datetime) -> bool:
    """Whether an incident is more than one region's: it says so, or it says nothing and several cover."""
    said = says_several(on_call, incident.regions)
    return len(covering(on_call.regions, at)) > 1 if said is None else said


def says_several(on_call: OnCall, regions: Sequence[str]) -> bool | None:
    """Whether regions that somebody named are more than one region's affair; None where nobody did.

    One that is none of those that cover, such as World, is everybody's.
    """
    if not regions:
        return None
    return len(regions) > 1 or regions[0] not in {one.name for one in on_call.regions}


def leading_region(
    on_call: OnCall, duty: Duty, incident: Incident, commander: Person, since: datetime
) -> str | None:
    """The region that leads since a moment: the commander's own, else the incident's, else the one that covered.

    EVERYWHERE where somebody leads who does so for all; None where no region covered then.
    """
    own = [one.name for one in on_call.regions if _is_theirs(one, duty, commander)]
    if own:
        covered = covering(on_call.regions, since)
        return next((name for name in covered if name in own), own[0])
    if is_one_of(duty, _all_named(duty, on_call.global_commanders), commander):
        return EVERYWHERE
    return _covers_for(on_call, incident, since)


def _covers_for(on_call: OnCall, incident: Incident, at: datetime) -> str | None:
    """The region that covers a moment: one of the incident's, if any of them does."""
    covered = covering(on_call.regions, at)
    felt = [name for name in covered if name in incident.regions]
    return next(iter(felt or covered), None)


def leaders_on_call(on_call: OnCall, duty: Duty, receiver: str, at: datetime) -> tuple[str, ...]:
    """Who is on call to lead for a region, or EVERYWHERE, at a moment; then who stands in for them."""
    region = next((one for one in on_call.regions if one.name == receiver), None)
    own = (*region.commanders, *region.deputies) if region else ()
    found = [name for target in own for name in _on_call(duty, target, at)]
    return tuple(dict.fromkeys([*found, *_everywhere(on_call, duty, at)]))


def is_one_of(duty: Duty, names: Sequence[str], person: Person) -> bool:
    """Whether any of these names is this person's."""
    theirs = {person.slack_id.casefold(), (person.email or "").casefold()} - {""}
    return any(duty.address(name).casefold() in theirs for name in names)


def _is_theirs(region: Region, duty: Duty, person: Person) -> bool:
    return is_one_of(duty, _all_named(duty, (*region.commanders, *region.deputies)), person)


def _all_named(duty: Duty, targets: Sequence[str]) -> list[str]:
    """Everybody whom targets may mean, whoever is on call."""
    return [
        name
        for target in targets
        for schedule in [duty.schedule(target)]
        for name in (people_in(schedule) if schedule else (target,))
    ]


def _on_call(duty: Duty, target: str, at: datetime) -> tuple[str, ...]:
    return duty.who(target, at) if duty.schedule(target) else (target,)


def _everywhere(on_call: OnCall, duty: Duty, at: datetime) -> tuple[str, ...]:
    found = [name for target in on_call.global_commanders for name in _on_call(duty, target, at)]
    return tuple(dict.fromkeys(found))


def _next_everywhere(on_call: OnCall, duty: Duty, commander: Person, now: datetime) -> Plan | None:
    """When the shift ends of somebody who leads for all."""
    start, end = now - timedelta(days=1), now + IN_SIGHT
    for target in on_call.global_commanders:
        if duty.schedule(target) is None:
            if is_one_of(duty, (target,), commander):
                return None  # They are always there.
            continue
        row = duty.shifts(target, start, end)
        theirs = [span for span in row if is_one_of(duty, span.people, commander)]
        ended = [span for span in theirs if span.end < end and span.start <= now]
        if ended:
            at = ended[-1].end
            names = _everywhere(on_call, duty, at)
            return Plan(at, EVERYWHERE, EVERYWHERE, at + timedelta(days=1), names)
    return None
