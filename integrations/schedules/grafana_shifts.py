"""The shifts of Grafana OnCall as layers: groups that take turns by hours, days, weeks and months."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.dated import Group
from integrations.schedules.reading import Reading
from integrations.schedules.repeating import Turns, shift_by_shift, week_by_week
from integrations.schedules.rules import Rule
from integrations.schedules.values import Fields, instant, items, local, moment, number, text
from models.local_time import begins, on_wall
from models.on_call_parts import DAYS, Turn
from models.schedule import Layer

_EVERY: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=31),
}
_MOST_TURNS: Final = 500
_DAYS: Final = {day[:2].upper(): at for at, day in enumerate(DAYS)}


@dataclass(frozen=True, slots=True)
class _Shift:
    """A shift, by the clocks on the wall."""

    rule: Rule
    start: datetime
    length: timedelta
    groups: list[Group]
    since: datetime
    """When it takes effect."""
    runs_on: bool
    """Whether one that has begun by then counts as the first."""


def people_in(shift: Fields, reading: Reading) -> Group:
    """Everybody whom a shift names."""
    groups = [shift.get("users"), *items(shift.get("rolling_users"))]
    people = (who for group in groups for who in _people(group, reading))
    return tuple(dict.fromkeys(people))


def window(
    shift: Fields, home: str, where: str, reading: Reading
) -> tuple[datetime, datetime] | None:
    """From when to when a shift is that does not repeat, in UTC."""
    zone = _zone_of(shift, home, where, reading)
    start, seconds = instant(shift.get("start"), zone), number(shift.get("duration"))
    if start is None or not seconds:
        return None
    return start, start + timedelta(seconds=seconds)


def rotation(shift: Fields, where: str, home: str, reading: Reading) -> list[Layer]:
    """A shift as layers: none of one that is over, or that layers cannot say."""
    zone = _zone_of(shift, home, where, reading)
    if text(shift.get("type")) == "single_event" or not shift.get("frequency"):
        return _once(shift, where, home, reading)
    read = _read(shift, zone, reading)
    if read is None:
        reading.skip(where, "It is not taken over: it lacks people, a beginning, or a duration.")
        return []
    read = _begun(shift, read)
    turns = _turns(shift, read)
    if turns is None:
        reading.skip(where, "It is not taken over: nothing here repeats in the way that it does.")
        return []
    # That moment is in UTC there, where it names no offset.
    until = instant(shift.get("until"), "UTC")
    if until is not None and until <= reading.now:
        return []
    made = [
        reading.attempt(
            where,
            lambda one=one: Layer(  # type: ignore[misc]
                name=text(shift.get("name")) or "Shift",
                people=one.people,
                first_turn=one.first,
                every=one.every,
                counts_from=max(read.start, read.since),
                counts_until=None if until is None else local(until, zone),
                hours=one.hours,
                zone=None if zone == home else zone,
            ),
        )
        for one in turns
    ]
    return [layer for layer in made if layer is not None]


def _once(shift: Fields, where: str, home: str, reading: Reading) -> list[Layer]:
    zone = _zone_of(shift, home, where, reading)
    span = window(shift, home, where, reading)
    people = people_in({**shift, "rolling_users": items(shift.get("rolling_users"))[:1]}, reading)
    if span is None or not people:
        reading.skip(where, "It is not taken over: it lacks people, a beginning, or a duration.")
        return []
    if span[1] <= reading.now:
        return []
    made = reading.attempt(
        where,
        lambda: Layer(
            name=text(shift.get("name")) or "Shift",
            people=(people,),
            first_turn=local(span[0], zone),
            every=Turn(1, "days"),
            counts_from=local(span[0], zone),
            counts_until=local(span[1], zone),
            zone=None if zone == home else zone,
        ),
    )
    return [] if made is None else [made]


def _zone_of(shift: Fields, home: str, where: str, reading: Reading) -> str:
    return reading.zone(where, shift["time_zone"]) if shift.get("time_zone") else home


def _people(value: object, reading: Reading) -> Group:
    # A group is a list of ids, or a mapping to them.
    ids = [text(one) for one in (value.values() if isinstance(value, dict) else items(value))]
    return tuple(dict.fromkeys(name for id_ in ids if (name := reading.person(id_))))


def _groups(shift: Fields, reading: Reading) -> list[Group]:
    if text(shift.get("type")) != "rolling_users":
        return [_people(shift.get("users"), reading)]
    groups = [_people(group, reading) for group in items(shift.get("rolling_users"))]
    first = number(shift.get("start_rotation_from_user_index")) or 0
    turned = groups[first:] + groups[:first] if first < len(groups) else groups
    # A group without anybody takes no turn there.
    return [group for group in turned if group]


def _read(shift: Fields, zone: str, reading: Reading) -> _Shift | None:
    start, seconds = instant(shift.get("start"), zone), number(shift.get("duration"))
    interval = 1 if shift.get("interval") is None else number(shift.get("interval"))
    named = [text(day).upper()[:2] for day in items(shift.get("by_day"))]
    week_start = (text(shift.get("week_start")) or "MO").upper()[:2]
    others = any(items(shift.get(name)) for name in ("by_month", "by_monthday"))
    groups = _groups(shift, reading)
    if start is None or not seconds or not groups or not any(groups):
        return None
    wall = on_wall(start, ZoneInfo(zone))
    rule = Rule(
        every=text(shift.get("frequency")).upper(),
        interval=interval if interval and interval <= _MOST_TURNS else 0,
        days=tuple((0, _DAYS[day]) for day in dict.fromkeys(named) if day in _DAYS),
        months=(0,) if others or any(day not in _DAYS for day in named) else (),
        week_start=_DAYS.get(week_start, 0),
    )
    since = moment(shift.get("rotation_start"), zone)
    if since is None:
        since = wall
    elif since.tzinfo is not None:
        since = on_wall(begins(since, ZoneInfo(zone)), ZoneInfo(zone))
    length = timedelta(minutes=-(-seconds // 60))
    return _Shift(rule, wall, length, groups, since, text(shift.get("source")) == "web")


def _can_be_said(rule: Rule) -> bool:
    return rule.interval >= 1 and rule.every.lower() in _EVERY and rule.is_plain


def _begun(shift: Fields, read: _Shift) -> _Shift:
    """The same, from the first one on that there is."""
    rule, start = read.rule, read.start
    if not _can_be_said(rule):
        return read
    if rule.days and start.weekday() not in rule.weekdays:
        ahead = min((day - rule.week_start) % len(DAYS) for day in rule.weekdays)
        first = (rule.week_start + ahead) % len(DAYS)
        return replace(read, start=start + timedelta(days=(first - start.weekday()) % len(DAYS)))
    rolling = text(shift.get("type")) == "rolling_users"
    if rolling and not rule.days and rule.every in {"HOURLY", "DAILY"}:
        return replace(read, start=_first_in_effect(read))
    return read


def _turns(shift: Fields, read: _Shift) -> list[Turns] | None:
    """Whose turn it is when; None for what turns cannot say."""
    rule = read.rule
    if not _can_be_said(rule):
        return None
    if rule.every == "DAILY" and rule.days and text(shift.get("type")) == "rolling_users":
        weekly = replace(rule, every="WEEKLY", interval=1)
        return shift_by_shift(weekly, read.start, read.length, read.groups, rule.interval)
    return week_by_week(rule, read.start, read.length, read.groups)


def _first_in_effect(read: _Shift) -> datetime:
    """The first shift that is not over, or that begins, when it takes effect: its turns count from there."""
    step = _EVERY[read.rule.every.lower()] * read.rule.interval
    behind = read.since - read.start - (read.length if read.runs_on else timedelta())
    if behind < timedelta():
        return read.start
    whole, rest = divmod(behind, step)
    return read.start + step * (whole + int(read.runs_on or rest > timedelta()))
