"""Schedules against an independent model that looks at the clocks minute by minute, in every zone."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from models.on_call_parts import DAYS, Turn
from models.schedule import Hours, Layer, Override, Schedule
from workflows.on_call.resolving import next_change, shifts, who

MINUTE = timedelta(minutes=1)
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
zones = st.sampled_from(ZONES)
walls = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)
turns = st.builds(Turn, st.integers(1, 40), st.sampled_from(["hours", "days", "weeks", "months"]))
people = st.lists(
    st.lists(st.sampled_from("abcdef"), max_size=1).map(tuple), min_size=1, max_size=5
)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.builds(
    Hours,
    days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True).map(tuple),
    starts=clocks,
    ends=clocks,
    ends_on=st.none() | st.sampled_from(DAYS),
)
layers = st.builds(
    Layer,
    name=st.just("L"),
    people=people.map(tuple),
    first_turn=walls,
    every=turns,
    hours=st.lists(hours, max_size=2).map(tuple),
    zone=st.none() | zones,
)
overrides = st.builds(
    lambda start, length, who: Override(
        starts=start, ends=start + timedelta(minutes=length), people=who
    ),
    walls,
    st.integers(1, 60_000),
    st.sampled_from([("a",), ("z",), ()]),
)
schedules = st.builds(
    Schedule,
    key=st.just("one"),
    name=st.just("One"),
    zone=zones,
    layers=st.lists(layers, max_size=3).map(tuple),
    overrides=st.lists(overrides, max_size=3).map(tuple),
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


def change_of_clocks(zone: ZoneInfo, after: datetime) -> datetime:
    """An hour near the next change of a zone's clocks; the moment itself where they never change."""
    for days in range(400):
        at = after + timedelta(days=days)
        if at.astimezone(zone).utcoffset() != (at + timedelta(days=1)).astimezone(zone).utcoffset():
            return at
    return after


class Clocks:
    """What the clocks of a zone show around a moment, minute by minute."""

    def __init__(self, zone: ZoneInfo, start: datetime, minutes: int) -> None:
        self.start = start
        margin = 27 * 60
        shown = [
            (start + at * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
            for at in range(-margin, minutes + margin)
        ]
        most, self.reached = shown[0], []
        for wall in shown:
            most = max(most, wall)
            self.reached.append(most)
        least, ahead = shown[-1], []
        for wall in reversed(shown):
            least = min(least, wall)
            ahead.append(least)
        self.reached = self.reached[margin : margin + minutes]
        self.from_now_on = ahead[::-1][margin : margin + minutes]


def slow(layer: Layer, clocks: Clocks, minute: int) -> tuple[str, ...]:
    """Whose turn it is: handoffs are counted, one by one, that the clocks have reached."""
    reached, left = clocks.reached[minute], clocks.from_now_on[minute]
    if layer.hours and not any(open_(one, reached, left) for one in layer.hours):
        return ()
    number, unit = 0, layer.every.unit
    step = layer.every.count * {"hours": 60, "days": 1440, "weeks": 10080}[unit] * MINUTE
    handoff = layer.first_turn
    while handoff > reached:
        handoff, number = handoff - step, number - 1
    while handoff + step <= reached:
        handoff, number = handoff + step, number + 1
    return layer.people[number % len(layer.people)]


def open_(one: Hours, reached: datetime, left: datetime) -> bool:
    """Whether hours have begun, and are not over for good."""
    for back in range(10):
        day: date = reached.date() - timedelta(days=back)
        if DAYS[day.weekday()] not in one.days:
            continue
        begin = datetime.combine(day, one.starts)
        end = datetime.combine(day, one.ends)
        while end <= begin or (one.ends_on and DAYS[end.weekday()] != one.ends_on):
            end += timedelta(days=1)
        if begin <= reached and left < end:
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(layers.filter(lambda layer: layer.every.unit != "months"), zones, moments)
def test_every_minute_near_a_change_of_the_clocks_is_as_the_clocks_say(
    layer: Layer, zone: str, after: datetime
) -> None:
    layer = layer.model_copy(update={"zone": zone})
    of = Schedule(key="one", name="One", zone="UTC", layers=(layer,))
    start = change_of_clocks(ZoneInfo(zone), after)
    minutes = 36 * 60
    clocks = Clocks(ZoneInfo(zone), start, minutes)
    found = iter(shifts(of, start, start + minutes * MINUTE))
    span = next(found)
    for minute in range(minutes):
        at = start + minute * MINUTE
        if at >= span.end:
            span = next(found)
        assert span.people == slow(layer, clocks, minute), at


@settings(max_examples=100, deadline=None)
@given(schedules, moments, st.integers(1, 90 * 24 * 60))
def test_shifts_fill_the_window_and_never_overlap(
    of: Schedule, start: datetime, minutes: int
) -> None:
    end = start + minutes * MINUTE
    found = shifts(of, start, end)
    assert (found[0].start, found[-1].end) == (start, end)
    for one, following in itertools.pairwise(found):
        assert one.end == following.start
        assert one.people != following.people
    assert all(len(span.people) <= 1 and span.length > timedelta() for span in found)


@settings(max_examples=60, deadline=None)
@given(schedules, moments, st.integers(1, 20 * 24 * 60), st.integers(1, 20 * 24 * 60))
def test_looking_from_another_moment_changes_no_past_and_no_future(
    of: Schedule, start: datetime, first: int, second: int
) -> None:
    middle, end = start + first * MINUTE, start + (first + second) * MINUTE
    whole = shifts(of, start, end)
    parts = [*shifts(of, start, middle), *shifts(of, middle, end)]
    for one in parts:
        (there,) = [span for span in whole if span.start <= one.start < span.end]
        assert (there.people, one.end <= there.end) == (one.people, True)


@settings(max_examples=60, deadline=None)
@given(schedules, moments)
def test_now_and_next_agree_with_the_shifts(of: Schedule, at: datetime) -> None:
    found = shifts(of, at, at + timedelta(days=30))
    assert who(of, at) == found[0].people
    change = next_change(of, at)
    if len(found) > 1:
        assert change == found[0].end
    elif change is not None:
        assert change >= found[0].end
        assert who(of, change) != found[0].people
