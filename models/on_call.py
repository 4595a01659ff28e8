"""Who is on call when, as people write it down: schedules, their layers, exceptions, and who is away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
)

from models.organisation_parts import CLOCK_TIME, Line, Part, all_different, written_like, wrong

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Unit = Literal["hours", "days", "weeks", "months"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)
MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?(?::00(?:\.0+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
TURN: Final = re.compile(r"([1-9]\d{0,3})\s*(hour|day|week|month)s?", re.ASCII)
MOST_SCHEDULES: Final = 1000
#: Schedules reach no further: beyond, nobody's clocks are known.
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class Turn:
    """How long one turn lasts by the clocks on the wall: a day may have 23 or 25 hours."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count > 1 else self.unit[:-1]}"


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
        "hour": "hours",
        "day": "days",
        "week": "weeks",
        "month": "months",
    }
    if found is None:
        raise wrong("is not the length of a turn. Write it like 1 week, 12 hours or 1 month.")
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


class Hours(Part):
    """Hours of the week in which a layer counts. Outside of them its turns go on, unheard."""

    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = DAYS
    """The days on which they begin."""
    starts: Clock
    """When they begin, by the clocks of the layer's zone."""
    ends: Clock
    """When they end. Not later than they begin: on the next day; the same: a whole day."""
    ends_on: Day | None = None
    """The day on which they end, where that is not the same day or the next."""


class Layer(Part):
    """People who take turns. Where two layers both count, the later one in the list wins."""

    name: Annotated[Line, Field(max_length=255)]
    """What it is called."""
    people: Annotated[tuple[Together, ...], Field(max_length=500)]
    """Who takes turns, in order. A list in the list is several people at once; an empty one nobody."""
    first_turn: Moment
    """When a turn of the first in the list begins. It counts backwards from there as well."""
    every: TurnLength
    """How long a turn lasts, such as 1 week."""
    counts_from: Moment | None = None
    """When the layer begins to count; null: always has."""
    counts_until: Moment | None = None
    """When it ends to count; null: never."""
    hours: Annotated[tuple[Hours, ...], Field(max_length=100)] = ()
    """The hours in which it counts. Empty: all."""
    zone: Zone | None = None
    """Whose clocks it goes by, if not those of the schedule."""
    holidays: Literal["too", "only", "never"] = "too"
    """Whether it counts on the schedule's holidays: too, only then, or never."""
    beside: bool = False
    """Whether its people are on call beside those of the layers before it, not in their place."""


class Override(Part):
    """An exception that stands above all layers. Where two overlap, the later one in the list wins."""

    starts: Moment
    """When it begins."""
    ends: Moment
    """When it ends."""
    people: Together = ()
    """Who is on call. Nobody, if empty."""
    instead_of: Member | None = None
    """The one person whose place they take; whoever else is on call stays."""
    beside: bool = False
    """Whether they are on call beside whoever is."""


class Schedule(Part):
    """Who is on call for one thing."""

    key: Key
    """The short word for it, such as payments."""
    name: Annotated[Line, Field(max_length=255)]
    """What it is called."""
    zone: Zone
    """The time zone by whose clocks turns change, such as Europe/London."""
    layers: Annotated[tuple[Layer, ...], Field(max_length=60)] = ()
    """Whose turn it is. Later ones win."""
    overrides: Annotated[tuple[Override, ...], Field(max_length=1000)] = ()
    """What is different for once. Later ones win."""
    holidays: Annotated[tuple[date, ...], Field(max_length=1000)] = ()
    """Days, by the clocks of each layer, that its `holidays` speaks of."""
    second_to: Key | None = None
    """The key of the schedule whose people this one's step in for."""


class Away(Part):
    """A time in which somebody cannot be on call. It takes nobody else's turn away."""

    starts: Moment
    """When it begins."""
    ends: Moment
    """When it ends."""


class Someone(Part):
    """What is known of a person on call."""

    zone: Zone | None = None
    """Where they sleep, such as Asia/Singapore."""
    away: Annotated[tuple[Away, ...], Field(max_length=200)] = ()
    """When they cannot be on call."""


class OnCall(Part):
    """All schedules of an organisation."""

    schedules: Annotated[tuple[Schedule, ...], Field(max_length=MOST_SCHEDULES)] = ()
    """Each says who is on call for one thing."""
    people: Mapping[str, Someone] = Field(default_factory=dict)
    """What is known of people, by the name that the layers use."""

    @field_validator("schedules")
    @classmethod
    def _schedules_differ(cls, schedules: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
        all_different((schedule.key for schedule in schedules), "schedule")
        return schedules
