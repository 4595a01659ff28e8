"""Grafana OnCall's schedules and shifts, as its API gives them: the lists in one file, in any order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.reading import Reading
from integrations.schedules.values import (
    Fields,
    after,
    each,
    fields,
    items,
    local,
    moment,
    number,
    text,
)
from models.catalogue_records import Weight
from models.on_call_parts import DAYS, Day, Turn, Unit
from models.schedule import Hours, Layer, Override, Schedule

_SHIFTS: Final = frozenset({"single_event", "recurrent_event", "rolling_users", "override"})
_UNITS: Final[dict[str, tuple[Unit, int]]] = {
    "hourly": ("hours", 3600),
    "daily": ("days", 86_400),
    "weekly": ("weeks", 604_800),
}
_LONGEST_INTERVAL: Final = 52


def recognises(value: object) -> bool:
    """Whether this is an export of Grafana OnCall's."""
    return any(_is_shift(one) for one in _parts(value))


def _is_shift(one: Fields) -> bool:
    return text(one.get("type")) in _SHIFTS and "start" in one


def _parts(value: object) -> Iterator[Fields]:
    """Everything in the lists at the top."""
    lists = [value, *fields(value).values()]
    for one in lists:
        yield from (found for _, found in each(one, ""))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    shifts: dict[str, Fields] = {}
    schedules: list[Fields] = []
    for one in _parts(value):
        if _is_shift(one):
            shifts[text(one.get("id")) or f"shift {len(shifts) + 1}"] = one
        elif "username" in one or "email" in one:
            reading.person(text(one.get("id")), one.get("email"), one.get("username"))
        elif "name" in one and ("shifts" in one or "time_zone" in one or "ical_url_primary" in one):
            schedules.append(one)
    everything = {"name": "Grafana OnCall", "time_zone": "UTC", "shifts": list(shifts)}
    for schedule in schedules or [everything]:
        made = _schedule(schedule, shifts, reading)
        if made is not None:
            yield made


def _schedule(one: Fields, shifts: dict[str, Fields], reading: Reading) -> Schedule | None:
    name = text(one.get("name"))
    where = f"schedule {name}"
    zone = reading.zone(where, one.get("time_zone") or "UTC")
    if one.get("ical_url_primary") or one.get("ical_url_overrides"):
        reading.skip(where, "Its calendar is elsewhere, and is not fetched.")
    found = [(id_, shifts[id_]) for id_ in map(text, items(one.get("shifts"))) if id_ in shifts]
    if len(found) < len(items(one.get("shifts"))):
        reading.skip(where, "Some of its shifts are not in the file.")
    layers: list[tuple[int, Layer]] = []
    overrides: list[Override] = []
    for id_, shift in found:
        place = f"{where}, {text(shift.get('name')) or id_}"
        if text(shift.get("type")) == "override":
            overrides += _override(shift, place, zone, reading)
            continue
        layer = _layer(shift, place, zone, reading)
        if layer is not None:
            layers.append((number(shift.get("level")) or 0, layer))
    layers.sort(key=lambda one: one[0])
    if (
        len({level for level, _ in layers}) < len(layers)
        and len({level for level, _ in layers}) > 1
    ):
        reading.note(
            Weight.HINT,
            where,
            "Several of its shifts have one level. They add to whoever is on call below, too. "
            "Please compare.",
        )
    ours = [
        layer.model_copy(update={"beside": at > 0 and layers[at - 1][0] == level})
        for at, (level, layer) in enumerate(layers)
    ]
    return reading.schedule(where, name, zone, ours, overrides)


def _groups(shift: Fields, reading: Reading) -> list[tuple[str, ...]]:
    if text(shift.get("type")) != "rolling_users":
        return [_people(shift.get("users"), reading)]
    groups = [_people(group, reading) for group in items(shift.get("rolling_users"))]
    first = number(shift.get("start_rotation_from_user_index")) or 0
    return groups[first % len(groups) :] + groups[: first % len(groups)] if groups else []


def _people(value: object, reading: Reading) -> tuple[str, ...]:
    # A group is a list of ids, or a mapping by them.
    ids = [text(one) for one in (value if isinstance(value, dict) else items(value))]
    return tuple(dict.fromkeys(name for id_ in ids if (name := reading.person(id_))))


