"""Reads what other programs exported, leniently: whatever stands there, the outcome is a value or a finding."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from integrations.catalogue.texts import key_of, one_line
from models.catalogue_records import Finding, Place, Weight
from models.on_call_parts import FIRST_YEAR, KEY, LAST_YEAR, Turn, Unit
from models.schedule import Layer, Override, Schedule
from models.wording import quoted

Made = TypeVar("Made")
Fields = Mapping[str, object]
_LONGEST_NAME: Final = 180
_MOST_FINDINGS: Final = 500
_MOST_ITEMS: Final = 20_000
_MOST_DIGITS: Final = 12
_SIZES: Final[tuple[tuple[Unit, int], ...]] = (("weeks", 604800), ("days", 86400), ("hours", 3600))
_MOST_TURNS: Final = 9999


class NotAnExport(Exception):
    """A file holds nothing that is known here; the text says so."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave."""

    make: str
    """Which program it is from, as people call it."""
    schedules: tuple[Schedule, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Reading:
    """One file that is being read, and what was odd in it."""

    file: str
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _people: dict[str, str] = field(default_factory=dict)
    """Names by id."""

    def note(self, weight: Weight, where: str, says: str) -> None:
        """Tell what became of something."""
        # What is lost is told, however much else there is to tell.
        if weight is Weight.SKIPPED or len(self.findings) < _MOST_FINDINGS:
            self.findings.append(Finding(Place(self.file), weight, f"{where}: {says}"))

    def skip(self, where: str, says: str) -> None:
        """Tell that something is not taken over."""
        self.note(Weight.SKIPPED, where, says)

    def attempt(self, where: str, make: Callable[[], Made]) -> Made | None:
        """Make a part of a schedule; tell why, and give None, if what stands there cannot be one."""
        try:
            return make()
        except ValidationError as error:
            first = error.errors()[0]
            step = ".".join(str(one) for one in first["loc"])
            self.skip(where, f"It is not taken over: {quoted(step)} {first['msg']}")
        except (OverflowError, ValueError):
            self.skip(where, "It is not taken over: a number or a moment in it is out of reach.")
        return None

    def key(self, name: str) -> str:
        """A key of its own for a schedule."""
        plain = "".join(sign if KEY.fullmatch(sign) else "-" for sign in key_of(name))
        start = "-".join(filter(None, plain.strip("_").split("-")))[:60] or "schedule"
        key, number = start, 1
        while key in self._keys:
            number += 1
            key = f"{start}-{number}"
        self._keys.add(key)
        return key

    def person(self, id_: str, *names: object) -> str:
        """Somebody's name throughout: the first that is there. Two people never share one."""
        if id_ and id_ in self._people:
            return self._people[id_]
        name = next((found for one in names if (found := text(one))), "") or id_
        if id_ and name in self._people.values():
            name = f"{name} ({id_})"[: _LONGEST_NAME + 20]
        if id_ and name:
            self._people[id_] = name
        return name

    def zone(self, where: str, value: object) -> str:
        """A time zone's name; UTC, with a word, for one that is not known."""
        name = text(value)
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.note(
                Weight.CHANGED, where, f"The time zone {quoted(name)} is not known; UTC is used."
            )
            return "UTC"
        return name

    def schedule(
        self,
        where: str,
        name: str,
        zone: str,
        layers: list[Layer],
        overrides: list[Override],
    ) -> Schedule | None:
        """Put a schedule together."""
        ordered = [one for one in overrides if _runs_forward(one, zone)]
        if len(ordered) < len(overrides):
            self.skip(where, "An exception that ends before it begins is not taken over.")
        if not layers and not ordered:
            self.note(Weight.HINT, where, "Nobody is on call in it.")
        return self.attempt(
            where,
            lambda: Schedule(
                key=self.key(name),
                name=name or "Schedule",
                zone=zone,
                layers=tuple(layers),
                overrides=tuple(ordered),
            ),
        )


def _runs_forward(override: Override, zone: str) -> bool:
    start, end = (
        moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        for moment in (override.starts, override.ends)
    )
    return start.astimezone(UTC) < end.astimezone(UTC)


def parse(written: str) -> object:
    """Read JSON. Raises NotAnExport."""
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        raise NotAnExport("It is not JSON, or lies too deep.") from None


def text(value: object) -> str:
    """Text on one line, at most as long as a name."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        return ""
    return "".join(sign for sign in one_line(str(value)) if sign.isprintable())[
        :_LONGEST_NAME
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
    """A turn of so many seconds in the largest unit that fits; None if not of whole hours."""
    for unit, size in _SIZES:
        if seconds and seconds % size == 0 and seconds // size <= _MOST_TURNS:
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
