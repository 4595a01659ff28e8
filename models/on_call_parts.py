"""The small parts of on-call schedules: moments, clocks, zones, lengths of turns, and who takes one."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from models.organisation_parts import CLOCK_TIME, Line, written_like, wrong

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Unit = Literal["minutes", "hours", "days", "weeks", "months"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)
MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?(?::00(?:\.0+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
#: No turn is shorter than an hour, and none of minutes longer than two years.
TURN: Final = re.compile(
    r"([1-9]\d{0,3}(?=\s*[hdw]|\s*mo)|(?:[6-9]\d|[1-9]\d{2,5})(?=\s*mi))\s*"
    r"(minute|hour|day|week|month)s?",
    re.ASCII,
)
_LENGTHS: Final = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=31),
}
#: Schedules reach no further: beyond, nobody's clocks are known.
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class Turn:
    """How long one turn lasts by the clocks on the wall: a day may have 23 or 25 hours."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"

    @property
    def length(self) -> timedelta:
        """How long it is where no clocks change; of months, the longest that they may be."""
        return self.count * _LENGTHS[self.unit]


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise wrong(
            "is not a short key. Use small letters, digits, hyphens and underscores, such as payments."
        )
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise wrong("is not a known time zone. Name it like Europe/London.") from None
    return name


def _moment(value: object) -> object:
    found = MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        try:
            made = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}{found[3] or ''}")
        except ValueError:
            made = None
        if made is not None and FIRST_YEAR <= made.year < LAST_YEAR:
            return made
    if isinstance(value, datetime) and FIRST_YEAR <= value.year < LAST_YEAR:
        return value
    raise wrong('is not a moment. Write it like "2026-01-05 09:00", by the clocks of the zone.')


def _turn(value: object) -> object:
    if isinstance(value, Turn):
        return value
    found = TURN.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    units: dict[str, Unit] = {
        "minute": "minutes",
        "hour": "hours",
        "day": "days",
        "week": "weeks",
        "month": "months",
    }
    if found is None:
        raise wrong(
            "is not the length of a turn. Write it like 1 week, 12 hours or 90 minutes; "
            "it is an hour at least."
        )
    return Turn(int(found[1]), units[found[2]])


def _clock(value: object) -> object:
    found = CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if value in ("24:00", "24:00:00"):
        return time()
    if found is not None:
        return time(int(found[1]), int(found[2]))
    if isinstance(value, time):
        return value
    raise wrong('is not a time of day. Write it like "18:00".')


def _together(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_written(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


Key = Annotated[str, AfterValidator(_key), written_like(KEY)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
Member = Annotated[Line, Field(max_length=200)]
#: Local unless it says its offset; a local one is by the clocks of the schedule's zone.
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    PlainSerializer(_as_written),
    written_like(MOMENT),
]
Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda at: f"{at:%H:%M}"),
    written_like(CLOCK_TIME),
]
TurnLength = Annotated[
    Turn,
    BeforeValidator(_turn),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"^{TURN.pattern}$"}, mode="validation"),
]
Together = Annotated[
    tuple[Member, ...],
    BeforeValidator(_together),
    Field(max_length=100),
    PlainSerializer(lambda group: group[0] if len(group) == 1 else list(group)),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        mode="validation",
    ),
]
