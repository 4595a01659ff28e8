"""Shifts with dates of their own, and who is on call when several of them overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

Group = tuple[str, ...]


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
