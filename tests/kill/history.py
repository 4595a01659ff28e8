"""Whether the timelines tell one story each: every change begins where the one before it ended."""

from collections.abc import Iterator, Sequence

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent

_FOLLOWED = ("severity", "status")


def breaks_in(events: Sequence[TimelineEvent], facts: Facts) -> Iterator[str]:
    """Give a sentence for everything in an incident's timeline that does not lead to where it stands."""
    incident = facts.incident
    reached: dict[str, str] = {}
    for event in events:
        for field, (before, after) in event.details.get("changes", {}).items():
            if field in _FOLLOWED:
                if reached.get(field, before) != before:
                    yield f"{incident.ref}: {field} became {reached[field]}, then left {before}"
                reached[field] = after
    for field, last in reached.items():
        if getattr(incident, field) != last:
            yield f"{incident.ref}: {field} is {getattr(incident, field)}, was last told as {last}"
    yield from _wrong_holders(events, facts)


def _wrong_holders(events: Sequence[TimelineEvent], facts: Facts) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for event in events:
        details = event.details
        match EventKind(event.kind):
            case EventKind.ROLE_TAKEN:
                told.add((details["role"], details["person"]))
            case EventKind.ROLE_HANDED_BACK:
                told.discard((details["role"], details["person"]))
            case EventKind.COMMAND_PASSED | EventKind.ROLE_PASSED:
                told.discard((details["role"], details["before"]))
                told.add((details["role"], details["after"]))
            case _:
                pass
    held = [(one.role, one.person.slack_id) for one in facts.holders]
    if sorted(held) != sorted(told):
        yield f"{facts.incident.ref}: held are {sorted(held)}, told was {sorted(told)}"
    leading = [person for role, person in held if role == "commander"]
    if len(leading) > 1:
        yield f"{facts.incident.ref}: {leading} have command"
