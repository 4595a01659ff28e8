"""The time zones of calendars: names as many programs write them, and clocks that a calendar describes itself."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from integrations.schedules.calendars.lines import Component, moment_of
from integrations.schedules.reading import Reading
from integrations.schedules.rules import Effort, TooMuch, last_start, repeats, rule_of
from integrations.schedules.zone_names import zone_named
from models.catalogue_records import Weight
from models.wording import quoted

_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)(?:\d\d)?", re.ASCII)
#: Looked at first, so that clocks that many places share get the name that most people know.
_WELL_KNOWN: Final = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Sao_Paulo", "Asia/Dubai",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
_LOOKED_AT: Final = tuple(timedelta(days=5 * at) for at in range(147))
_AROUND: Final = timedelta(days=800)
_MOST_PARTS: Final = 400


class Zones:
    """The zones of one calendar."""

    def __init__(self, calendar: Component, reading: Reading, where: str) -> None:
        self._reading, self._where = reading, where
        self._described: dict[str, Component] = {}
        for one in calendar.every("VTIMEZONE"):
            self._described.setdefault(one.one("TZID").value.strip('"'), one)
        self._found: dict[str, ZoneInfo] = {}
        self.home = ZoneInfo("UTC")
        if name := calendar.one("X-WR-TIMEZONE").value:
            self.home = self.of(name)

    def of(self, name: str) -> ZoneInfo:
        """The zone that a name means; that of the calendar, with a word, for one that nobody knows."""
        name = name.strip().strip('"')
        if name not in self._found:
            self._found[name] = self._look_for(name)
        return self._found[name]

    def _look_for(self, name: str) -> ZoneInfo:
        if zone := _named(name):
            return zone
        described = self._described.get(name)
        if described is not None:
            lived_in = _named(described.one("X-LIC-LOCATION").value)
            if zone := lived_in or _like(described, self.home, self._reading.now):
                says = f"The time zone {quoted(name)} is taken for {zone.key}, whose clocks it has."
                self._reading.note(Weight.HINT, self._where, says)
                return zone
        says = f"The time zone {quoted(name)} is not known; {self.home.key} is used."
        self._reading.note(Weight.CHANGED, self._where, says)
        return self.home


def _named(name: str) -> ZoneInfo | None:
    """A zone by its name, also by one with the words of a program before it."""
    steps = [step for step in name.replace("\\", "/").split("/") if step]
    endings = ("/".join(steps[-many:]) for many in (3, 2, 1) if len(steps) > many)
    return next((zone for one in (name, *endings) if (zone := zone_named(one))), None)


def _like(described: Component, home: ZoneInfo, now: datetime) -> ZoneInfo | None:
    """The zone whose clocks show the same in the next two years as those that are described."""
    changes = _changes(described, now)
    if not changes:
        return None
    moments = [now.astimezone(UTC) + one for one in _LOOKED_AT]
    offsets = [_offset_at(moment, changes) for moment in moments]
    for name in (home.key, *_WELL_KNOWN, *sorted(available_timezones())):
        zone = zone_named(name)
        if zone is not None and all(
            moment.astimezone(zone).utcoffset() == offset
            for moment, offset in zip(moments, offsets, strict=True)
        ):
            return zone
    return None


def _changes(described: Component, now: datetime) -> list[tuple[datetime, timedelta]]:
    """When clocks change, in UTC and in order, and what they are ahead of UTC then."""
    found: list[tuple[datetime, timedelta]] = []
    effort = Effort()
    for part in described.parts[:_MOST_PARTS]:
        start = moment_of(part.one("DTSTART").value)
        before, after = (_offset(part.one(name).value) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        if not isinstance(start, datetime) or before is None or after is None:
            continue
        start = start.replace(tzinfo=None)
        walls = [start]
        rule = rule_of(part.one("RRULE").value, start)
        if rule is not None and rule.every == "YEARLY":
            around = now.replace(tzinfo=None)
            until = around + _AROUND
            until = min(last_start(rule, ZoneInfo("UTC")) or until, until)
            try:
                walls += repeats(rule, start, around - _AROUND, until, effort)
            except TooMuch:
                return []
        found += ((wall.replace(tzinfo=UTC) - before, after) for wall in walls)
    return sorted(found)


def _offset(written: str) -> timedelta | None:
    found = _OFFSET.fullmatch(written)
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -length if found[1] == "-" else length


def _offset_at(moment: datetime, changes: Iterable[tuple[datetime, timedelta]]) -> timedelta | None:
    return next((offset for at, offset in reversed(list(changes)) if at <= moment), None)
