"""Shifts with dates of their own: who is on call when several of them overlap, and exceptions made of that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from integrations.schedules.reading import Reading, local
from integrations.schedules.repeating import Group
from models.schedule import Override

MOST_OVERRIDES: Final = 1000


@dataclass(frozen=True, slots=True)
class Dated:
    """One shift, in UTC."""

    start: datetime
    end: datetime
    who: Group
    level: int = 0
    """Where several overlap, those of the highest level are on call, all of them."""


def laid_out(shifts: Iterable[Dated]) -> list[Dated]:
    """The same, in order and without overlaps."""
    ordered = sorted(shifts, key=lambda one: (one.start, one.level, one.who))
    moments = sorted({at for one in ordered for at in (one.start, one.end)})
    found: list[Dated] = []
    waiting, running = iter(ordered), list[Dated]()
    coming = next(waiting, None)
    for start, end in pairwise(moments):
        running = [one for one in running if one.end > start]
        while coming is not None and coming.start <= start:
            running.append(coming)
            coming = next(waiting, None)
        level = max((one.level for one in running), default=0)
        who = tuple(dict.fromkeys(who for one in running if one.level == level for who in one.who))
        if found and found[-1].who == who and found[-1].end == start:
            found[-1] = Dated(found[-1].start, end, who)
        elif who:
            found.append(Dated(start, end, who))
    return found


def as_overrides(
    shifts: Iterable[Dated], zone: str, reading: Reading, where: str
) -> list[Override]:
    """Exceptions that put these shifts, as they are laid out, in the place of whoever is on call."""
    laid = laid_out(shifts)
    if len(laid) > MOST_OVERRIDES:
        until = local(laid[MOST_OVERRIDES].start, zone)
        reading.skip(
            where,
            f"There are too many shifts; only those before {until:%Y-%m-%d %H:%M} are taken over.",
        )
    made = (
        reading.attempt(
            where,
            lambda one=one: Override(  # type: ignore[misc]
                starts=local(one.start, zone), ends=local(one.end, zone), people=one.who
            ),
        )
        for one in laid[:MOST_OVERRIDES]
    )
    return [one for one in made if one is not None]
