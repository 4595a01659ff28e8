"""PagerDuty's layers, question by question, against what its own rule gives."""

import json

import pytest

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.integrations.schedules.test_exports import NOW
from tests.workflows.on_call.written import at, told


def read(value: object) -> Imported:
    return from_text(json.dumps(value), "export.json", NOW)


@pytest.mark.parametrize(
    ("seconds", "every", "expected"),
    [
        (5400, "90 minutes", ["06-01 00:00 A", "06-01 01:30 B", "06-01 03:00 A"]),
        (45_000, "750 minutes", ["06-01 00:00 A", "06-01 12:30 B", "06-02 01:00 A"]),
        (606_600, "10110 minutes", ["06-01 00:00 A", "06-08 00:30 B", "06-15 01:00 A"]),
    ],
)
def test_pagerdutys_turns_of_some_minutes(seconds: int, every: str, expected: list[str]) -> None:
    layer = {
        "name": "Layer",
        "start": "2026-06-01T00:00:00Z",
        "rotation_virtual_start": "2026-06-01T00:00:00Z",
        "rotation_turn_length_seconds": seconds,
        "users": [{"user": {"id": one, "summary": one}} for one in "AB"],
    }
    imported = read({"schedule": {"name": "One", "time_zone": "UTC", "schedule_layers": [layer]}})
    (of,) = parse_on_call(as_text(imported.schedules), "on-call.yaml").schedules
    assert str(of.layers[0].every) == every
    assert told(of, at("2026-06-01"), 20)[:3] == expected
    assert not imported.findings
