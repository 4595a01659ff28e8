"""Grafana OnCall's shifts by months, by days of a month, and by hours of some days."""

from itertools import pairwise
from typing import Any

import pytest

from tests.integrations.schedules.test_grafana import DAILY, DAY, on, read
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import who

HOURLY = DAILY | {"frequency": "hourly"}
MONTHLY = DAILY | {"frequency": "monthly"}


def test_each_monday_of_a_month_is_one_groups_and_the_month_is_its_turn() -> None:
    imported = read(MONTHLY | {"by_day": ["MO"], "rolling_users": [["U1"], ["U2"]]})
    assert on(imported, 75) == [
        *(f"06-{day} 08:00 ann" for day in ("01", "08", "15", "22", "29")),
        *(f"07-{day} 08:00 bob" for day in ("06", "13", "20", "27")),
        *(f"08-{day} 08:00 ann" for day in ("03", "10")),
    ]
    assert "written down one by one, until 2026-12-01" in str(imported.findings)
    assert len({layer.same_level for layer in imported.schedules[0].layers[1:]}) == 1


@pytest.mark.parametrize(
    ("change", "days"),
    [
        (
            {"by_monthday": [1, -1]},
            ["06-01 ann", "06-30 ann", "07-01 bob", "07-31 bob", "08-01 cara@example.com"],
        ),
        ({"by_monthday": [15], "interval": 2}, ["06-15 ann", "08-15 bob"]),
        ({"by_day": ["1MO"]}, ["06-01 ann", "07-06 bob", "08-03 cara@example.com"]),
        ({"start": "2026-05-31T08:00:00"}, ["07-31 cara@example.com"]),
        ({"by_month": [7, 8]}, ["07-01 bob", "08-01 cara@example.com"]),
        (
            {"frequency": "weekly", "by_month": [6]},
            ["06-01 ann", "06-08 bob", "06-15 cara@example.com", "06-22 ann", "06-29 bob"],
        ),
        (
            {"frequency": "daily", "interval": 10, "by_month": [6]},
            ["06-01 ann", "06-11 bob", "06-21 cara@example.com"],
        ),
        (
            {"by_monthday": [1], "until": "2026-08-01T07:00:00"},
            ["06-01 ann", "07-01 bob"],
        ),
        (
            {"by_monthday": [10], "rotation_start": "2026-07-10T08:30:00"},
            ["07-10 bob", "08-10 cara@example.com"],
        ),
        (
            {"type": "recurrent_event", "users": ["U1", "U2"], "by_monthday": [15]},
            ["06-15 ann+bob", "07-15 ann+bob", "08-15 ann+bob"],
        ),
    ],
)
def test_months_and_days_of_them(change: dict[str, Any], days: list[str]) -> None:
    lines = [line.split() for line in on(read(MONTHLY | change), 78)]
    assert [f"{day} {people}" for day, _, people in lines] == days


def test_levels_still_hold_and_two_shifts_at_once_are_both() -> None:
    below = DAILY | {"id": "O2", "rolling_users": [["U3"]], "duration": DAY}
    above = MONTHLY | {"by_day": ["1MO"], "level": 1, "duration": 3600}
    beside = above | {"id": "O3", "start": "2026-06-01T08:30:00", "rolling_users": [["U2"]]}
    assert on(read(below, above, beside), 1.5) == [
        "06-01 08:00 ann",
        "06-01 08:30 ann+bob",
        "06-01 09:00 bob",
        "06-01 09:30 cara@example.com",
    ]


def test_hours_of_some_days_go_round_over_the_days_between() -> None:
    # From Friday evening to Monday nobody begins; whose turn it is goes on by the hours.
    shift = HOURLY | {"interval": 8, "duration": 8 * 3600, "by_day": ["MO", "TU", "FR"]}
    shift |= {"start": "2026-06-01T00:00:00"}
    (of,) = read(shift).schedules
    group = ("ann", "bob", "cara@example.com")
    for hour in range(14 * 24):
        moment = (
            at("2026-06-01") if not hour else at(f"2026-06-{1 + hour // 24:02}T{hour % 24:02}:00")
        )
        begun = hour // 8 * 8 // 24 % 7
        expected = (group[hour // 8 % 3],) if begun in (0, 1, 4) else ()
        assert who(of, moment) == expected, moment


@pytest.mark.parametrize(("interval", "minutes"), [(2, 90), (6, 350), (24, 100), (48, 100)])
def test_a_part_of_each_turn_of_some_hours(interval: int, minutes: int) -> None:
    shift = HOURLY | {"interval": interval, "duration": minutes * 60}
    found = told(read(shift).schedules[0], at("2026-06-01T08:00"), 8)
    names = [line.split()[-1] for line in found]
    assert names[:6:2] == ["ann", "bob", "cara@example.com"]
    assert all((one == "-") != (other == "-") for one, other in pairwise(names))
    assert len(names) == 2 * 8 * 24 // interval


def test_hours_that_take_effect_later_go_on_counting() -> None:
    shift = HOURLY | {"interval": 8, "duration": 8 * 3600, "by_day": ["MO", "TU", "WE"]}
    assert on(read(shift | {"rotation_start": "2026-06-02T09:00:00"}, kind="calendar"), 3)[:2] == [
        "06-02 16:00 bob",
        "06-03 00:00 cara@example.com",
    ]


#: The fifth of June 2026 is a Friday.
WEEKDAYS = DAILY | {"start": "2026-06-05T12:00:00", "week_start": "SU", "frequency": "weekly"}


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ({"by_day": ["SA", "MO"], "rotation_start": "2026-06-05T12:00:00"}, "06-08 12:00 ann"),
        ({"by_day": ["SA", "MO"], "rotation_start": "2026-06-05T17:00:00"}, "06-06 12:00 ann"),
        ({"by_day": ["WE", "SU"], "rotation_start": "2026-06-09T00:00:00"}, "06-14 12:00 bob"),
        ({"rotation_start": "2026-06-12T00:00:00"}, "06-12 12:00 bob"),
        ({"rotation_start": "2026-06-13T00:00:00"}, "06-14 12:00 cara@example.com"),
        (
            {"by_day": ["SU", "TU"], "rotation_start": "2026-06-05T17:00:00", "frequency": "hourly"}
            | {"interval": 8, "week_start": None},
            "06-07 04:00 ann",
        ),
    ],
)
def test_a_start_on_no_such_day_is_moved_otherwise_where_it_takes_effect_later(
    change: dict[str, Any], first: str
) -> None:
    assert on(read(WEEKDAYS | change), 20)[0] == first
