"""What is worth a look in how regions cover: hours without any, without anybody to lead, handoffs at night."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from models.coverage import Region
from models.local_time import on_wall
from models.on_call import OnCall
from workflows.on_call.coverage import is_awake, receivers, windows
from workflows.on_call.duty import Duty
from workflows.on_call.health import Remark
from workflows.on_call.leading import leaders_on_call
from workflows.on_call.resolving import shifts
from workflows.on_call.spans import Span, union, within

#: Under this name they are told, where they are about no single region.
ALL_REGIONS: Final = "regions"
_MOST_TOLD: Final = 3


def remarks_on_coverage(on_call: OnCall, start: datetime, end: datetime) -> list[Remark]:
    """Everything in a window that is worth a look, region by region."""
    regions = on_call.regions
    if not regions:
        return []
    return [
        *(Remark("gap", ALL_REGIONS, says) for says in _uncovered(regions, start, end)),
        *(
            Remark(kind, region.name, says)
            for region in regions
            for kind, found in (
                ("nobody", _without_commander(region, on_call, start, end)),
                ("night", _at_night(region, on_call, start, end)),
            )
            for says in found
        ),
    ]


def _uncovered(regions: Sequence[Region], start: datetime, end: datetime) -> Iterator[str]:
    covered = union(span for region in regions for span in windows(region, start, end))
    gaps = _without(covered, start, end)
    for gap in gaps[:_MOST_TOLD]:
        local = ", ".join(
            f"{on_wall(gap.start, ZoneInfo(region.zone)):%H:%M} in {region.name}"
            for region in regions[:_MOST_TOLD]
        )
        yield (
            f"No region covers from {gap.start:%a %Y-%m-%d %H:%M} to {gap.end:%a %Y-%m-%d %H:%M} UTC "
            f"({local}). Whoever leads then goes on leading. Longer hours of one of them would fill it."
        )
    if len(gaps) > _MOST_TOLD:
        total = sum((gap.length for gap in gaps), timedelta()) // timedelta(hours=1)
        yield f"There are {len(gaps)} such gaps, {total} hours in all."


def _without_commander(
    region: Region, on_call: OnCall, start: datetime, end: datetime
) -> Iterator[str]:
    schedules = [on_call.schedule(key) for key in region.commanders]
    if None in schedules:
        return  # A person who is named is always there.
    led = union(
        Span(span.start, span.end)
        for schedule in schedules
        if schedule is not None
        for span in shifts(schedule, start, end, on_call.people)
        if span.people
    )
    hours = within(windows(region, start, end), start, end)
    for span in [gap for one in hours for gap in _without(led, one.start, one.end)][:1]:
        zone = ZoneInfo(region.zone)
        yield (
            f"Nobody is on call to lead from {on_wall(span.start, zone):%a %Y-%m-%d %H:%M} to "
            f"{on_wall(span.end, zone):%a %Y-%m-%d %H:%M} ({region.zone}), in hours that it covers."
        )


def _at_night(region: Region, on_call: OnCall, start: datetime, end: datetime) -> Iterator[str]:
    duty, told = Duty(on_call, {}), set[tuple[str, str]]()
    for before, span in pairwise(receivers(on_call.regions, region.name, start, end)):
        # One receiver after another means that the first did not take command: that is no plan.
        if before.people or not span.people:
            continue
        (receiver,) = span.people
        who, clocks, zone = _by_whose_clock(on_call, duty, receiver, span.start)
        if not is_awake(span.start, zone) and (receiver, zone) not in told:
            told.add((receiver, zone))
            wall = on_wall(span.start, ZoneInfo(zone))
            yield (
                f"Command passes to {who} at {wall:%H:%M} by {clocks}, first on {wall:%Y-%m-%d}. "
                "Between 07:00 and 22:00 people take over better."
            )


def _by_whose_clock(
    on_call: OnCall, duty: Duty, receiver: str, at: datetime
) -> tuple[str, str, str]:
    """Who gets command, by whose clocks that is judged, and their zone: the person's, if it is known."""
    leads = next(iter(leaders_on_call(on_call, duty, receiver, at)), "")
    written = on_call.people.get(leads)
    if written is not None and written.zone:
        who = f"{leads}, who leads for {receiver} then,"
        return who, f"their own clock ({written.zone})", written.zone
    zone = next(one.zone for one in on_call.regions if one.name == receiver)
    return receiver, "the clocks there", zone


def _without(covered: Sequence[Span], start: datetime, end: datetime) -> list[Span]:
    """What is left of a window."""
    left, since = [], start
    for span in covered:
        if span.start > since:
            left.append(Span(since, min(span.start, end)))
        since = max(since, span.end)
        if since >= end:
            break
    return [*left, *([Span(since, end)] if since < end else [])]
