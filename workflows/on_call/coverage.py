"""Which region covers a moment, and to which one command passes when another's hours end.

Everything follows from the hours by each region's own clocks, never from the order in which regions
are written, and never from a fixed distance between two of them. All moments are in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from models.coverage import Region
from models.local_time import on_wall
from workflows.on_call.spans import Span, merged, union
from workflows.on_call.turns import hours_within

#: Hours of the week come again after that, whatever the clocks do.
_A_WEEK: Final = timedelta(days=8)
_FOUR_WEEKS: Final = timedelta(weeks=4)
#: Nobody should have to take command outside of these, by their own clock.
AWAKE_FROM, AWAKE_UNTIL = time(7), time(22)


@dataclass(frozen=True, slots=True)
class Passing:
    """Command passes to a region because another's hours are over."""

    at: datetime
    """When, in UTC."""
    receiver: str
    """The region that covers then."""
    until: datetime
    """Up to when it is the one to take command."""


def windows(region: Region, start: datetime, end: datetime) -> list[Span]:
    """When a region covers: every stretch that touches a window, whole, in order."""
    return union(hours_within(region.hours, ZoneInfo(region.zone), start, end))


def covering(regions: Sequence[Region], at: datetime) -> list[str]:
    """The regions that cover a moment, the one that goes on longest first."""
    ends = {
        region.name: span.end
        for region in regions
        for span in windows(region, at, at + _A_WEEK)
        if span.start <= at < span.end
    }
    return _longest_first(ends)


def passing(
    regions: Sequence[Region], sender: str | None, now: datetime, not_before: datetime
) -> Passing | None:
    """The passing that is under way, or else the next one; None where none is in sight.

    `sender` is the region that leads; None where none does. While it covers, it keeps command, and
    in a gap as well: until another covers. A passing comes at `not_before` at the earliest.
    """
    start = now - _A_WEEK
    for span in receivers(regions, sender, start, now + _A_WEEK):
        at = max(span.start, not_before)
        # What has no beginning in sight is no change.
        if span.people and span.end > now and at < span.end and span.start > start:
            return Passing(at, span.people[0], span.end)
    return None


def receivers(
    regions: Sequence[Region], sender: str | None, start: datetime, end: datetime
) -> list[Span]:
    """Which region should take command from `sender`, without a break; nobody where it keeps it."""
    rows = {region.name: windows(region, start, end + _A_WEEK) for region in regions}
    moments = {moment for row in rows.values() for one in row for moment in (one.start, one.end)}
    cuts = [start, *sorted(moment for moment in moments if start < moment < end), end]
    return merged(
        Span(begin, until, _receiver(rows, sender, begin)) for begin, until in pairwise(cuts)
    )


def _receiver(
    rows: Mapping[str, Sequence[Span]], sender: str | None, at: datetime
) -> tuple[str, ...]:
    ends = {
        name: span.end for name, row in rows.items() for span in row if span.start <= at < span.end
    }
    return () if sender in ends else tuple(_longest_first(ends)[:1])


def _longest_first(ends: Mapping[str, datetime]) -> list[str]:
    # By the alphabet where two end together: not by the order of the file.
    return sorted(sorted(ends), key=ends.__getitem__, reverse=True)


def is_awake(at: datetime, zone: str) -> bool:
    """Whether a moment lies between seven and ten in the evening by the clocks of a zone."""
    return AWAKE_FROM <= on_wall(at, ZoneInfo(zone)).time() < AWAKE_UNTIL


def off_by(at: datetime, one: str, other: str) -> timedelta:
    """How far two zones' clocks are from where they were four weeks before, and will be in four weeks.

    Nothing, unless both differ: then one zone has changed its clocks and the other not yet.
    """
    apart, before, after = (
        _apart(moment, one, other) for moment in (at, at - _FOUR_WEEKS, at + _FOUR_WEEKS)
    )
    return apart - before if apart not in (before, after) else timedelta()


def _apart(at: datetime, one: str, other: str) -> timedelta:
    return on_wall(at, ZoneInfo(other)) - on_wall(at, ZoneInfo(one))
