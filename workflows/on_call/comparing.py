"""Where a schedule of ours and what another program shows of it disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.schedule import Schedule
from workflows.on_call.resolving import shifts
from workflows.on_call.spans import People, Span, combined

#: Other programs write seconds, which are left out here.
_TOO_SHORT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch in which the two name different people."""

    start: datetime
    end: datetime
    ours: People
    theirs: People


def differences(schedule: Schedule, shown: Sequence[Span]) -> list[Difference]:
    """Where they differ, between the first and the last that is shown. Those are in order, without overlaps."""
    if not shown:
        return []
    start, end = shown[0].start, shown[-1].end
    whole = combined([Span(start, end)], shown, lambda nobody, who: who or nobody)
    found: list[Difference] = []
    theirs = iter(whole)
    there = next(theirs)
    for here in shifts(schedule, start, end):
        while there.start < here.end:
            since, until = max(here.start, there.start), min(here.end, there.end)
            if set(here.people) != set(there.people) and until - since > _TOO_SHORT:
                found.append(Difference(since, until, here.people, there.people))
            if there.end > here.end or (following := next(theirs, None)) is None:
                break
            there = following
    return found
