"""Events of a calendar that come again and again, as layers: people who follow one another in one rotation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from integrations.schedules.calendars.events import Event
from integrations.schedules.repeating import Turns, week_by_week
from integrations.schedules.rules import Effort, Repeated
from models.local_time import on_wall
from models.schedule import Layer

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """A rotation, by the clocks on the wall of its zone."""

    turns: Turns
    zone: ZoneInfo
    level: int
    since: datetime
    until: datetime | None


def standing(events: Iterable[Event], now: datetime, effort: Effort) -> list[Standing] | None:
    """Rotations that say the same as these events from now on; None if one of them is no rotation.

    Raises TooMuch.
    """
    found: list[Standing] = []
    for event in events:
        length = event.end - event.start
        if event.rule is None or event.also:
            return None
        until = Repeated(event.rule, event.start, length, event.zone).end(now, effort)
        if until is not None and until <= max(on_wall(now, event.zone), event.start):
            continue
        turns = week_by_week(event.rule, event.start, length, [event.who])
        if turns is None:
            return None
        for one in turns:
            alone = Standing(one, event.zone, event.level, event.start, until)
            _add(found, alone, on_wall(now, event.zone))
    return sorted(found, key=lambda one: one.level)


def _add(found: list[Standing], one: Standing, now: datetime) -> None:
    for at, other in enumerate(found):
        if both := _together(other, one, now):
            found[at] = both
            return
    found.append(one)


def _together(one: Standing, other: Standing, now: datetime) -> Standing | None:
    """Two as one rotation, if they are turns of one."""
    ours, theirs = one.turns, other.turns
    same = (one.zone, one.level, one.until, ours.every, ours.hours, len(ours.people)) == (
        other.zone, other.level, other.until, theirs.every, theirs.hours, len(theirs.people),
    )  # fmt: skip
    steps = _turns_between(ours, theirs) if same else None
    if steps is None:
        return None
    # Whoever comes later must not be seen before; what is over is nobody's concern.
    if not 0 <= steps < len(ours.people) and max(one.since, other.since) > now:
        return None
    people = list(ours.people)
    for place, group in enumerate(theirs.people):
        at = (place + steps) % len(people)
        people[at] = tuple(dict.fromkeys((*people[at], *group)))
    since = min(one.since, other.since)
    return replace(one, turns=replace(ours, people=tuple(people)), since=since)


def _turns_between(one: Turns, other: Turns) -> int | None:
    if one.every.unit == "months":
        months = (
            (other.first.year - one.first.year) * _MONTHS_A_YEAR
            + other.first.month
            - one.first.month
        )
        moved = (one.first.day, one.first.time()) != (other.first.day, other.first.time())
        steps, rest = divmod(months, one.every.count)
        return None if moved or rest else steps
    whole, odd = divmod(other.first - one.first, one.every.length)
    return None if odd else whole


def as_layers(rotations: list[Standing], home: str, name: str) -> list[Layer]:
    """Layers of these rotations, those of one level as one."""
    return [
        Layer(
            name=name if len(rotations) == 1 else f"{name[:200]} {number + 1}",
            people=one.turns.people,
            first_turn=one.turns.first,
            every=one.turns.every,
            counts_from=one.since,
            counts_until=one.until,
            hours=one.turns.hours,
            zone=None if one.zone.key == home else one.zone.key,
            same_level=number > 0 and rotations[number - 1].level == one.level,
        )
        for number, one in enumerate(rotations)
    ]
