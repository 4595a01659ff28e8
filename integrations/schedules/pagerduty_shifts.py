"""PagerDuty's shift-based schedules (v3): rotations of events that repeat, as its API gives them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import gcd
from typing import Final

from integrations.schedules.reading import (
    Fields,
    Reading,
    after,
    each,
    fields,
    items,
    moment,
    number,
    text,
)
from models.catalogue_records import Weight
from models.on_call_parts import DAYS, Turn
from models.schedule import Hours, Layer, Schedule

Group = tuple[str, ...]
_RULE: Final = re.compile(r"(?:RRULE:)?([A-Z]+=[^=;]+(?:;[A-Z]+=[^=;]+)*)", re.ASCII)
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(days=7)
_MOST_TURNS: Final = 500
_MOST_PER_MEMBER: Final = 100


def recognises(value: object) -> bool:
    """Whether this is a shift-based export of PagerDuty's."""
    return any("rotations" in one for _, one in _schedules(value))


def _schedules(value: object) -> Iterator[tuple[str, Fields]]:
    whole = fields(value)
    for at, one in enumerate(items(value) or items(whole.get("schedules")) or [value]):
        outer = fields(one)
        yield f"schedule {at + 1}", fields(outer.get("schedule")) or outer


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    for place, one in _schedules(value):
        name = text(one.get("name")) or text(one.get("id"))
        where = f"{place} {name}".strip()
        zone = reading.zone(where, one.get("time_zone"))
        layers: list[Layer] = []
        for at, rotation in each(one.get("rotations"), "rotations"):
            for step, event in each(rotation.get("events"), "events"):
                layers += _layers(event, f"{where}, {at}.{step}", zone, reading)
        for kind in ("custom_shifts", "overrides"):
            if items(one.get(kind)):
                reading.skip(where, f"Its {kind} are not taken over. Write them as `overrides`.")
        made = reading.schedule(where, name, zone, layers, [])
        if made is not None:
            yield made


def _layers(event: Fields, where: str, home: str, reading: Reading) -> list[Layer]:
    """An event as layers: one, or one for each day of the week on which it happens."""
    begin, close = fields(event.get("start_time")), fields(event.get("end_time"))
    named = begin.get("time_zone")
    zone = reading.zone(where, named) if named else home
    start = moment(begin.get("date_time") or event.get("start_time"), zone)
    end = moment(close.get("date_time") or event.get("end_time"), zone)
    strategy = fields(event.get("assignment_strategy"))
    members = [_member(one, reading) for _, one in each(strategy.get("members"), "")]
    rotating = text(strategy.get("type")) != "every_member_assignment_strategy"
    groups = members if rotating else [tuple(dict.fromkeys(who for one in members for who in one))]
    each_has = number(strategy.get("shifts_per_member")) or 1 if rotating else 1
    plan = None
    if (
        start is not None
        and end is not None
        and not start.tzinfo
        and not end.tzinfo
        and any(groups)
    ):
        length = end - start
        if timedelta() < length and 1 <= each_has <= _MOST_PER_MEMBER:
            plan = _plan(items(event.get("recurrence")), start, length, groups, each_has)
    if plan is None:
        reading.skip(where, "It is not taken over: nothing here repeats in the way that it does.")
        return []
    if len(plan) > 1 and len(groups) > 1:
        reading.note(
            Weight.HINT, where, "Each of its shifts was counted as one turn. Please compare."
        )
    found = []
    for first, every, people, hours in plan:
        layer = reading.attempt(
            where,
            lambda first=first, every=every, people=people, hours=hours: Layer(  # type: ignore[misc]
                name=text(event.get("name")) or "Event",
                people=tuple(people),
                first_turn=first,
                every=every,
                counts_from=moment(event.get("effective_since"), zone) or start,
                counts_until=moment(event.get("effective_until"), zone),
                hours=hours,
                zone=None if zone == home else zone,
                beside=True,
            ),
        )
        found += [layer] if layer is not None else []
    return found


def _member(one: Fields, reading: Reading) -> Group:
    user = fields(one.get("user"))
    id_ = text(one.get("user_id")) or text(user.get("id"))
    known = (user.get("email"), user.get("name"), user.get("summary"), one.get("summary"))
    name = reading.person(id_, *known) if id_ else ""
    return (name,) if name else ()


_Plan = list[tuple[datetime, Turn, list[Group], tuple[Hours, ...]]]


def _plan(
    recurrence: list[object], start: datetime, length: timedelta, groups: list[Group], each_has: int
) -> _Plan | None:
    """Turns for what repeats by a rule; None for a rule that layers cannot say."""
    rule = _rule(recurrence)
    interval = number(rule.get("INTERVAL", "1"))
    if not interval or interval > _MOST_TURNS or set(rule) - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return None
    days = rule["BYDAY"].split(",") if "BYDAY" in rule else []
    offsets = [_offset(day, start) for day in days]
    if rule.get("FREQ") == "DAILY" and not days:
        unit, turn = _A_DAY, Turn(1, "days")
    elif rule.get("FREQ") == "WEEKLY" and None not in offsets:
        unit, turn = _A_WEEK, Turn(1, "weeks")
    else:
        return None
    ahead = sorted({offset for offset in offsets if offset is not None}) or [0]
    if len(ahead) > 1 and interval > 1:
        return None
    if length == unit * interval and len(ahead) == 1:
        first = start + ahead[0] * _A_DAY
        return [(first, Turn(interval * each_has, turn.unit), groups, ())]
    if length > unit:
        return None
    return [
        (
            start + offset * _A_DAY,
            turn,
            _turns(groups, each_has, len(ahead), place, interval),
            () if length == unit else (_hours(start + offset * _A_DAY, length, turn),),
        )
        for place, offset in enumerate(ahead)
        if len(groups) * each_has * interval <= _MOST_TURNS
    ] or None


def _rule(recurrence: list[object]) -> dict[str, str]:
    found = _RULE.fullmatch(text(recurrence[0]).upper()) if len(recurrence) == 1 else None
    if found is None:
        return {}
    pairs = (part.split("=", 1) for part in found[1].split(";"))
    return {name: value for name, value in pairs}  # noqa: C416 -- pairs of lists are no pairs to mypy


def _offset(day: str, start: datetime) -> int | None:
    """How many days after the start a day of the week first is."""
    names = [name[:2].upper() for name in DAYS]
    return (names.index(day) - start.weekday()) % len(DAYS) if day in names else None


def _turns(groups: list[Group], each_has: int, many: int, place: int, interval: int) -> list[Group]:
    """Who has the shift at one place of each round of `many`, until that repeats."""
    whole = len(groups) * each_has
    rounds = whole // gcd(whole, many)
    turns = [groups[(many * one + place) // each_has % len(groups)] for one in range(rounds)]
    return [one for group in turns for one in (group, *[()] * (interval - 1))]


def _hours(start: datetime, length: timedelta, turn: Turn) -> Hours:
    days, end = after(start.time(), length // timedelta(seconds=1))
    if turn.unit == "days":
        return Hours(starts=start.time(), ends=end)
    last = DAYS[(start.weekday() + days) % len(DAYS)]
    return Hours(days=(DAYS[start.weekday()],), starts=start.time(), ends=end, ends_on=last)
