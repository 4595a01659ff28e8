"""One export of another program's that is being read: what was odd in it, and what is made of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from integrations.catalogue.texts import key_of
from integrations.schedules.dated import Dated, laid_out
from integrations.schedules.midnight import leave_a_minute
from integrations.schedules.values import (
    LONGEST_NAME,
    Fields,
    each,
    fields,
    local,
    text,
    unwrapped,
)
from integrations.schedules.zone_names import zone_named
from models.catalogue_records import Finding, Place, Weight
from models.local_time import begins, ends
from models.on_call_parts import KEY
from models.schedule import Layer, Override, Schedule
from models.wording import quoted

Made = TypeVar("Made")
_MOST_FINDINGS: Final = 500
_MOST_NAMED: Final = 5
_A_MINUTE_TO_NOBODY: Final = (
    "What ends at 23:59 leaves the minute before midnight to nobody, as it is written. "
    "Write 00:00 in its place if midnight is meant."
)
_ADDRESSES: Final = ("email", "emailAddress", "username")
MOST_OVERRIDES: Final = 1000
MOST_LAYERS: Final = 60
SOMEBODY_UNKNOWN: Final = "Somebody in it is not known any more; their turn is empty."
#: So far ahead shifts are written down one by one where no layer says the same.
HORIZON: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave."""

    make: str
    """Which program it is from, as people call it."""
    schedules: tuple[Schedule, ...]
    findings: tuple[Finding, ...]
    shown: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)
    """What the program itself says of who is on call, by the key of the schedule; in order."""


