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
        {"frequency": "daily", "by_day": ["MO"], "duration": 3600},
        {"duration": 8 * DAY},
        {"by_monthday": [1]},
        {"rolling_users": [[]]},
    ],
)
def test_what_layers_cannot_say_is_told(change: dict[str, Any]) -> None:
    imported = read(WEEKLY | change)
    assert imported.schedules[0].layers == ()
    assert "It is not taken over" in str(imported.findings[0])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WEEKLY)), anything, max_size=3))
def test_whatever_stands_there_nothing_breaks(change: dict[str, Any]) -> None:
    shift = WEEKLY | change
    imported = read(shift | {"type": "rolling_users", "id": "O1"})
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    for one in again.schedules:
        assert shifts(one, at("2026-06-01"), at("2026-08-01"))
