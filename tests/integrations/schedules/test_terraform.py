"""Terraform's states and plans, and its source, which says what to give instead."""

import json
from typing import Any

import pytest

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from tests.integrations.schedules.test_exports import NOW, PAGERDUTY
from tests.workflows.on_call.written import at, told

LAYER: dict[str, Any] = {
    "id": "PL1",
    "name": "Base",
    "start": "2026-01-05T09:00:00Z",
    "end": "",
    "rotation_virtual_start": "2026-01-05T09:00:00Z",
    "rotation_turn_length_seconds": 86_400,
    "users": ["PA"],
    "restriction": [],
}
NOON: dict[str, Any] = {
    "type": "daily_restriction",
    "start_time_of_day": "12:00:00",
    "start_day_of_week": 0,
    "duration_seconds": 3600,
}
PAGER: dict[str, dict[str, Any]] = {
    "pagerduty_user": {"id": "PA", "name": "Ann", "email": "ann@acme.example"},
    "pagerduty_schedule": {
        "id": "PS",
        "name": "Payments",
        "time_zone": "UTC",
        "layer": [LAYER, LAYER | {"name": "Top", "users": ["PB"], "restriction": [NOON]}],
    },
}
DESK: dict[str, dict[str, Any]] = {
    "opsgenie_user": {"id": "u1", "username": "ann@acme.example", "full_name": "Ann"},
    "opsgenie_schedule": {"id": "s1", "name": "Desk", "timezone": "UTC", "enabled": True},
    "opsgenie_schedule_rotation": {
        "id": "r1",
        "schedule_id": "s1",
        "name": "Days",
        "start_date": "2026-05-04T06:00:00Z",
        "end_date": "",
        "type": "weekly",
        "length": 1,
        "participant": [{"id": "u1", "type": "user"}],
        "time_restriction": [
            {
                "type": "weekday-and-time-of-day",
                "restriction": [],
                "restrictions": [
                    {
                        "start_day": "monday",
                        "start_hour": 9,
                        "start_min": 0,
                        "end_day": "monday",
                        "end_hour": 17,
                        "end_min": 30,
                    }
                ],
            }
        ],
    },
}
SHIFTS: dict[str, dict[str, Any]] = {
    "grafana_oncall_schedule": {"id": "S", "name": "Web", "time_zone": "UTC", "shifts": ["O1"]},
    "grafana_oncall_on_call_shift": {
        "id": "O1",
        "name": "Days",
        "type": "rolling_users",
        "start": "2026-06-01T08:00:00",
        "duration": 86_400,
        "frequency": "daily",
        "interval": 1,
        "rolling_users": [["U1"]],
        "start_rotation_from_user_index": 0,
    },
}


def state(*resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    every = (pair for one in resources for pair in one.items())
    found = [{"type": kind, "instances": [{"attributes": one}]} for kind, one in every]
    return {"version": 4, "terraform_version": "1.9.0", "resources": found}


def as_shown(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    first, *others = ({"type": kind, "values": one} for kind, one in resources.items())
    inner = {"address": "module.on_call", "resources": others}
    root = {"resources": [first], "child_modules": [inner]}
    return {"format_version": "1.0", "values": {"root_module": root}}


def read(value: object) -> Imported:
    return from_text(json.dumps(value), "terraform.json", NOW)


@pytest.mark.parametrize("value", [state(PAGER), as_shown(PAGER)], ids=["state", "shown"])
def test_pagerdutys_layers_with_the_names_of_people(value: object) -> None:
    assert told(read(value).schedules[0], at("2026-06-01"), 1) == [
        "06-01 00:00 ann@acme.example",
        "06-01 12:00 PB",
        "06-01 13:00 ann@acme.example",
    ]


def test_opsgenies_rotations_come_to_their_schedule() -> None:
    imported = read(state(DESK))
    assert imported.findings == ()
    assert told(imported.schedules[0], at("2026-06-01"), 7) == [
        "06-01 00:00 -",
        "06-01 09:00 ann@acme.example",
        "06-01 17:30 -",
    ]


def test_pagerdutys_shifts_are_unfolded() -> None:
    event = {
        "name": "Days",
        "start_time": [{"date_time": "2026-06-01T09:00:00Z", "time_zone": "UTC"}],
        "end_time": [{"date_time": "2026-06-01T17:00:00Z", "time_zone": "UTC"}],
        "effective_since": "2026-06-01T09:00:00Z",
        "recurrence": ["RRULE:FREQ=DAILY"],
        "assignment_strategy": [
            {
                "type": "rotating_member_assignment_strategy",
                "shifts_per_member": 1,
                "member": [{"type": "user_member", "user_id": "PA"}],
            }
        ],
    }
    one = {"id": "PV", "name": "Shifts", "time_zone": "UTC", "rotation": [{"event": [event]}]}
    users = {"pagerduty_user": PAGER["pagerduty_user"]}
    (of,) = read(state({"pagerduty_schedulev2": one}, users)).schedules
    assert told(of, at("2026-06-01"), 1) == [
        "06-01 00:00 -",
        "06-01 09:00 ann@acme.example",
        "06-01 17:00 -",
    ]


def test_grafanas_shifts_and_what_is_of_another_program() -> None:
    (of,) = read(state(SHIFTS)).schedules
    assert told(of, at("2026-06-01"), 1) == ["06-01 00:00 -", "06-01 08:00 U1"]
    imported = read(state(PAGER, SHIFTS))
    assert [one.key for one in imported.schedules] == ["payments"]
    assert "Grafana OnCall's schedules are in it, too." in str(imported.findings[0])


def test_source_and_a_state_without_schedules_are_told() -> None:
    source = 'terraform {}\n\nresource "pagerduty_schedule" "payments" {\n  name = "Payments"\n}\n'
    with pytest.raises(NotAnExport, match="`terraform show -json`"):
        from_text(source, "main.tf", NOW)
    with pytest.raises(NotAnExport, match="no export that is known"):
        read(state({"aws_instance": {"id": "i"}}))
    assert read(PAGERDUTY | {"resources": []}).schedules == read(PAGERDUTY).schedules
