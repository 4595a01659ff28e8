"""Which step of a policy comes next, and hours of the week and of the night, also when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.escalation import BusinessHours, Policy, QuietHours
from workflows.paging.plans import next_step, opens_at, quiet_until, wait_after

ZONES = ("Europe/London", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


def policy(*severities: tuple[str, ...] | None) -> Policy:
    return Policy.model_validate(
        {
            "key": "one",
            "name": "One",
            "steps": [
                {"wait": number, "notify": [{"person": "ann"}], "severities": several}
                if several
                else {"wait": number, "notify": [{"person": "ann"}]}
                for number, several in enumerate(severities)
            ],
        }
    )


def test_steps_for_other_severities_are_not_there() -> None:
    plan = policy(None, ("SEV-1",), None, ("SEV-1",))
    assert [next_step(plan, "SEV-3", after) for after in range(5)] == [1, 3, 3, None, None]
    assert [next_step(plan, "SEV-1", after) for after in range(5)] == [1, 2, 3, 4, None]


def test_a_step_waits_as_long_as_the_next_one_wishes() -> None:
    plan = policy(None, ("SEV-1",), None)
    assert wait_after(plan, "SEV-3", 1) == timedelta(minutes=2)
    assert wait_after(plan, "SEV-1", 1) == timedelta(minutes=1)
    assert wait_after(plan, "SEV-3", 3) == plan.after_last


def hours(**more: object) -> BusinessHours:
    return BusinessHours.model_validate(
        {"zone": "Europe/London", "starts": "09:00", "ends": "17:00", **more}
    )


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-02 08:59", "2026-03-02 09:00"),
        ("2026-03-02 09:00", None),
        ("2026-03-02 16:59", None),
        ("2026-03-02 17:00", "2026-03-03 09:00"),
        # Friday evening: on Monday, when the clocks have gone forward.
        ("2026-03-27 18:00", "2026-03-30 08:00"),
        ("2026-03-30 07:59", "2026-03-30 08:00"),
        ("2026-03-30 08:00", None),
    ],
)
def test_business_hours_go_by_the_clocks_on_the_wall(now: str, opens: str | None) -> None:
    expected = datetime.fromisoformat(opens).replace(tzinfo=UTC) if opens else None
    assert opens_at(hours(), datetime.fromisoformat(now).replace(tzinfo=UTC)) == expected


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone comes beside


@given(MOMENTS, st.sampled_from(ZONES), st.times(), st.times())
def test_whatever_the_hours_they_open_within_a_week_and_are_open_then(
    now: datetime, zone: str, starts: object, ends: object
) -> None:
    made = hours(zone=zone, starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}")
    later = opens_at(made, now)
    if later is not None:
        assert now < later <= now + timedelta(days=8)
        assert opens_at(made, later) is None


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_night_ends_at_seven_by_their_clock(now: datetime, zone: str) -> None:
    quiet = QuietHours.model_validate({"starts": "22:00", "ends": "07:00", "severities": ["SEV-3"]})
    clocks = ZoneInfo(zone)
    until = quiet_until(quiet, "SEV-3", clocks, now)
    hour = now.astimezone(clocks).hour
    assert (until is not None) == (hour >= 22 or hour < 7)
    if until is not None:
        assert until > now
        assert until.astimezone(clocks).hour == 7
    assert quiet_until(quiet, "SEV-1", clocks, now) is None
    assert quiet_until(None, "SEV-3", clocks, now) is None