@dataclass(slots=True)
class Reading:
    """One file that is being read, and what was odd in it."""

    file: str
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    shown: dict[str, tuple[Dated, ...]] = field(default_factory=dict)
    """What the program itself says of who is on call, by the key of the schedule; in order."""
    _keys: set[str] = field(default_factory=set)
    _people: dict[str, str] = field(default_factory=dict)
    """Names by id."""
    _only_ids: list[str] = field(default_factory=list)
    """Those of whom nothing but the id is known."""

    def note(self, weight: Weight, where: str, says: str) -> None:
        """Tell what became of something."""
        # What is lost is told, however much else there is to tell.
        if weight is Weight.SKIPPED or len(self.findings) < _MOST_FINDINGS:
            told = f"{where}: {says}" if where else says
            self.findings.append(Finding(Place(self.file), weight, told))

    def skip(self, where: str, says: str) -> None:
        """Tell that something is not taken over."""
        self.note(Weight.SKIPPED, where, says)

    def skip_unless_over(self, where: str, says: str, end: datetime | None) -> None:
        """Tell that something is not taken over; what has ended in the meantime is nobody's loss."""
        if end is not None and end <= self.now:
            self.note(Weight.HINT, where, "It is over, and is not taken over.")
        else:
            self.skip(where, says)

    def one_by_one(self, where: str, until: datetime) -> None:
        """Tell that shifts are written down one by one, and until when."""
        says = f"Its shifts are written down one by one, until {until:%Y-%m-%d}. Import it again before then."
        self.note(Weight.CHANGED, where, says)

    def lost_overrides(self, many: int) -> None:
        """Tell of overrides of schedules that are not in the file."""
        if many:
            self.skip("", f"Overrides of schedules that are not in the file are left out: {many}.")

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
        name = next((found for one in names if (found := text(one))), "")
        if not name and id_:
            self._only_ids.append(id_)
        name = name or id_
        if id_ and name in self._people.values():
            name = f"{name} ({id_})"[: LONGEST_NAME + 20]
        if id_ and name:
            self._people[id_] = name
        return name

    def tell_of_ids(self) -> None:
        """Tell of whom nothing but an id is known."""
        if self._only_ids:
            some = ", ".join(quoted(one) for one in self._only_ids[:_MOST_NAMED])
            more = len(self._only_ids) - _MOST_NAMED
            says = f"Only the ids of some people are in it: {some}"
            says += f" and {more} more. " if more > 0 else ". "
            says += "Put the list of users into the same file, or say under `people` who they are."
            self.note(Weight.HINT, "", says)

    def people_of(self, value: object) -> None:
        """Learn the names of everybody in the lists of people of a file, which others speak of by id."""
        for one in value if isinstance(value, list) else [value]:
            for place in (fields(one), *(fields(part) for part in fields(one).values())):
                for _, user in each(place.get("users"), ""):
                    self._learn(user)
        for one in unwrapped(value):
            if any(text(one.get(name)) for name in _ADDRESSES):
                self._learn(one)

    def _learn(self, user: Fields) -> None:
        names = [user.get(name) for name in (*_ADDRESSES, "name", "displayName")]
        if any(names):
            self.person(text(user.get("id")) or text(user.get("accountId")), *names)

    def zone(self, where: str, value: object) -> str:
        """A time zone's name; UTC, with a word, for one that is not known."""
        name = text(value)
        zone = zone_named(name)
        if zone is None:
            says = f"The time zone {quoted(name)} is not known" if name else "It names no time zone"
            self.note(Weight.CHANGED, where, f"{says}; UTC is used.")
            return "UTC"
        return zone.key

    def schedule(
        self,
        where: str,
        name: str,
        zone: str,
        layers: list[Layer],
        overrides: list[Override],
    ) -> Schedule | None:
        """Put a schedule together."""
        if leave_a_minute(layers, overrides):
            self.note(Weight.HINT, where, _A_MINUTE_TO_NOBODY)
        ordered = [one for one in overrides if _runs_forward(one, zone)]
        if len(ordered) < len(overrides):
            self.skip(where, "An exception that ends before it begins is not taken over.")
        if len(ordered) > MOST_OVERRIDES:
            ordered = [one for one in ordered if ends(one.ends, ZoneInfo(zone)) > self.now]
        if len(ordered) > MOST_OVERRIDES:
            self.skip(where, f"Only {MOST_OVERRIDES} of its exceptions are taken over.")
        layers = [one for one in layers if _ever_counts(one, zone)]
        if len(layers) > MOST_LAYERS:
            layers = [one for one in layers if not self._is_over(one, zone)]
        if len(layers) > MOST_LAYERS:
            self.skip(where, f"Only its {MOST_LAYERS} strongest layers are taken over.")
        if not layers and not ordered:
            self.note(Weight.HINT, where, "Nobody is on call in it.")
        return self.attempt(
            where,
            lambda: Schedule(
                key=self.key(name),
                name=name or "Schedule",
                zone=zone,
                layers=tuple(layers[-MOST_LAYERS:]),
                overrides=tuple(ordered[-MOST_OVERRIDES:]),
            ),
        )

    def _is_over(self, layer: Layer, zone: str) -> bool:
        until = layer.counts_until
        return until is not None and ends(until, ZoneInfo(layer.zone or zone)) <= self.now

    def overrides(self, shifts: Iterable[Dated], zone: str, where: str) -> list[Override]:
        """Exceptions that put these shifts, as they are laid out, in the place of whoever is on call."""
        laid = laid_out(shifts)
        if len(laid) > MOST_OVERRIDES:
            until = local(laid[MOST_OVERRIDES].start, zone)
            says = f"There are too many shifts; only those before {until:%Y-%m-%d %H:%M} are taken over."
            self.skip(where, says)
        made = (
            self.attempt(
                where,
                lambda one=one: Override(  # type: ignore[misc]
                    starts=local(one.start, zone), ends=local(one.end, zone), people=one.who
                ),
            )
            for one in laid[:MOST_OVERRIDES]
        )
        return [one for one in made if one is not None]


def _ever_counts(layer: Layer, zone: str) -> bool:
    """Whether it does not end before it begins, as layers do that were taken away at once."""
    since, until, own = layer.counts_from, layer.counts_until, ZoneInfo(layer.zone or zone)
    return since is None or until is None or begins(since, own) < ends(until, own)


def _runs_forward(override: Override, zone: str) -> bool:
    home = ZoneInfo(zone)
    return begins(override.starts, home) < ends(override.ends, home)
