"""Schedules against an independent model that looks at the clocks minute by minute, in every zone."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from models.local_time import on_wall
from models.on_call import Away, Someone
from models.on_call_parts import DAYS, Turn
from models.schedule import Hours, Layer, Override, Schedule
from tests.workflows.on_call.slow import MINUTE, Slow, changes_of_clocks
from workflows.on_call.resolving import next_change, shifts, who
from workflows.on_call.turns import handoff

FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
zones = st.sampled_from(ZONES)
moments = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
walls = moments.map(lambda at: at.replace(tzinfo=None))


def layers(
    walls: st.SearchStrategy[datetime], clocks: st.SearchStrategy[time]
) -> st.SearchStrategy[Layer]:
    """Layers whose moments are some of `walls`, and whose hours begin and end at some of `clocks`."""
    hours = st.builds(
        Hours,
        days=st.just(DAYS)
        | st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True).map(tuple),
        starts=clocks,
        ends=clocks,
        ends_on=st.none() | st.sampled_from(DAYS),
    )
    people = st.lists(st.sampled_from("abcdef"), max_size=1).map(tuple)
    return st.builds(
        Layer,
        name=st.just("L"),
        people=st.lists(people, min_size=1, max_size=5).map(tuple),
        first_turn=walls,
        every=st.builds(
            Turn, st.integers(1, 40), st.sampled_from(["hours", "days", "weeks", "months"])
        ),
        hours=st.lists(hours, max_size=2).map(tuple),
        zone=st.none() | zones,
        counts_from=st.none() | walls,
        counts_until=st.none(),
        holidays=st.sampled_from(["too", "too", "only", "never"]),
        beside=st.booleans(),
        same_level=st.booleans(),
    )


def schedules(
    walls: st.SearchStrategy[datetime], clocks: st.SearchStrategy[time]
) -> st.SearchStrategy[Schedule]:
    """Schedules whose moments are some of `walls`."""
    overrides = st.builds(
        lambda start, length, who, how: Override(
            starts=start, ends=start + timedelta(minutes=length), people=who, **how
        ),
        walls,
        st.integers(1, 60_000) | st.integers(1, 24).map(lambda quarters: 15 * quarters),
        st.sampled_from([("a",), ("z",), ()]),
        st.sampled_from([{}, {}, {"instead_of": "a"}, {"beside": True}]),
    )
    return st.builds(
        Schedule,
        key=st.just("one"),
        name=st.just("One"),
        zone=zones,
        layers=st.lists(layers(walls, clocks), max_size=3).map(tuple),
        overrides=st.lists(overrides, max_size=3).map(tuple),
        holidays=st.lists(walls.map(datetime.date), max_size=5).map(tuple),
    )


any_clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
anywhere = schedules(walls, any_clock)
#: Where nobody is ever beside anybody.
ALONE = {"beside": False, "same_level": False}
singles = anywhere.map(
    lambda of: of.model_copy(
        update={
            "layers": tuple(one.model_copy(update=ALONE) for one in of.layers),
            "overrides": tuple(one.model_copy(update={"beside": False}) for one in of.overrides),
        }
    )
)


@st.composite
def at_a_change(draw: st.DrawFn) -> tuple[Schedule, dict[str, Someone], datetime]:
    """A schedule in which much begins and ends about when the clocks of its zone change."""
    zone = ZoneInfo(draw(zones | st.sampled_from(["Europe/London", "Australia/Lord_Howe"])))
    changes = changes_of_clocks(zone, FIRST, LAST)
    change = draw(st.sampled_from(changes) if changes else moments)
    wall = on_wall(change, zone).replace(second=0)
    near = st.integers(-12, 12).map(lambda quarters: wall + timedelta(minutes=15 * quarters))
    about = near | st.builds(lambda at, days: at + timedelta(days=days), near, st.integers(-40, 40))
    clocks = near.map(datetime.time) | any_clock
    of = draw(schedules(about, clocks)).model_copy(update={"zone": zone.key})
    away = st.builds(
        lambda start, hours: Away(starts=start, ends=start + timedelta(hours=hours)),
        about,
        st.integers(1, 60),
    )
    known = draw(
        st.dictionaries(
            st.sampled_from("abc"), st.builds(Someone, away=st.tuples(away)), max_size=2
        )
    )
    return of, known, change - timedelta(hours=draw(st.integers(1, 5)))


def assert_as_the_clocks_say(
    of: Schedule, known: Mapping[str, Someone], start: datetime, minutes: int
) -> None:
    slow = Slow(of, known, start, minutes)
    found = iter(shifts(of, start, start + minutes * MINUTE, known))
    span = next(found)
    for minute in range(minutes):
        at = start + minute * MINUTE
        if at >= span.end:
            span = next(found)
        assert set(span.people) == slow.who(minute), at
    assert next(found, None) is None


@settings(max_examples=100, deadline=None)
@given(at_a_change())
def test_every_minute_near_a_change_of_the_clocks_is_as_the_clocks_say(
    case: tuple[Schedule, dict[str, Someone], datetime],
) -> None:
    of, known, start = case
    assert_as_the_clocks_say(of, known, start, 8 * 60)


#: Days that not every month has are often among them.
month_ends = st.sampled_from([28, 29, 30, 31]).map(lambda day: datetime(2025, 1, day, 9, 30))  # noqa: DTZ001

always_counting = st.builds(
    lambda one, many: one.model_copy(
        update={
            "people": tuple((who,) for who in "abcdef"[:many]),
            "hours": (),
            "holidays": "too",
            "counts_from": None,
        }
    ),
    layers(walls | month_ends, any_clock),
    st.integers(2, 6),
)


@settings(max_examples=150, deadline=None)
@given(always_counting, zones, st.integers(0, 700))
def test_the_minutes_around_any_handoff_are_as_the_clocks_say(
    layer: Layer, zone: str, number: int
) -> None:
    of = Schedule(key="one", name="One", zone=zone, layers=(layer,))
    length = {"hours": 1, "days": 24, "weeks": 168, "months": 730}[
        layer.every.unit
    ] * layer.every.count
    at = handoff(
        layer, ZoneInfo(layer.zone or zone), number % (17_000 // (length * layer.every.count) + 1)
    )
    assert_as_the_clocks_say(of, {}, at - 3 * MINUTE, 6)


@settings(max_examples=100, deadline=None)
@given(singles, moments, st.integers(1, 90 * 24 * 60))
def test_shifts_fill_the_window_and_never_overlap(
    of: Schedule, start: datetime, minutes: int
) -> None:
    end = start + minutes * MINUTE
    found = shifts(of, start, end)
    assert (found[0].start, found[-1].end) == (start, end)
    for one, following in itertools.pairwise(found):
        assert one.end == following.start
        assert one.people != following.people
    covered = sum((span.length for span in found if span.people), timedelta())
    gaps = sum((span.length for span in found if not span.people), timedelta())
    assert covered + gaps == end - start
    assert all(len(span.people) <= 1 and span.length > timedelta() for span in found)


@settings(max_examples=60, deadline=None)
@given(anywhere, moments, st.integers(1, 20 * 24 * 60), st.integers(1, 20 * 24 * 60))
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
@given(anywhere, moments)
def test_now_and_next_agree_with_the_shifts(of: Schedule, at: datetime) -> None:
    found = shifts(of, at, at + timedelta(days=30))
    assert who(of, at) == found[0].people
    change = next_change(of, at)
    if len(found) > 1:
        assert change == found[0].end
    elif change is not None:
        assert change >= found[0].end
        assert who(of, change) != found[0].people
