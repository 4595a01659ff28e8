"""Grafana OnCall's shifts: those that layers can say are the same, and the others are told."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.integrations.schedules.test_exports import NOW, anything
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import shifts

DAY = 86_400
WEEKLY: dict[str, Any] = {
    "id": "O1",
    "name": "Weekly",
    "type": "rolling_users",
    "time_zone": None,
    "level": 0,
    "start": "2026-06-01T08:00:00",
    "duration": 7 * DAY,
    "frequency": "weekly",
    "interval": 1,
    "week_start": "MO",
    "by_day": None,
    "rolling_users": [["U1"], ["U2", "U3"]],
    "start_rotation_from_user_index": 1,
}


def read(*given_: dict[str, Any], zone: str = "UTC") -> Imported:
    ids = [shift["id"] for shift in given_]
    schedule = {"id": "S", "name": "Web", "type": "web", "time_zone": zone, "shifts": ids}
    users = [{"id": "U1", "username": "ann"}, {"id": "U2", "username": "bob"}]
    whole = {
        "schedules": {"results": [schedule]},
        "on_call_shifts": list(given_),
        "users": [*users, {"id": "U3", "email": "cara@example.com"}],
    }
    return from_text(json.dumps(whole), "oncall.json", NOW)


def test_groups_take_turns_from_the_one_that_is_named() -> None:
    imported = read(WEEKLY)
    assert imported.findings == ()
    assert told(imported.schedules[0], at("2026-06-01"), 14) == [
        "06-01 00:00 -",
        "06-01 08:00 bob+cara@example.com",
        "06-08 08:00 ann",
    ]


def test_days_of_the_week_and_nights_over_its_end() -> None:
    nights = WEEKLY | {
        "start": "2026-06-04T20:00:00",
        "duration": 12 * 3600,
        "by_day": ["SU", "TH"],
        "start_rotation_from_user_index": 0,
        "rolling_users": [["U1"], ["U2"]],
    }
    (of,) = read(nights).schedules
    assert told(of, at("2026-06-04"), 8) == [
        "06-04 00:00 -",
        "06-04 20:00 ann",
        "06-05 08:00 -",
        "06-07 20:00 ann",
        "06-08 08:00 -",
        "06-11 20:00 bob",
    ]


def test_every_second_day_leaves_the_day_between_to_nobody() -> None:
    every = WEEKLY | {
        "frequency": "daily",
        "interval": 2,
        "duration": 3600,
        "rolling_users": [["U1"], ["U2"]],
        "start_rotation_from_user_index": None,
    }
    (of,) = read(every, zone="Europe/Berlin").schedules
    assert [line for line in told(of, at("2026-06-01"), 4) if not line.endswith("-")] == [
        "06-01 06:00 ann",
        "06-03 06:00 bob",
    ]


def test_levels_single_shifts_and_overrides() -> None:
    single = {
        "id": "O2",
        "name": "Release",
        "type": "single_event",
        "level": 3,
        "start": "2026-06-02T10:00:00",
        "duration": 3600,
        "users": ["U2"],
    }
    override = single | {
        "id": "O3",
        "type": "override",
        "time_zone": "Europe/Berlin",
        "start": "2026-06-02T12:30:00",
        "users": ["U3"],
    }
    (of,) = read(override, single, WEEKLY | {"start_rotation_from_user_index": 0}).schedules
    assert told(of, at("2026-06-02"), 1) == [
        "06-02 00:00 ann",
        "06-02 10:00 bob",
        "06-02 10:30 cara@example.com",
        "06-02 11:30 ann",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"frequency": "monthly"},
        {"frequency": "hourly", "duration": 1800},
        {"frequency": "weekly", "by_day": ["MO", "FR"], "duration": 2 * DAY},
        {"frequency": "weekly", "by_day": ["1MO"], "duration": 3600},
        {"frequency": "yearly"},
        {"interval": 0},
        {"duration": 8 * DAY},
        {"by_monthday": [1]},
        {"rolling_users": [[]]},
    ],
)
def test_what_layers_cannot_say_is_told(change: dict[str, Any]) -> None:
    imported = read(WEEKLY | change)
    assert imported.schedules[0].layers == ()
    assert "It is not taken over" in str(imported.findings[0])


#: The first of June 2026 is a Monday.
DAILY = WEEKLY | {
    "frequency": "daily",
    "start": "2026-06-01T08:00:00",
    "duration": 3600,
    "rolling_users": [["U1"], ["U2"], ["U3"]],
    "start_rotation_from_user_index": 0,
}


def on(imported: Imported, days: float) -> list[str]:
    lines = told(imported.schedules[0], at("2026-06-01"), days)
    return [line for line in lines if not line.endswith("-")]


def test_days_of_the_week_hand_over_each_day_where_it_is_daily_and_each_week_otherwise() -> None:
    # Two groups on three days: it takes two weeks until that begins again.
    daily = DAILY | {"by_day": ["MO", "WE", "FR"], "rolling_users": [["U1"], ["U2"]]}
    names = [line.rsplit(" ", 1)[1] for line in on(read(daily), 14)]
    assert names == ["ann", "bob", "ann", "bob", "ann", "bob"]
    each_two = on(read(daily | {"interval": 2}), 14)
    assert [line.rsplit(" ", 1)[1] for line in each_two] == [
        "ann",
        "ann",
        "bob",
        "bob",
        "ann",
        "ann",
    ]
    weekly = on(read(daily | {"frequency": "weekly"}), 14)
    assert [line.rsplit(" ", 1)[1] for line in weekly] == ["ann"] * 3 + ["bob"] * 3


def test_a_start_on_no_such_day_is_moved_to_the_first_by_the_start_of_the_week() -> None:
    thursday = DAILY | {
        "frequency": "weekly",
        "start": "2026-06-04T08:00:00",
        "by_day": ["MO", "SA"],
    }
    assert on(read(thursday), 9) == ["06-08 08:00 ann"]
    assert on(read(thursday | {"week_start": "SA"}), 9) == ["06-06 08:00 ann", "06-08 08:00 ann"]
    every_second = thursday | {"start": "2026-06-01T08:00:00", "interval": 2}
    assert on(read(every_second), 21) == [
        "06-01 08:00 ann",
        "06-06 08:00 ann",
        "06-15 08:00 bob",
        "06-20 08:00 bob",
    ]


@pytest.mark.parametrize(
    ("source", "rotation_start", "first"),
    [
        (None, "2026-06-03T00:00:00", "06-03 08:00 ann"),
        (None, "2026-06-03T08:30:00", "06-04 08:00 ann"),
        ("web", "2026-06-03T08:30:00", "06-03 08:30 ann"),
        ("web", "2026-06-03T09:00:00", "06-04 08:00 ann"),
        (None, "2026-05-20T00:00:00", "06-01 08:00 ann"),
        (None, "nonsense", "06-01 08:00 ann"),
    ],
)
def test_daily_turns_count_from_the_first_that_is_in_effect(
    source: str | None, rotation_start: str, first: str
) -> None:
    # The schedule is told to be of another kind here: what runs already counts in those of the web only.
    shift = DAILY | {"rotation_start": rotation_start, "source": source}
    whole = {
        "schedules": [
            {"id": "S", "name": "Api", "type": "calendar", "time_zone": "UTC", "shifts": ["O1"]}
        ],
        "on_call_shifts": [shift],
        "users": [{"id": "U1", "username": "ann"}],
    }
    assert on(from_text(json.dumps(whole), "oncall.json", NOW), 9)[0] == first


def test_weekly_turns_count_from_the_start_whenever_they_take_effect() -> None:
    weekly = WEEKLY | {"start_rotation_from_user_index": 0, "rotation_start": "2026-06-10T00:00:00"}
    assert on(read(weekly), 15) == ["06-10 00:00 bob+cara@example.com", "06-15 08:00 ann"]


def test_until_is_in_utc_and_groups_without_anybody_take_no_turn() -> None:
    ends = DAILY | {"until": "2026-06-03T06:30:00", "rolling_users": [[], ["U1"], ["U2"]]}
    assert on(read(ends, zone="Europe/Berlin"), 9) == [
        "06-01 06:00 ann",
        "06-02 06:00 bob",
        "06-03 06:00 ann",
    ]
    assert (
        told(read(ends, zone="Europe/Berlin").schedules[0], at("2026-06-03"), 1)[-1]
        == "06-03 06:30 -"
    )


def test_hours_and_months() -> None:
    hourly = DAILY | {"frequency": "hourly", "interval": 6, "duration": 6 * 3600}
    assert on(read(hourly), 1) == [
        "06-01 08:00 ann",
        "06-01 14:00 bob",
        "06-01 20:00 cara@example.com",
    ]
    monthly = DAILY | {"frequency": "monthly", "duration": 30 * DAY}
    assert on(read(monthly), 40) == ["06-01 08:00 ann", "07-01 08:00 bob"]


def test_shifts_of_one_level_stand_together_above_those_below() -> None:
    morning = DAILY | {"id": "O2", "level": 2, "rolling_users": [["U2"]], "duration": 2 * 3600}
    noon = morning | {"id": "O3", "rolling_users": [["U3"]], "start": "2026-06-01T09:00:00"}
    below = WEEKLY | {"rolling_users": [["U1"]], "start": "2026-05-25T08:00:00"}
    assert on(read(morning, noon, below), 0.5) == [
        "06-01 00:00 ann",
        "06-01 08:00 bob",
        "06-01 09:00 bob+cara@example.com",
        "06-01 10:00 cara@example.com",
        "06-01 11:00 ann",
    ]


def test_two_exceptions_at_once_are_both() -> None:
    one = {
        "id": "O2",
        "type": "override",
        "start": "2026-06-02T10:00:00",
        "duration": 7200,
        "users": ["U2"],
    }
    other = one | {
        "id": "O3",
        "start": "2026-06-02T11:00:00",
        "users": None,
        "rolling_users": [["U3"]],
    }
    assert on(read(one, other, WEEKLY | {"rolling_users": [["U1"]]}), 1.6)[1:] == [
        "06-02 10:00 bob",
        "06-02 11:00 bob+cara@example.com",
        "06-02 12:00 cara@example.com",
        "06-02 13:00 ann",
    ]


def test_more_shifts_than_there_is_room_for() -> None:
    ended = [DAILY | {"id": f"E{one}", "until": "2026-05-01T00:00:00"} for one in range(80)]
    imported = read(*ended, DAILY | {"id": "N"})
    assert (len(imported.schedules[0].layers), imported.findings) == (1, ())
    imported = read(*(DAILY | {"id": f"E{one}", "level": one} for one in range(80)))
    assert len(imported.schedules[0].layers) == 60
    assert "Only its 60 strongest layers are taken over." in str(imported.findings[0])


def test_a_schedule_that_is_a_calendar_elsewhere_says_so() -> None:
    value = {
        "id": "S",
        "name": "Ical",
        "type": "ical",
        "ical_url_primary": "https://acme.example.com/s3cret",
    }
    for written in ({"results": [value]}, value):
        imported = from_text(json.dumps(written), "oncall.json", NOW)
        assert "Its calendar is elsewhere" in str(imported.findings[0])
        assert "s3cret" not in str(imported.findings)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WEEKLY)), anything, max_size=3))
def test_whatever_stands_there_nothing_breaks(change: dict[str, Any]) -> None:
    shift = WEEKLY | change
    imported = read(shift | {"type": "rolling_users", "id": "O1"})
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    for one in again.schedules:
        assert shifts(one, at("2026-06-01"), at("2026-08-01"))