def _layer(shift: Fields, where: str, home: str, reading: Reading) -> Layer | None:
    zone = reading.zone(where, shift["time_zone"]) if shift.get("time_zone") else home
    start, seconds = moment(shift.get("start"), zone), number(shift.get("duration"))
    groups = _groups(shift, reading)
    if start is None or not seconds or not any(groups):
        reading.skip(where, "It is not taken over: it lacks people, a beginning or a duration.")
        return None
    until = moment(shift.get("until"), zone)
    since = moment(shift.get("rotation_start"), zone)
    first: datetime | None = start
    if text(shift.get("type")) == "single_event":
        until = reading.attempt(where, lambda: start + timedelta(seconds=seconds))
        turns: tuple[list[tuple[str, ...]], Turn, list[Hours]] | None = (
            groups,
            Turn(1, "days"),
            [],
        )
    else:
        turns = _turns(shift, start, seconds, groups)
        first = _first(shift, start)
    if turns is None or first is None:
        reading.skip(where, "It is not taken over: nothing here repeats in the way that it does.")
        return None
    if since is not None and since != start:
        reading.note(
            Weight.HINT,
            where,
            "Its turns are counted from its start, not from rotation_start. Please compare.",
        )
    people, every, hours = turns
    return reading.attempt(
        where,
        lambda: Layer(
            name=text(shift.get("name")) or "Shift",
            people=tuple(people),
            first_turn=first,
            every=every,
            counts_from=since or start,
            counts_until=until,
            hours=tuple(hours),
            zone=None if zone == home else zone,
        ),
    )


def _turns(
    shift: Fields, start: datetime, seconds: int, groups: list[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], Turn, list[Hours]] | None:
    """Who takes turns, how long one is, and its hours. None for what layers cannot say."""
    interval = 1 if shift.get("interval") is None else number(shift.get("interval"))
    unit, size = _UNITS.get(text(shift.get("frequency")), ("days", 0))
    days, by_day = _days(shift), bool(items(shift.get("by_day")))
    others = any(items(shift.get(name)) for name in ("by_month", "by_monthday"))
    if not size or not interval or interval > _LONGEST_INTERVAL or others or (by_day and not days):
        return None
    if seconds == interval * size and not by_day:
        return groups, Turn(interval, unit), []
    # A shift that comes every second time leaves the time between to nobody.
    spaced = [one for group in groups for one in (group, *[()] * (interval - 1))]
    later, end = after(start.time(), seconds)
    if unit == "weeks" and by_day and seconds <= _UNITS["daily"][1]:
        hours = [Hours(days=days, starts=start.time(), ends=end)]
    elif by_day or unit == "hours" or seconds > size:
        return (spaced, Turn(1, unit), []) if seconds == size and not by_day else None
    elif seconds == size:
        hours = []
    elif unit == "days":
        hours = [Hours(starts=start.time(), ends=end)]
    else:
        last = DAYS[(start.weekday() + later) % len(DAYS)]
        own = (DAYS[start.weekday()],)
        hours = [Hours(days=own, starts=start.time(), ends=end, ends_on=last)]
    return spaced, Turn(1, unit), hours


def _first(shift: Fields, start: datetime) -> datetime | None:
    """When the first turn begins: with days of the week, when its week does."""
    if text(shift.get("frequency")) != "weekly" or not items(shift.get("by_day")):
        return start
    begins = {day[:2].upper(): at for at, day in enumerate(DAYS)}.get(
        text(shift.get("week_start")) or "MO"
    )
    if begins is None:
        return None
    return start - timedelta(days=(start.weekday() - begins) % len(DAYS))


def _days(shift: Fields) -> tuple[Day, ...]:
    wanted = {text(day) for day in items(shift.get("by_day"))}
    return tuple(day for day in DAYS if day[:2].upper() in wanted)


def _override(shift: Fields, where: str, home: str, reading: Reading) -> list[Override]:
    zone = reading.zone(where, shift["time_zone"]) if shift.get("time_zone") else home
    start, seconds = moment(shift.get("start"), zone), number(shift.get("duration"))
    groups = (
        _groups(shift, reading)
        if shift.get("users")
        else [_people(group, reading) for group in items(shift.get("rolling_users"))]
    )
    people = tuple(dict.fromkeys(one for group in groups for one in group))
    if start is None or not seconds or not people:
        reading.skip(where, "The exception is not taken over: it lacks people, or a moment.")
        return []
    made = reading.attempt(where, lambda: _between(start, seconds, people, zone, home))
    return [] if made is None else [made]


def _between(
    start: datetime, seconds: int, people: tuple[str, ...], zone: str, home: str
) -> Override:
    """An exception of some length, by the clocks of the schedule."""
    begin = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(zone))
    begin = begin.astimezone(UTC)
    end = begin + timedelta(seconds=seconds)
    return Override(starts=local(begin, home), ends=local(end, home), people=people)
