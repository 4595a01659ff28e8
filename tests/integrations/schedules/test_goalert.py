"""GoAlert's rotations by other clocks than their schedule's, and by months that some days are not in."""

import json
from typing import Any

import pytest

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.integrations.schedules.test_exports import NOW
from tests.workflows.on_call.written import at, told

ALWAYS = {"start": "00:00", "end": "00:00", "weekdayFilter": [True] * 7}


def read(rotation: dict[str, Any], rule: dict[str, Any], zone: str = "UTC") -> Imported:
    users = [{"id": one, "name": one} for one in ("Ann", "Bob", "Cara")]
    rotation = {"id": "r1", "shiftLength": 1, "timeZone": "UTC", "users": users} | rotation
    target = {"target": {"id": "r1", "type": "rotation"}, "rules": [rule]}
    schedule = {"id": "s1", "name": "One", "timeZone": zone, "targets": [target]}
    text = json.dumps({"data": {"schedule": schedule, "rotation": rotation}})
    imported = from_text(text, "export.json", NOW)
    assert parse_on_call(as_text(imported.schedules), "o.yaml").schedules == imported.schedules
    return imported


def test_rules_go_by_the_schedules_clocks_and_turns_by_the_rotations() -> None:
    rotation: dict[str, Any] = {
        "type": "daily",
        "start": "2026-06-01T12:00:00Z",
        "activeUserIndex": 0,
    }
    rotation["nextHandoffTimes"] = ["2026-06-02T12:00:00Z"]
    by_day = ALWAYS | {"start": "09:00", "end": "17:00"}
    imported = read(rotation, by_day, "America/New_York")
    assert not imported.findings
    (of,) = imported.schedules
    # Nine in New York is thirteen by Greenwich in summer, and fourteen in winter; turns change at noon.
    assert [line for line in told(of, at("2026-06-01"), 2) if line[-1] != "-"] == [
        "06-01 13:00 Ann",
        "06-02 13:00 Bob",
    ]
    night = ALWAYS | {"start": "22:00", "end": "10:00"}
    (of,) = read(rotation, night, "America/New_York").schedules
    assert [line for line in told(of, at("2026-10-31T12:00"), 2) if line[-1] != "-"] == [
        "10-31 12:00 Cara",
        "11-01 02:00 Cara",
        "11-01 12:00 Ann",
        "11-02 03:00 Ann",
    ]


@pytest.mark.parametrize(
    ("start", "handoff", "expected"),
    [
        (
            "2026-01-31T09:00:00Z",
            "2026-07-01T09:00:00Z",
            ["05-31 09:00 Ann", "07-01 09:00 Bob", "07-31 09:00 Cara", "08-31 09:00 Ann"],
        ),
        (
            "2026-01-30T09:00:00Z",
            "2026-06-30T09:00:00Z",
            ["05-30 09:00 Ann", "06-30 09:00 Bob", "07-30 09:00 Cara", "08-30 09:00 Ann"],
        ),
    ],
)
def test_months_that_some_days_are_not_in(start: str, handoff: str, expected: list[str]) -> None:
    rotation: dict[str, Any] = {"type": "monthly", "start": start}
    rotation |= {"activeUserIndex": 0, "nextHandoffTimes": [handoff]}
    imported = read(rotation, ALWAYS)
    found = told(imported.schedules[0], at("2026-05-31T09:00"), 100)
    assert [line[-4:].split()[-1] for line in found[:4]] == ["Ann", "Bob", "Cara", "Ann"]
    assert found[1:4] == expected[1:]
    assert "written down one by one" in str(imported.findings)


def test_months_of_a_day_that_all_have_are_one_layer() -> None:
    imported = read({"type": "monthly", "start": "2026-01-28T09:00:00Z"}, ALWAYS)
    assert len(imported.schedules[0].layers) == 1
