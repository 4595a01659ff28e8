"""Shifts that are about to begin: who takes them, until when, and when they are told beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from models.local_time import instant
from models.shift_notices import ShiftNotices
from workflows.on_call.spans import Span

#: Nobody prepares the evening before for less.
_LONG: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Somebody's shift begins, who was not on call just before."""

    name: str
    start: datetime
    end: datetime | None
    """When it ends; None where that is not in sight."""


def beginnings(row: Sequence[Span]) -> Iterator[Beginning]:
    """Every shift that begins within a row of stretches, however they change beside it."""
    for number, (before, after) in enumerate(pairwise(row), 1):
        for name in after.people:
            if name not in before.people:
                end = until(row[number:], name)
                yield Beginning(name, after.start, end if end < row[-1].end else None)


def until(row: Sequence[Span], name: str) -> datetime:
    """How long somebody stays on call, who is so in the first of these stretches; as far as they reach."""
    end = row[0].start
    for span in row:
        if name not in span.people:
            break
        end = span.end
    return end


def told_at(beginning: Beginning, rules: ShiftNotices, zone: ZoneInfo) -> list[datetime]:
    """When somebody is told of a shift beforehand, the earliest first."""
    found = [beginning.start - rules.before] if rules.before else []
    is_long = beginning.end is None or beginning.end - beginning.start >= _LONG
    if rules.evening_before and is_long:
        day = beginning.start.astimezone(zone).date() - timedelta(days=1)
        found.append(instant(day, rules.evening_before, zone))
    return sorted(found)
