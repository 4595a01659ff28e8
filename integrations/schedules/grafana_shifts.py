"""The shifts of Grafana OnCall as layers: groups that take turns by hours, days, weeks and months."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.dated import Group
from integrations.schedules.grafana_turns import EVERY, MOST_TURNS, Shift, begun, turns_of
from integrations.schedules.reading import HORIZON, Reading
from integrations.schedules.repeating import Turns
from integrations.schedules.rules import Rule, TooMuch, rule_of
from integrations.schedules.values import Fields, instant, items, local, moment, number, text
from models.local_time import begins, ends, on_wall
from models.on_call_parts import DAYS, Turn
from models.schedule import Layer

#: So many shifts are written down one by one.
_MOST_DATED: Final = 40
_TOO_OFTEN: Final = "It is not taken over: it repeats too often to be written down shift by shift."
_NOTHING: Final = "It is not taken over: nothing here repeats in the way that it does."
_DAYS: Final = frozenset(day[:2].upper() for day in DAYS)


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
    try:
        return _Making(shift, begun(read), where, zone, home, reading).layers()
    except TooMuch:
        reading.skip(where, _TOO_OFTEN)
        return []


@dataclass(frozen=True, slots=True)
class _Making:
    """Layers that are being made of a shift."""

    written: Fields
    shift: Shift
    where: str
    zone: str
    home: str
    reading: Reading

    def layers(self) -> list[Layer]:
        """What says the same. Raises TooMuch."""
        if self.shift.rule.every.lower() not in EVERY:
            self.reading.skip(self.where, _NOTHING)
            return []
        own = ZoneInfo(self.zone)
        # That moment is in UTC there, where it names no offset.
        until = instant(self.written.get("until"), "UTC")
        end = None if until is None else self.shift.last_end(until, own)
        if end is not None and ends(end, own) <= self.reading.now:
            return []
        turns = turns_of(self.shift)
        if turns is None:
            return self._one_by_one(None if until is None else on_wall(until, own), end)
        made = [self._layer(one, self.shift.first, end) for one in turns]
        return [layer for layer in made if layer is not None]

    def _one_by_one(self, until: datetime | None, end: datetime | None) -> list[Layer]:
        """A layer for each shift of the time ahead."""
        now, far = (
            on_wall(at, ZoneInfo(self.zone))
            for at in (self.reading.now, self.reading.now + HORIZON)
        )
        if not self.shift.can_be_counted:
            self.reading.skip(self.where, _NOTHING)
            return []
        bound = far if until is None else min(far, until)
        found = list(islice(self.shift.one_by_one(now, bound), _MOST_DATED + 1))
        if len(found) > _MOST_DATED:
            self.reading.skip(self.where, _TOO_OFTEN)
            return []
        if until is None or until > far:
            self.reading.one_by_one(self.where, far)
        made = (
            self._layer(
                Turns(at, Turn(1, "days"), (whose,)), at, close if end is None else min(close, end)
            )
            for at, close, whose in found
        )
        return [layer for layer in made if layer is not None]

    def _layer(self, turns: Turns, since: datetime, until: datetime | None) -> Layer | None:
        return self.reading.attempt(
            self.where,
            lambda: Layer(
                name=text(self.written.get("name")) or "Shift",
                people=turns.people,
                first_turn=turns.first,
                every=turns.every,
                counts_from=since,
                counts_until=until,
                hours=turns.hours,
                zone=None if self.zone == self.home else self.zone,
            ),
        )


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
    there = [group for group in turned if group]
    # The others go on without a group that nobody is in, but each waits for its turn as if there were one.
    by_weekdays = text(shift.get("frequency")) == "daily" and items(shift.get("by_day"))
    return there if by_weekdays else [*there, *[()] * (len(turned) - len(there))]


def _read(shift: Fields, zone: str, reading: Reading) -> Shift | None:
    start, seconds = instant(shift.get("start"), zone), number(shift.get("duration"))
    groups = _groups(shift, reading)
    if start is None or not seconds or not groups or not any(groups):
        return None
    wall = on_wall(start, ZoneInfo(zone))
    since = moment(shift.get("rotation_start"), zone)
    if since is None:
        since = wall
    elif since.tzinfo is not None:
        since = on_wall(begins(since, ZoneInfo(zone)), ZoneInfo(zone))
    return Shift(
        rule=_rule(shift, wall) or Rule(every=""),
        start=wall,
        length=timedelta(minutes=-(-seconds // 60)),
        groups=groups,
        since=since,
        runs_on=text(shift.get("source")) == "web",
        rolls=text(shift.get("type")) == "rolling_users",
    )


def _rule(shift: Fields, start: datetime) -> Rule | None:
    """The rule by which it repeats; None for what is not known."""
    interval = 1 if shift.get("interval") is None else number(shift.get("interval"))
    days = [text(day).upper() for day in items(shift.get("by_day"))]
    parts = {
        "FREQ": [text(shift.get("frequency"))],
        "INTERVAL": [str(interval)],
        "WKST": [(text(shift.get("week_start")) or "SU")[:2]],
        "BYDAY": [day[:2] if day[:2] in _DAYS else day for day in dict.fromkeys(days)],
        "BYMONTH": [text(month) for month in items(shift.get("by_month"))],
        "BYMONTHDAY": [text(day) for day in items(shift.get("by_monthday"))],
    }
    written = ";".join(f"{name}={','.join(values)}" for name, values in parts.items() if values)
    return rule_of(written, start) if interval and interval <= MOST_TURNS else None
