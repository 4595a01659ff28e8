"""Where the machine's own clock is asked: by the program, and for the morning on which the demo begins."""

from datetime import UTC, datetime

import pytest
from freezegun import freeze_time

from bot.demo.show import _monday_morning
from workflows.clock import SystemClock


@freeze_time("2026-03-04 15:30:12")
def test_the_systems_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()
    assert now == datetime(2026, 3, 4, 15, 30, 12, tzinfo=UTC)
    assert now.utcoffset() == UTC.utcoffset(None)


@pytest.mark.parametrize(
    "today", ["2026-03-02 00:00", "2026-03-04 15:30", "2026-03-07 23:59", "2026-03-08 12:00"]
)
def test_the_demo_begins_on_this_weeks_monday_morning(today: str) -> None:
    with freeze_time(today):
        morning = _monday_morning()
    assert (morning.year, morning.month, morning.day) == (2026, 3, 2)
    assert (morning.hour, morning.minute, morning.utcoffset()) == (9, 0, UTC.utcoffset(None))


@freeze_time("2028-03-01 08:00")
def test_the_week_of_a_leap_day() -> None:
    assert _monday_morning().date().isoformat() == "2028-02-28"
