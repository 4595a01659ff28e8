"""Who is on call in a schedule: now, between two moments, and until when.

Layers lie on top of one another, the last one on top; where it has nobody, the one below shows
through. Above all layers lie the overrides. All moments go in and come out in UTC; whatever
people wrote by the clocks of a zone is held against those clocks, so a turn that changes at nine
changes at nine in summer and in winter.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from models.local_time import begins, ends
from models.on_call import Someone
from models.schedule import Layer, Override, Schedule
from workflows.on_call.spans import (
    People,
    Span,
    combined,
    within,
)
from workflows.on_call.turns import layer_spans

NOBODY_KNOWN: Final[Mapping[str, Someone]] = MappingProxyType({})
_AN_INSTANT: Final = timedelta(microseconds=1)
#: How far ahead a change is looked for, in steps, since most are near.
_AHEAD: Final = tuple(timedelta(days=days) for days in (2, 16, 90, 800))


def who(schedule: Schedule, at: datetime, people: Mapping[str, Someone] = NOBODY_KNOWN) -> People:
    """Who is on call at a moment; nobody gives an empty tuple."""
    (span,) = shifts(schedule, at, at + _AN_INSTANT, people)
    return span.people


def shifts(
    schedule: Schedule,
    start: datetime,
    end: datetime,
    people: Mapping[str, Someone] = NOBODY_KNOWN,
) -> list[Span]:
    """Who is on call in a window, without a break: a stretch without anybody is a span without people.

    Neighbours differ. Raises ValueError for a window that ends before it begins or has no zone.
    """
    if start.tzinfo is None or end.tzinfo is None or start >= end:
        raise ValueError(f"no window: {start} to {end}")
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    found = [Span(start, end)]
    for level in _levels(schedule):
        above: list[Span] = []
        for layer in level:
            more = layer_spans(schedule, layer, start, end, people)
            above = combined(above, more, _together) if above else more
        found = combined(found, above, _together if level[0].beside else _on_top)
    zone = ZoneInfo(schedule.zone)
    for override in schedule.overrides:
        whole = Span(begins(override.starts, zone), ends(override.ends, zone), override.people)
        if above := within([whole], start, end):
            found = _overridden(found, above, override)
    return found


def next_change(
    schedule: Schedule, at: datetime, people: Mapping[str, Someone] = NOBODY_KNOWN
) -> datetime | None:
    """When somebody else is on call next, in UTC; None if not within two years."""
    for ahead in _AHEAD:
        first, *later = shifts(schedule, at, at + ahead, people)
        if later:
            return first.end
    return None


def _levels(schedule: Schedule) -> list[list[Layer]]:
    """The layers, those of one level together."""
    found: list[list[Layer]] = []
    for layer in schedule.layers:
        if layer.same_level and found:
            found[-1].append(layer)
        else:
            found.append([layer])
    return found


def _on_top(below: People, above: People | None) -> People:
    return above or below


def _together(below: People, above: People | None) -> People:
    return tuple(dict.fromkeys((*below, *(above or ()))))


def _overridden(found: list[Span], above: list[Span], override: Override) -> list[Span]:
    def how(below: People, people: People | None) -> People:
        if people is None:
            return below
        if override.instead_of is not None:
            put = [people if one == override.instead_of else (one,) for one in below]
            return tuple(dict.fromkeys(one for group in put for one in group))
        return _together(below, people) if override.beside else people

    return combined(found, above, how)
