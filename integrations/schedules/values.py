"""Values of other programs' exports, leniently: whatever stands there, the outcome is a value or nothing."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.catalogue.texts import one_line
from models.local_time import begins
from models.on_call_parts import FIRST_YEAR, LAST_YEAR, Turn, Unit

Fields = Mapping[str, object]
LONGEST_NAME: Final = 180
_MOST_ITEMS: Final = 20_000
_MOST_DIGITS: Final = 12
_SIZES: Final[tuple[tuple[Unit, int, int], ...]] = (
    ("weeks", 604_800, 9999),
    ("days", 86_400, 9999),
    ("hours", 3600, 9999),
    ("minutes", 60, 999_999),
)
_AN_HOUR: Final = 3600
_WRAPPERS: Final = ("schedule", "schedules", "data", "results", "items", "nodes", "values")


class NotAnExport(Exception):
    """A file holds nothing that is known here; the text says so."""


def parse(written: str) -> object:
    """Read JSON; several documents after one another are a list. Raises NotAnExport."""
    decoder, found, at = json.JSONDecoder(), list[object](), 0
    written = written.strip()
    try:
        while at < len(written) or not written:
            one, at = decoder.raw_decode(written, at)
            found.append(one)
            # Files that were put together may begin anew in the middle.
            while written[at : at + 1].isspace() or written[at : at + 1] == "\ufeff":
                at += 1
    except json.JSONDecodeError as error:
        raise NotAnExport(_not_json(written, error)) from None
    except (ValueError, RecursionError):
        raise NotAnExport("It lies too deep, or a number in it is too long.") from None
    return found[0] if len(found) == 1 else found


def _not_json(written: str, error: json.JSONDecodeError) -> str:
    if not written:
        return "It is empty."
    if not written.startswith(("{", "[")):
        return "It is neither JSON nor a calendar (.ics). Save the program's answer as it comes."
    return f"It is not JSON: line {error.lineno} cannot be read. Was the whole answer saved?"


def unwrapped(value: object, deep: int = 6) -> Iterator[Fields]:
    """The schedules in whatever an answer, a page of answers, or a list of them puts around."""
    if isinstance(value, list):
        for one in value[:_MOST_ITEMS] if deep else ():
            yield from unwrapped(one, deep - 1)
    elif isinstance(value, dict):
        inner = [value[name] for name in _WRAPPERS if isinstance(value.get(name), list | dict)]
        if not inner or not deep:
            yield value
        # What stands beside one schedule is about that one.
        beside = {name: one for name, one in value.items() if name not in _WRAPPERS}
        for one in inner if deep else ():
            for schedule in unwrapped(one, deep - 1):
                yield {**beside, **schedule} if isinstance(one, dict) else schedule
        if beside and deep and any(isinstance(one, list) for one in inner):
            yield beside


def is_cut(value: object, deep: int = 4) -> bool:
    """Whether it is pages of a program's answers, and the last of them says that there are more."""
    if isinstance(value, list):
        pages = [one for one in value[-1:] if isinstance(one, dict)]
        return bool(deep and pages) and is_cut(pages[0], deep - 1)
    one = fields(value)
    following = (
        one.get("next") if "results" in one else None,
        fields(one.get("paging")).get("next"),
        fields(one.get("links")).get("next") if "values" in one else None,
    )
    has_more = one.get("more") is True or fields(one.get("pageInfo")).get("hasNextPage") is True
    if has_more or any(text(url) for url in following):
        return True
    inner = (part for part in one.values() if isinstance(part, dict))
    return bool(deep) and any(is_cut(part, deep - 1) for part in inner)


def text(value: object) -> str:
    """Text on one line, at most as long as a name."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        return ""
    return "".join(sign for sign in one_line(str(value)) if sign.isprintable())[
        :LONGEST_NAME
    ].strip()


def fields(value: object) -> Fields:
    """A mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """A list; an empty one for anything else. What GraphQL and pages of results wrap is unwrapped."""
    if isinstance(value, dict):
        value = value.get("nodes") or value.get("results")
    return value[:_MOST_ITEMS] if isinstance(value, list) else []


def number(value: object) -> int | None:
    """A whole number that is not negative."""
    if (
        isinstance(value, str)
        and value.isascii()
        and value.isdigit()
        and len(value) <= _MOST_DIGITS
    ):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if value != value or not 0 <= value < 10**_MOST_DIGITS:  # noqa: PLR0124 -- what is no number differs from itself
        return None
    return int(value)


def moment(value: object, zone: str) -> datetime | None:
    """A moment to the minute by the clocks of a zone; with its offset where those show it twice."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None or not FIRST_YEAR < at.year < LAST_YEAR - 1:
            return None
        at = at.replace(second=0, microsecond=0)
        if at.tzinfo is None:
            return at
        return local(at, zone)
    except (ValueError, OverflowError):
        return None


def instant(value: object, zone: str) -> datetime | None:
    """A moment to the minute in UTC; one without an offset is by the clocks of a zone."""
    at = moment(value, zone)
    return None if at is None else begins(at, ZoneInfo(zone))


def local(at: datetime, zone: str) -> datetime:
    """The same moment by the clocks of a zone; with its offset where those show it twice."""
    wall = at.astimezone(ZoneInfo(zone)).replace(fold=0)
    return (
        wall.replace(tzinfo=None)
        if wall.astimezone(UTC) == at.astimezone(UTC)
        else at.astimezone(UTC)
    )


def clock(value: object) -> time | None:
    """A time of day to the minute."""
    try:
        at = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if at is None else time(at.hour, at.minute)


def turn_of(seconds: int | None) -> Turn | None:
    """A turn of so many seconds in the largest unit that fits; None if it is shorter than an hour, or uneven."""
    for unit, size, most in _SIZES:
        if seconds and seconds >= _AN_HOUR and seconds % size == 0 and seconds // size <= most:
            return Turn(seconds // size, unit)
    return None


def after(start: time, seconds: int) -> tuple[int, time]:
    """How many days later, and at what time of day, something ends; to the minute, rounded up."""
    begin = datetime.combine(date(FIRST_YEAR, 1, 1), start)
    end = begin + timedelta(minutes=-(-seconds // 60))
    return (end.date() - begin.date()).days, end.time()


def each(value: object, where: str) -> Iterator[tuple[str, Fields]]:
    """The mappings of a list, each with its place in words."""
    for at, one in enumerate(items(value)):
        if isinstance(one, dict):
            yield f"{where}[{at}]", one
