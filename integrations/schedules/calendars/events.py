"""The events of a calendar, each with who is on call in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.calendars.lines import Component, Line, length_of, moment_of, text_of
from integrations.schedules.calendars.zones import Zones
from integrations.schedules.dated import Group
from integrations.schedules.reading import Reading
from integrations.schedules.rules import Rule, rule_of
from integrations.schedules.values import text
from models.local_time import begins, ends, on_wall
from models.on_call_parts import FIRST_YEAR, LAST_YEAR
from models.wording import quoted

_LEVEL: Final = re.compile(r"\s*\[L(\d{1,3})\]\s*", re.IGNORECASE)
_ON_CALL: Final = re.compile(
    r"(?:.{0,60}?\b)?on[ -]?call\s*[-:\N{EN DASH}\N{EM DASH}|]\s*(?P<after>.+)"
    r"|(?:(?P<before>.*?)\s*(?:[-:\N{EN DASH}\N{EM DASH}|]\s*|\s+is\s+|\s))?\(?on[ -]?call\)?"
    # The program and the schedule, and that no end is known.
    r"(?:\s*\([^():]*:[^()]*\))?(?:\s+Begins\*)?",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s+(?:&|\+|/|and)\s+")
_ADDRESS: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+")
_NOBODY: Final = frozenset({"nobody", "no one", "noone", "none", "tbd", "n/a", "unassigned"})
_NOT_PEOPLE: Final = frozenset({"ROOM", "RESOURCE"})
_MOST_PEOPLE: Final = 50
_MOST_EXCEPTIONS: Final = 2000
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One event, by the clocks on the wall of its zone."""

    uid: str
    start: datetime
    end: datetime
    zone: ZoneInfo
    who: Group
    level: int
    where: str
    rule: Rule | None = None
    also: tuple[datetime, ...] = ()
    """When it is once more besides."""
    without: frozenset[datetime | date] = frozenset()
    """The beginnings, in UTC, or the days on which it is not."""
    instead_of: datetime | None = None
    """The beginning, in UTC, of the one repetition in whose place it stands."""
    is_following: bool = False
    """Whether it stands in the place of all that come after that one, too."""
    is_cancelled: bool = False
    sequence: int = 0

    @property
    def begins(self) -> datetime:
        """When the first begins, in UTC."""
        return begins(self.start, self.zone)

    def on(self, start: datetime) -> tuple[datetime, datetime]:
        """The repetition at some time by the clocks on the wall, in UTC."""
        end = ends(start + (self.end - self.start), self.zone)
        return begins(start, self.zone), end

    def is_without(self, start: datetime) -> bool:
        """Whether it is not on this once, at a time by the clocks on the wall."""
        return begins(start, self.zone) in self.without or start.date() in self.without


def events_of(calendar: Component, zones: Zones, reading: Reading, place: str) -> Iterator[Event]:
    """All events that can be read; the others are told."""
    for number, one in enumerate(calendar.every("VEVENT"), start=1):
        name = text(text_of(one.one("SUMMARY"))) or text(one.one("UID").value)
        where = f"{place}, event {number} {quoted(name)}"
        event = _event(one, zones, reading, where)
        if event is not None:
            yield event


def _event(one: Component, zones: Zones, reading: Reading, where: str) -> Event | None:
    span = _span(one, zones)
    if span is None:
        reading.skip(where, "It is not taken over: it has no beginning, or no length.")
        return None
    start, end, zone = span
    level, who = _who(one, reading)
    cancelled = one.one("STATUS").value.upper() == "CANCELLED"
    if not who and not cancelled:
        reading.skip(where, "It is not taken over: it names nobody.")
        return None
    rule = None
    if written := one.one("RRULE").value:
        rule = rule_of(written, start)
        if rule is None or len(one.lines["RRULE"]) > 1:
            reading.skip(
                where, f"It is not taken over: {quoted(written)} is no rule that is known here."
            )
            return None
    if any("/" in line.value for line in one.lines.get("RDATE", ())):
        reading.skip(where, "That it is longer or shorter at some times is not taken over.")
    replaced = _moments(one, "RECURRENCE-ID", zones, zone)
    range_ = one.one("RECURRENCE-ID").parameters.get("RANGE", "").upper()
    is_following = bool(replaced) and range_ == "THISANDFUTURE"
    return Event(
        uid=one.one("UID").value or where,
        start=start,
        end=end,
        zone=zone,
        who=who,
        level=level,
        where=where,
        rule=rule if not replaced or is_following else None,
        also=tuple(_walls(_moments(one, "RDATE", zones, zone), start, zone)),
        without=frozenset(_moments(one, "EXDATE", zones, zone)),
        instead_of=_instant(replaced[0], start, zone) if replaced else None,
        is_following=is_following,
        is_cancelled=cancelled,
        sequence=int(found[0]) if (found := re.match(r"\d{1,9}", one.one("SEQUENCE").value)) else 0,
    )


