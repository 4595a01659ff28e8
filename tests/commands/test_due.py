"""When something is due, from the end of a line: what is sure is taken, what is not is asked for."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.due import Due, split_due
from commands.task import read_wish
from workflows.errors import Refused

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "rest", "wish"),
    [
        ("Call the bank in 30m", "Call the bank", timedelta(minutes=30)),
        ("Call the bank IN 1h 30m", "Call the bank", timedelta(hours=1, minutes=30)),
        ("Call the bank in 2 hours", "Call the bank", timedelta(hours=2)),
        ("Call the bank by 14:00", "Call the bank", time(14)),
        ("Call the bank by 9:05", "Call the bank", time(9, 5)),
        ("by 14:00", "", time(14)),
        ("Stand in by 14:00", "Stand in", time(14)),
    ],
)
def test_what_is_a_time_is_taken_off(line: str, rest: str, wish: timedelta | time) -> None:
    assert split_due(line) == (rest, Due(wish))


@pytest.mark.parametrize(
    "line",
    [
        "Check replication in 3 regions",
        "Look who is in the room",
        "Write it by hand",
        "Sort them by 10 largest",
        "Stand by",
        "Log in",
        "Restart in eu-west-1",
        "",
    ],
)
def test_what_is_no_time_stays_words(line: str) -> None:
    assert split_due(line) == (line, None)


@pytest.mark.parametrize(
    "end",
    [
        "in 30",
        "in half an hour",
        "in a few minutes",
        "in 1.5 h",
        "in 30 seconds",
        "in 0m",
        "in 9999d",
        "by 25:00",
        "by 2pm",
        "by 14",
        "by 14.30",
        "by noon",
        "by tomorrow",
        "by tomorrow 14:00",
        "by Friday",
        "by the end of the day",
        "by 2026-03-04",
    ],
)
def test_what_may_be_a_time_is_asked_for_and_nothing_is_guessed(end: str) -> None:
    with pytest.raises(Refused):
        split_due(f"Call the bank {end}")


@given(st.text(max_size=80))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        rest, due = split_due(line)
    except Refused:
        return
    assert line.startswith(rest)
    assert (due is None) == (rest == line)


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["Europe/London", "Asia/Singapore", "America/New_York", "UTC"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds are naive
)
def test_a_time_of_day_is_the_next_one_on_their_own_clock(
    hour: int, minute: int, zone: str, now: datetime
) -> None:
    _, due = split_due(f"Call by {hour}:{minute:02}")
    assert due is not None
    moment = due.moment(now, ZoneInfo(zone))
    assert now < moment <= now + timedelta(hours=25)


@pytest.mark.parametrize(
    ("raw", "words", "owner"),
    [
        ("Call the bank <@U1|cara> in 30m", "Call the bank", "U1"),
        ("Call the bank in 30m <@U1|cara>", "Call the bank", "U1"),
        ("<@U1|cara>: call the bank in 30m", "call the bank", "U1"),
        ("Ask <@U1|cara> for logs in 30m", "Ask @cara for logs", None),
        ("Ask <@U1|cara> for logs <@U2|ben> in 30m", "Ask @cara for logs", "U2"),
        ("Compare a &lt; b in 30m", "Compare a < b", None),
    ],
)
def test_the_owner_stands_first_or_last(raw: str, words: str, owner: str | None) -> None:
    wish = read_wish(raw)
    assert (wish.words, wish.owner) == (words, owner)
    assert wish.due == Due(timedelta(minutes=30))


@pytest.mark.parametrize("raw", ["<@U1> call <@U2>", "Call the bank @crara"])
def test_whoever_is_meant_is_not_guessed(raw: str) -> None:
    with pytest.raises(Refused):
        read_wish(raw)
