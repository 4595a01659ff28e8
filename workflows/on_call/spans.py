"""Stretches of time, in UTC and in order, each with the people in it; and how two rows of them combine."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

People = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment up to, and without, another; both in UTC."""

    start: datetime
    end: datetime
    people: People = ()
    """Who is on call; nobody if empty."""

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join neighbours with the same people. The spans are in order and do not overlap."""
    found: list[Span] = []
    for span in spans:
        if span.start >= span.end:
            continue
        if found and found[-1].people == span.people and found[-1].end == span.start:
            found[-1] = Span(found[-1].start, span.end, span.people)
        else:
            found.append(span)
    return found


def union(spans: Iterable[Span]) -> list[Span]:
    """Make stretches that may overlap into ones that do not, without people."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        elif span.start < span.end:
            found.append(Span(span.start, span.end))
    return found


def combined(
    below: Sequence[Span],
    above: Sequence[Span],
    how: Callable[[People, People | None], People],
) -> list[Span]:
    """Lay one row over another. `how` gets the people of both; None where the upper has no span."""
    cuts = sorted(
        {moment for row in (below, above) for one in row for moment in (one.start, one.end)}
    )
    found, at_below, at_above = [], 0, 0
    for start, end in itertools.pairwise(cuts):
        while at_below < len(below) and below[at_below].end <= start:
            at_below += 1
        while at_above < len(above) and above[at_above].end <= start:
            at_above += 1
        lower = below[at_below] if at_below < len(below) else None
        upper = above[at_above] if at_above < len(above) else None
        covered = upper if upper is not None and upper.start <= start else None
        people = lower.people if lower is not None and lower.start <= start else ()
        found.append(Span(start, end, how(people, None if covered is None else covered.people)))
    return merged(found)


def within(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """Cut spans to a window."""
    cut = (Span(max(one.start, start), min(one.end, end), one.people) for one in spans)
    return [one for one in cut if one.start < one.end]
