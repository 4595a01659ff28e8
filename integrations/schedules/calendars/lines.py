"""The lines of calendars (iCalendar), put together into what they describe, however odd some of them are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from models.on_call_parts import LAST_YEAR

if TYPE_CHECKING:
    from icalendar.parser import Contentline

_NAME: Final = re.compile(r"[A-Za-z-]{1,40}", re.ASCII)
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_MOMENT: Final = re.compile(r"(\d{8})(?:T(\d{2})(\d{2})(\d{2})?(Z?))?", re.ASCII)
_LENGTH: Final = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:\d{1,8}S)?)?", re.ASCII
)
_WANTED: Final = frozenset(
    {
        *("ATTENDEE", "DTEND", "DTSTART", "DURATION", "EXDATE", "RDATE", "RECURRENCE-ID", "RRULE"),
        *("SEQUENCE", "STATUS", "SUMMARY", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "UID"),
        *("X-LIC-LOCATION", "X-WR-CALNAME", "X-WR-TIMEZONE"),
    }
)
_DEEPEST: Final = 10
#: As far back as some programs begin the rules of zones.
_FIRST_YEAR: Final = 1601


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its value, and what stands before that."""

    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> list[str]:
        """Its values, where there may be several."""
        return self.value.split(",")


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END."""

    kind: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)
    unread: int = 0
    """How many of its lines cannot be read."""

    def one(self, name: str) -> Line:
        """The first line of a name, or an empty one."""
        return next(iter(self.lines.get(name, ())), Line(""))

    def every(self, kind: str) -> Iterator["Component"]:
        """Everything of a kind in it, however deep."""
        for part in self.parts:
            if part.kind == kind:
                yield part
            yield from part.every(kind)


def components_of(text: str) -> Component:
    """Read all lines into one component; one that is never closed ends with whatever it is in."""
    from icalendar.parser import Contentline

    open_ = [Component("")]
    for written in _FOLD.sub("", text).splitlines():
        name = _NAME.match(written)
        kind = name[0].upper() if name else ""
        if kind == "BEGIN":
            part = Component(written[6:].strip().upper())
            if len(open_) <= _DEEPEST:
                open_[-1].parts.append(part)
            open_.append(part)
        elif kind == "END":
            wanted = written[4:].strip().upper()
            while len(open_) > 1 and wanted in {one.kind for one in open_}:
                if open_.pop().kind == wanted:
                    break
        elif kind in _WANTED:
            line = _line(Contentline(written))  # type: ignore[no-untyped-call]
            if line is None:
                open_[-1].unread += 1
            else:
                open_[-1].lines.setdefault(kind, []).append(line)
    return open_[0]


def _line(written: "Contentline") -> Line | None:
    try:
        _, parameters, value = written.parts()
    except ValueError:
        return None
    texts = {
        str(name).upper(): value if isinstance(value, str) else ",".join(map(str, value))
        for name, value in parameters.items()
    }
    if "TZID" in texts and ":" in value:
        # Addresses as the names of zones are seldom put in quotes.
        rest, _, value = value.rpartition(":")
        texts["TZID"] += f":{rest}"
    return Line(value.strip(), texts)


def moment_of(written: str) -> datetime | date | None:
    """A moment in UTC or by the clocks on the wall, to the minute, or a day; None for what is neither."""
    found = _MOMENT.fullmatch(written.strip().upper())
    if found is None:
        return None
    try:
        day = date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
        if not _FIRST_YEAR <= day.year < LAST_YEAR - 1:
            return None
        if found[2] is None:
            return day
        # Midnight at the end of a day is written as 24:00 by some.
        on, hour = divmod(int(found[2]), 24)
        at = time(hour, int(found[3]), tzinfo=UTC if found[5] else None)
        return datetime.combine(day, at) + timedelta(days=on)
    except (ValueError, OverflowError):
        return None


def length_of(written: str) -> timedelta | None:
    """How long something lasts, to the minute; None for what is no length."""
    found = _LENGTH.fullmatch(written.strip().upper())
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int(one or 0) for one in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def text_of(line: Line) -> str:
    """The text of a line, without the signs that stand for others in a calendar."""
    plain = re.sub(r"\\[nN]", " ", line.value)
    return re.sub(r"\\(.)", r"\1", plain)
