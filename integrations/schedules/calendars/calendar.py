"""Calendars (iCalendar): rotations as layers where they are plainly that, and dated shifts otherwise."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from integrations.schedules.calendars.events import Event, events_of
from integrations.schedules.calendars.lines import Component, components_of, text_of
from integrations.schedules.calendars.rotations import Standing, as_layers, standing
from integrations.schedules.calendars.series import dated, settled, starts_of
from integrations.schedules.calendars.zones import Zones
from integrations.schedules.dated import Dated, Group, laid_out
from integrations.schedules.reading import HORIZON, MOST_LAYERS, MOST_OVERRIDES, Reading
from integrations.schedules.rules import Effort, TooMuch
from integrations.schedules.values import local, text
from models.catalogue_records import Weight
from models.schedule import Layer, Override, Schedule

_MOST_EVENTS: Final = 20_000
_MOST_DATED: Final = 4_000
_BEGIN: Final = re.compile(r"\s*BEGIN:(?:VCALENDAR|VEVENT)\b", re.IGNORECASE)
_ENDING: Final = re.compile(r"\.(?:ics|ical|txt)$", re.IGNORECASE)
_NOT_A_NAME: Final = re.compile(r"on[ -]?call schedule for\s+", re.IGNORECASE)


def recognises(written: str) -> bool:
    """Whether this text is a calendar."""
    return _BEGIN.match(written) is not None


def take(written: str, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules: one of each calendar in the text."""
    whole = components_of(written)
    effort = Effort()
    for number, one in enumerate(list(whole.every("VCALENDAR")) or [whole], start=1):
        made = _schedule(one, f"calendar {number}", reading, effort)
        if made is not None:
            yield made


def _schedule(calendar: Component, where: str, reading: Reading, effort: Effort) -> Schedule | None:
    name = text(text_of(calendar.one("X-WR-CALNAME"))) or _ENDING.sub("", reading.file)
    name = _NOT_A_NAME.sub("", name)
    where = f"{where} {name}".strip()
    zones = Zones(calendar, reading, where)
    found = list(islice(events_of(calendar, zones, reading, where), _MOST_EVENTS + 1))
    if len(found) > _MOST_EVENTS:
        reading.skip(where, f"Only its first {_MOST_EVENTS} events are taken over.")
    try:
        events = settled(found[:_MOST_EVENTS], reading, effort)
        home = _home(calendar, zones, events)
        making = _Making(home, name or "Rotation", where, reading, effort)
        layers, overrides = making.of(events)
    except TooMuch:
        reading.skip(where, "It is not taken over: its events repeat far too often.")
        return None
    return reading.schedule(where, name, making.zone, layers, overrides)


def _home(calendar: Component, zones: Zones, events: list[Event]) -> str:
    """The zone that the calendar names, or else the one that most of its events are in."""
    if calendar.one("X-WR-TIMEZONE").value:
        return zones.home.key
    counted = Counter(one.zone.key for one in events)
    named = Counter({key: many for key, many in counted.items() if key != "UTC"})
    return next((key for key, _ in (named or counted).most_common(1)), "UTC")


@dataclass(frozen=True, slots=True)
class _Making:
    """One schedule that is being made of the events of a calendar."""

    zone: str
    name: str
    where: str
    reading: Reading
    effort: Effort

    @property
    def now(self) -> datetime:
        return self.reading.now.astimezone(UTC)

    @property
    def until(self) -> datetime:
        return self.now + HORIZON

    def of(self, events: list[Event]) -> tuple[list[Layer], list[Override]]:
        """Layers and exceptions that say what the events say. Raises TooMuch."""
        again = [one for one in events if one.rule is not None]
        once = [one for one in events if one.rule is None]
        rotations = self._rotations(again, once)
        if rotations is not None:
            exceptions = [
                *islice(self._called_off(again), MOST_OVERRIDES + 1),
                *self._besides(once),
            ]
            if len(exceptions) <= MOST_OVERRIDES:
                return as_layers(rotations, self.zone, self.name), exceptions
        return [], self._one_by_one(events)

    def _rotations(self, again: list[Event], once: list[Event]) -> list[Standing] | None:
        """What repeats as rotations; None if those, or what lies on them, would say something else."""
        disturbed = once or any(one.without for one in again)
        if not again or (disturbed and len({one.level for one in (*again, *once)}) > 1):
            return None
        found = standing(again, self.now, self.effort)
        return found if found and len(found) <= MOST_LAYERS else None

    def _called_off(self, again: list[Event]) -> Iterator[Override]:
        """Who is left where a repetition is called off: perhaps somebody, perhaps nobody."""
        for begin, end in self._gaps(again):
            yield self._override(begin, end, ())
            there = (one for event in again for one in dated(event, begin, end, self.effort))
            cut = (Dated(max(one.start, begin), min(one.end, end), one.who) for one in there)
            for one in laid_out(cut):
                yield self._override(one.start, one.end, one.who)

    def _gaps(self, again: list[Event]) -> Iterator[tuple[datetime, datetime]]:
        for event in (one for one in again if one.without):
            for start in starts_of(event, self.now, self.until, self.effort):
                begin, end = event.on(start)
                if event.is_without(start) and begin < end:
                    yield begin, end

    def _besides(self, once: list[Event]) -> Iterator[Override]:
        """Single shifts: whoever is in them is on call beside whoever has the turn."""
        for event in once:
            for one in dated(event, self.now, self.until, self.effort):
                made = self._override(one.start, one.end, one.who)
                yield made.model_copy(update={"beside": True})

    def _override(self, start: datetime, end: datetime, who: Group) -> Override:
        return Override(starts=local(start, self.zone), ends=local(end, self.zone), people=who)

    def _one_by_one(self, events: list[Event]) -> list[Override]:
        """Every shift of the time ahead by itself."""
        found: list[Dated] = []
        for event in events:
            found += dated(event, self.now, self.until, self.effort)
            if len(found) > _MOST_DATED:
                raise TooMuch
        if found:
            last = local(min(max(one.end for one in found), self.until), self.zone)
            self.reading.one_by_one(self.where, last)
        elif events:
            self.reading.note(Weight.HINT, self.where, "Everything in it is over, or far ahead.")
        return self.reading.overrides(found, self.zone, self.where)
