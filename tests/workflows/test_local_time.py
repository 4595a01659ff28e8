"""Local clock times as moments, also in the weeks when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from models.local_time import instant
from workflows.local_time import next_time

LONDON, APIA, LORD_HOWE = (
    ZoneInfo(name) for name in ("Europe/London", "Pacific/Apia", "Australia/Lord_Howe")
)
ZONES = sorted(available_timezones())


def test_a_time_later_today_is_today() -> None:
    assert next_time(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), time(18), LONDON) == datetime(
        2026, 3, 2, 18, 0, tzinfo=UTC
    )


def test_a_time_that_has_passed_is_tomorrow() -> None:
    singapore = ZoneInfo("Asia/Singapore")
    assert next_time(datetime(2026, 3, 2, 10, 1, tzinfo=UTC), time(18), singapore) == datetime(
        2026, 3, 3, 10, 0, tzinfo=UTC
    )


def test_a_skipped_time_is_the_first_instant_after_the_gap() -> None:
    assert instant(date(2026, 3, 29), time(1, 30), LONDON) == datetime(
        2026, 3, 29, 1, 0, tzinfo=UTC
    )
    # Half an hour is skipped at Lord Howe.
    assert instant(date(2026, 10, 4), time(2, 15), LORD_HOWE) == datetime(
        2026, 10, 3, 15, 30, tzinfo=UTC
    )


def test_of_a_doubled_hour_the_first_counts() -> None:
    assert instant(date(2026, 10, 25), time(1, 30), LONDON) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@given(
    zone=st.sampled_from(ZONES),
    now=st.integers(0, 2 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_the_next_time_is_soon_and_shows_what_was_asked(zone: str, now: datetime, at: time) -> None:
    where = ZoneInfo(zone)
    moment = next_time(now, at, where)
    assert now < moment <= now + timedelta(hours=49)
    shown = moment.astimezone(where)
    before = (moment - timedelta(seconds=1)).astimezone(where)
    in_a_gap = shown.utcoffset() != before.utcoffset()
    assert shown.time() == at or (in_a_gap and shown.time() > at)