def _span(one: Component, zones: Zones) -> tuple[datetime, datetime, ZoneInfo] | None:
    """Beginning and end by the clocks on the wall of one zone."""
    line = one.one("DTSTART")
    first, close = moment_of(line.value), moment_of(one.one("DTEND").value)
    length = length_of(one.one("DURATION").value)
    if first is None:
        return None
    if not isinstance(first, datetime):
        zone, start = zones.home, datetime.combine(first, time())
        length = length or _A_DAY
    else:
        zone = _zone_of(line, first, zones)
        start = first.replace(tzinfo=None)
    if isinstance(close, datetime):
        other = _zone_of(one.one("DTEND"), close, zones)
        end = on_wall(close.replace(tzinfo=other), zone)
    elif close is not None:
        end = datetime.combine(close, time())
    else:
        end = start + (length or timedelta())
    in_reach = start.year > FIRST_YEAR and end.year < LAST_YEAR
    return (start, end, zone) if in_reach and start < end else None


def _zone_of(line: Line, moment: datetime, zones: Zones) -> ZoneInfo:
    if moment.tzinfo is not None:
        return ZoneInfo("UTC")
    name = line.parameters.get("TZID", "")
    return zones.of(name) if name else zones.home


def _moments(one: Component, name: str, zones: Zones, home: ZoneInfo) -> list[datetime | date]:
    """The moments of all lines of a name: in UTC, or days."""
    found: list[datetime | date] = []
    for line in one.lines.get(name, ()):
        for written in line.values:
            at = moment_of(written.partition("/")[0])
            if isinstance(at, datetime):
                zone = _zone_of(line, at, zones) if at.tzinfo or "TZID" in line.parameters else home
                found.append(begins(at.replace(tzinfo=None), zone))
            elif at is not None:
                found.append(at)
    return found[:_MOST_EXCEPTIONS]


def _instant(at: datetime | date, start: datetime, zone: ZoneInfo) -> datetime:
    return at if isinstance(at, datetime) else begins(datetime.combine(at, start.time()), zone)


def _walls(moments: list[datetime | date], start: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    for at in moments:
        yield on_wall(_instant(at, start, zone), zone)


def _who(one: Component, reading: Reading) -> tuple[int, Group]:
    """The level of an event, and the people in it: whoever is invited, or else whom its title names."""
    title = text(text_of(one.one("SUMMARY")))
    leveled = _LEVEL.match(title)
    level = int(leveled[1]) if leveled else 0
    people = [
        person
        for line in one.lines.get("ATTENDEE", ())[:_MOST_PEOPLE]
        if (person := _invited(line.value, line.parameters))
    ] or _named(title[leveled.end() :] if leveled else title)
    return level, tuple(dict.fromkeys(reading.person(one.casefold(), one) for one in people))


def _invited(value: str, parameters: Mapping[str, str]) -> str:
    declined = parameters.get("PARTSTAT", "").upper() == "DECLINED"
    if declined or parameters.get("CUTYPE", "").upper() in _NOT_PEOPLE:
        return ""
    address = re.sub(r"(?i)^mailto:", "", value.strip())
    if _ADDRESS.fullmatch(address):
        return address.lower()
    return text(parameters.get("CN", "")) or text(parameters.get("EMAIL", ""))


def _named(title: str) -> list[str]:
    found = _ON_CALL.fullmatch(title.strip())
    if found is not None:
        # What stands after the person is the name of the schedule.
        after = re.split(r"\s+[-\N{EN DASH}\N{EM DASH}|]\s+", found["after"] or "")[0]
        title = found["before"] or after
    addresses = _ADDRESS.findall(title)
    names = [one.lower() for one in addresses] or _BETWEEN.split(title)
    stripped = (one.strip(" @") for one in names[:_MOST_PEOPLE])
    return [name for name in stripped if name and name.casefold() not in _NOBODY]
