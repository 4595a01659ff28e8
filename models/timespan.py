"""Lengths of time as people write them: 30m, 1h 30m, 90 min, PT2H, or a number of minutes."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

#: Nearly two years; what a field allows is less.
MOST_MINUTES: Final = 999_999

_UNITS: Final = {
    "minutes": re.compile(r"m|min|mins|minute|minutes"),
    "hours": re.compile(r"h|hr|hrs|hour|hours"),
    "days": re.compile(r"d|day|days"),
    "weeks": re.compile(r"w|week|weeks"),
}
_PART: Final = re.compile(r"(\d{1,6})\s*([a-z]+)", re.ASCII)
_WORDS: Final = re.compile(rf"\s*{_PART.pattern}(?:\s*{_PART.pattern}){{0,3}}\s*", re.ASCII)
_ISO: Final = re.compile(
    r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?)?", re.ASCII
)


def as_timespan(value: object) -> timedelta:
    """Read a length of time.

    Accepted: a timedelta; a whole number, which means minutes; words such as `1h 30m` or `90 min`
    in minutes, hours, days and weeks; ISO 8601 such as `PT1H30M`. Anything else is refused with a
    sentence for the person who wrote it.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MINUTES:
        return timedelta(minutes=value)
    for read in (_from_words, _from_iso):
        length = read(value) if isinstance(value, str) else None
        if length is not None:
            return length
    raise PydanticCustomError(
        "timespan", "is not a length of time. Write it like 30m, 1h 30m or 2 days."
    )


def _from_words(text: str) -> timedelta | None:
    words = text.lower()
    if not _WORDS.fullmatch(words):
        return None
    length = timedelta()
    for amount, word in _PART.findall(words):
        unit = next((unit for unit, names in _UNITS.items() if names.fullmatch(word)), None)
        if unit is None:
            return None
        length += timedelta(**{unit: int(amount)})
    return length


def _from_iso(text: str) -> timedelta | None:
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    weeks, days, hours, minutes = (int(amount or 0) for amount in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def in_words(length: timedelta) -> str:
    """Write a length of time in whole minutes so that it can be read back: 90 min, 2 days."""
    minutes = length // timedelta(minutes=1)
    for size, one, many in ((24 * 60, "day", "days"), (60, "hour", "hours")):
        if minutes and minutes % size == 0:
            amount = minutes // size
            return f"{amount} {one if amount == 1 else many}"
    return f"{minutes} min"


#: A pydantic field of this type accepts all that `as_timespan` does.
Timespan = Annotated[
    timedelta,
    BeforeValidator(as_timespan),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^\s*([0-9]{1,6}\s*[A-Za-z]+\s*){1,4}$|^P[0-9A-Z]+$",
                },
                {"type": "integer", "minimum": 0},
            ]
        },
        mode="validation",
    ),
]


def within(least: timedelta, most: timedelta) -> AfterValidator:
    """Refuse a length of time beyond these bounds; stands beside `Timespan` in an Annotated."""

    def check(length: timedelta) -> timedelta:
        if not least <= length <= most:
            allowed = f"between {in_words(least)} and {in_words(most)}"
            raise PydanticCustomError("timespan", "should be {allowed}.", {"allowed": allowed})
        return length

    return AfterValidator(check)
