"""Moments and lengths of time read the way people say them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.dates import ago, clock, span, when
from templates.text import Mrkdwn
from templates.typed import as_typed

MOMENT = datetime(2026, 11, 21, 18, 0, 59, 999_999, tzinfo=UTC)


def test_a_moment_is_shown_in_the_zone_of_each_reader() -> None:
    shown = when(MOMENT)
    assert isinstance(shown, Mrkdwn)
    assert shown == ("<!date^1795284059^{date_short_pretty} at {time}|21 Nov 2026 at 18:00 UTC>")
    assert when(MOMENT.astimezone(ZoneInfo("Asia/Tokyo"))) == shown
    assert when(MOMENT, "{ago}").startswith("<!date^1795284059^{ago}|")
    assert as_typed(shown) == "21 Nov 2026 at 18:00 UTC"


@pytest.mark.parametrize("form", ["", "{date}|x", "{date}>", "<", "{date}^https://x", "R&D"])
def test_a_form_cannot_end_its_token(form: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a date token"):
        when(MOMENT, form)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "18:00 in London"),
        ("America/Los_Angeles", "10:00 in Los Angeles"),
        ("America/Argentina/Buenos_Aires", "15:00 in Buenos Aires"),
        ("Asia/Kolkata", "23:30 in Kolkata"),
        ("UTC", "18:00 UTC"),
        ("Etc/UTC", "18:00 UTC"),
        ("Etc/GMT+5", "13:00 UTC-05"),
        ("US/Pacific", "10:00 PST"),
        ("Japan", "03:00 JST"),
    ],
)
def test_a_clock_names_the_place(zone: str, words: str) -> None:
    assert clock(MOMENT, zone) == words
    assert clock(MOMENT, ZoneInfo(zone)) == words


def test_a_clock_follows_daylight_saving() -> None:
    assert clock(datetime(2026, 7, 1, 18, tzinfo=UTC), "Europe/London") == "19:00 in London"


@pytest.mark.parametrize(
    "zone", ["", "Europe/Nowhere", "../etc/passwd", "Europe", "\x00", "a" * 999]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        clock(MOMENT, zone)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=5), "1 h 5 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=1, hours=3), "1 day 3 h"),
        (timedelta(days=2, minutes=59), "2 days"),
        (timedelta(days=9, hours=5), "9 days"),
        (timedelta(minutes=-5), "\u22125 min"),
    ],
)
def test_a_length_of_time_in_words(length: timedelta, words: str) -> None:
    assert span(length) == words


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)))
def test_a_length_of_time_is_never_told_longer_than_it_is(length: timedelta) -> None:
    units = {"s": 1, "min": 60, "h": 3_600, "day": 86_400, "days": 86_400}
    told = span(length).split()
    seconds = sum(int(n) * units[unit] for n, unit in zip(told[::2], told[1::2], strict=True))
    assert timedelta(seconds=seconds) <= length


def test_how_long_ago() -> None:
    assert ago(MOMENT - timedelta(minutes=4), MOMENT) == "4 min ago"
    assert ago(MOMENT - timedelta(seconds=59), MOMENT) == "just now"
    assert ago(MOMENT + timedelta(seconds=59), MOMENT) == "just now"
    assert ago(MOMENT + timedelta(hours=2), MOMENT) == "in 2 h"


@pytest.mark.parametrize(
    "show",
    [
        when,
        lambda naive: clock(naive, "UTC"),
        lambda naive: ago(naive, MOMENT),
        lambda naive: ago(MOMENT, naive),
    ],
)
def test_a_moment_without_a_zone_is_refused(show: Callable[[datetime], str]) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        show(MOMENT.replace(tzinfo=None))
