"""PagerDuty's shift-based schedules (v3): rotations of events that repeat, as its API gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.calendars.lines import moment_of
from integrations.schedules.dated import Dated, Group, laid_out
from integrations.schedules.reading import HORIZON, Reading
from integrations.schedules.repeating import Turns, shift_by_shift
from integrations.schedules.rules import (
    Effort,
    Repeated,
    Rule,
    TooMuch,
    last_start,
    repeats,
    rule_of,
)
from integrations.schedules.values import (
    Fields,
    each,
    fields,
    instant,
    items,
    local,
    moment,
    number,
    text,
)
from models.catalogue_records import Weight
from models.local_time import begins, ends, on_wall
from models.schedule import Layer, Override, Schedule

_TOO_OFTEN: Final = "It is not taken over: it repeats far too often."
_LEFT_OUT: Final = (
    "Single shifts of it are left out, as its exceptions say; the others stay whose they are."
)
_NOTHING: Final = "It is not taken over: nothing here repeats in the way that it does."


def is_one(one: Fields) -> bool:
    """Whether this is a schedule of shifts."""
    of_events = any("events" in rotation for _, rotation in each(one.get("rotations"), ""))
    return of_events or text(one.get("type")) == "schedule_v3"


def schedule_of(one: Fields, name: str, where: str, reading: Reading) -> Schedule | None:
    """Make our schedule."""
    zone = reading.zone(where, one.get("time_zone"))
    layers: list[Layer] = []
    overrides: list[Override] = []
    gaps: list[Override] = []
    for at_rotation, rotation in each(one.get("rotations"), "rotations"):
        for step, event in each(rotation.get("events"), "events"):
            found = _event(event, f"{where}, {at_rotation}.{step}", zone, reading)
            if found is not None:
                layers += found.layers(reading, zone)
                overrides += found.shifts_by_themselves(reading, zone)
                gaps += found.gaps(reading, zone)
    for place, shift in each(one.get("custom_shifts"), "custom_shifts"):
        overrides += _custom_shift(shift, f"{where}, {place}", zone, reading)
    for place, override in each(one.get("overrides"), "overrides"):
        overrides += _override(override, f"{where}, {place}", zone, reading)
    made = reading.schedule(where, name, zone, layers, [*gaps, *overrides])
    if made is not None:
        reading.shown[made.key] = tuple(laid_out(_shown(one, reading)))
    return made


@dataclass(frozen=True, slots=True)
class _Event:
    """An event: shifts that repeat, by the clocks on the wall, and who takes turns in them."""

    name: str
    where: str
    zone: ZoneInfo
    start: datetime
    length: timedelta
    rule: Rule | None
    groups: list[Group]
    each_has: int
    since: datetime
    until: datetime | None
    without: frozenset[datetime | date]
    """The beginnings by the clocks on the wall, or the days, of the shifts that are left out."""

    def _whose(self, number: int) -> Group:
        return self.groups[number // self.each_has % len(self.groups)]

    def _is_without(self, start: datetime) -> bool:
        return start in self.without or start.date() in self.without

    def gaps(self, reading: Reading, home: str) -> Iterator[Override]:
        """What takes whoever would have them out of the shifts of its turns that are left out."""
        if not self.without or self.rule is None or self.turns() is None:
            return
        days = [one.date() if isinstance(one, datetime) else one for one in self.without]
        last = datetime.combine(max(days), time.max)
        try:
            for number_, start in enumerate(
                repeats(self.rule, self.start, self.start, last, Effort())
            ):
                begin, end = begins(start, self.zone), ends(start + self.length, self.zone)
                if not self._is_without(start) or end <= reading.now:
                    continue
                for who in self._whose(number_):
                    yield Override(starts=local(begin, home), ends=local(end, home), instead_of=who)
        except TooMuch:
            reading.skip(self.where, _TOO_OFTEN)

    def turns(self) -> list[Turns] | None:
        """Its shifts as turns; None if turns cannot say the same."""
        if self.rule is None:
            return None
        return shift_by_shift(self.rule, self.start, self.length, self.groups, self.each_has)

    def layers(self, reading: Reading, home: str) -> list[Layer]:
        """A layer, or one for each day of the week on which it happens."""
        try:
            until = self._ends(reading.now)
        except TooMuch:
            reading.skip(self.where, _TOO_OFTEN)
            return []
        made = [
            reading.attempt(
                self.where,
                lambda one=one: Layer(  # type: ignore[misc]
                    name=self.name,
                    people=one.people,
                    first_turn=one.first,
                    every=one.every,
                    counts_from=self.since,
                    counts_until=until,
                    hours=one.hours,
                    zone=None if self.zone.key == home else self.zone.key,
                    beside=True,
                ),
            )
            for one in self.turns() or []
        ]
        return [layer for layer in made if layer is not None]

    def _ends(self, now: datetime) -> datetime | None:
        """When the last shift is over by the clocks on the wall; None for never. Raises TooMuch."""
        found = [] if self.until is None else [_naive(self.until, self.zone)]
        if self.rule is not None:
            repeated = Repeated(self.rule, self.start, self.length, self.zone)
            end = repeated.end(now, Effort())
            found += [] if end is None else [end]
        return min(found, default=None)

    def shifts_by_themselves(self, reading: Reading, home: str) -> list[Override]:
        """The shifts of the time ahead, if they are no turns; whoever has one is on call besides."""
        if self.turns() is not None:
            return []
        until = on_wall(reading.now + HORIZON, self.zone)
        bounds = [self.start if self.rule is None else last_start(self.rule, self.zone), until]
        bounds.append(None if self.until is None else _naive(self.until, self.zone))
        starts = (
            [self.start]
            if self.rule is None
            else repeats(self.rule, self.start, self.start, min(filter(None, bounds)), Effort())
        )
        found = []
        try:
            for count, start in enumerate(starts):
                begin, end = begins(start, self.zone), ends(start + self.length, self.zone)
                who = () if self._is_without(start) else self._whose(count)
                begin = max(begin, begins(self.since, self.zone))
                if max(begin, reading.now) < end and begin < reading.now + HORIZON and who:
                    found.append(_besides(begin, end, who, home))
        except TooMuch:
            reading.skip(self.where, _TOO_OFTEN)
            return []
        if self.rule is not None:
            reading.one_by_one(self.where, until)
        return found


def _naive(at: datetime, zone: ZoneInfo) -> datetime:
    return on_wall(at, zone) if at.tzinfo else at


def _besides(start: datetime, end: datetime, who: Group, home: str) -> Override:
    return Override(starts=local(start, home), ends=local(end, home), people=who, beside=True)


def _event(event: Fields, where: str, home: str, reading: Reading) -> _Event | None:
    begin, close = fields(event.get("start_time")), fields(event.get("end_time"))
    named = begin.get("time_zone")
    zone = reading.zone(where, named) if named else home
    start = instant(begin.get("date_time") or event.get("start_time"), zone)
    end = instant(close.get("date_time") or event.get("end_time"), zone)
    strategy = fields(event.get("assignment_strategy"))
    members = [_member(one, reading) for _, one in each(strategy.get("members"), "")]
    rotating = text(strategy.get("type")) != "every_member_assignment_strategy"
    groups = members if rotating else [tuple(dict.fromkeys(who for one in members for who in one))]
    recurrence = [one for one in items(event.get("recurrence")) if isinstance(one, str) and one]
    if start is None or end is None or start >= end or not any(groups):
        reading.skip(where, "It is not taken over: it lacks people, or a moment.")
        return None
    wall = on_wall(start, ZoneInfo(zone))
    rules = [one for one in recurrence if not one.upper().startswith(("EXDATE", "RDATE"))]
    rule = rule_of(rules[0], wall) if rules else None
    if any(one.upper().startswith("RDATE") for one in recurrence):
        reading.skip(where, "Its single shifts besides (RDATE) are not taken over.")
    without = frozenset(_without(recurrence, ZoneInfo(zone), where, reading))
    if without:
        reading.note(Weight.CHANGED, where, _LEFT_OUT)
    if len(rules) > 1 or (rules and rule is None):
        reading.skip(where, _NOTHING)
        return None
    return _Event(
        name=text(event.get("name")) or "Event",
        where=where,
        zone=ZoneInfo(zone),
        start=wall,
        length=on_wall(end, ZoneInfo(zone)) - wall,
        rule=rule,
        groups=groups,
        each_has=max(number(strategy.get("shifts_per_member")) or 1, 1) if rotating else 1,
        since=max(wall, _naive(moment(event.get("effective_since"), zone) or wall, ZoneInfo(zone))),
        until=moment(event.get("effective_until"), zone),
        without=without,
    )


def _without(
    recurrence: list[str], zone: ZoneInfo, where: str, reading: Reading
) -> Iterator[datetime | date]:
    """The beginnings by the clocks on the wall, or the days, that its exceptions (EXDATE) name."""
    for line in (one for one in recurrence if one.upper().startswith("EXDATE")):
        before, _, values = line.partition(":")
        parameters = (one.partition("=") for one in before.split(";"))
        named = next((value for name, _, value in parameters if name.upper() == "TZID"), "")
        own = ZoneInfo(reading.zone(where, named)) if named else zone
        for written in values.split(","):
            at = moment_of(written)
            if at is None:
                reading.skip(where, "One of its exceptions cannot be read.")
            elif not isinstance(at, datetime):
                yield at
            else:
                yield on_wall(begins(at, own), zone)


def _member(one: Fields, reading: Reading) -> Group:
    user = fields(one.get("user"))
    id_ = text(one.get("user_id")) or text(user.get("id"))
    known = [part.get(name) for part in (user, one) for name in ("email", "name", "summary")]
    name = reading.person(id_, *known) if id_ else ""
    return (name,) if name else ()


def _window(one: Fields, zone: str) -> tuple[datetime, datetime] | None:
    found = []
    for which in ("start", "end"):
        written = one.get(f"{which}_time") or one.get(which)
        found.append(instant(fields(written).get("date_time") or written, zone))
    start, end = found
    return None if start is None or end is None or start >= end else (start, end)


def _custom_shift(shift: Fields, where: str, zone: str, reading: Reading) -> list[Override]:
    """Somebody who is on call besides, once."""
    window = _window(shift, zone)
    members = [fields(one.get("member")) for _, one in each(shift.get("assignments"), "")]
    people = [who for one in members for who in _member(one, reading)]
    if window is None or not people:
        reading.skip(where, "The shift is not taken over: it lacks a person, or a moment.")
        return []
    return [_besides(*window, tuple(dict.fromkeys(people)), zone)]


def _override(entry: Fields, where: str, zone: str, reading: Reading) -> list[Override]:
    """Somebody in the place of one person."""
    window = _window(entry, zone)
    whose, who = (
        _member(fields(entry.get(which)), reading)
        for which in ("overridden_member", "overriding_member")
    )
    if window is None or not (whose or who):
        reading.skip(where, "The exception is not taken over: it lacks people, or a moment.")
        return []
    start, end = (local(at, zone) for at in window)
    instead_of = whose[0] if whose else None
    return [Override(starts=start, ends=end, people=who, instead_of=instead_of)]


def _shown(one: Fields, reading: Reading) -> Iterator[Dated]:
    """Whom PagerDuty itself shows."""
    entries = fields(one.get("final_schedule")).get("computed_shift_assignments")
    for _, entry in each(entries, ""):
        window = _window(entry, "UTC")
        who = _member(fields(entry.get("member")), reading)
        if window is not None and who:
            yield Dated(*window, who)
