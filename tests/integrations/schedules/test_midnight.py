"""Hours and exceptions that end at 23:59 are taken as they are written, and it is told what that leaves."""

import json
from copy import deepcopy
from typing import Any

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from tests.integrations.schedules.test_calendars import NOW, calendar
from tests.integrations.schedules.test_exports import PAGERDUTY
from tests.integrations.schedules.test_opsgenie import EXPORT
from tests.workflows.on_call.written import at, told

SAYS = "What ends at 23:59 leaves the minute before midnight to nobody"


def opsgenie(*hours: tuple[str, int, str, int, int]) -> Imported:
    value = deepcopy(EXPORT)
    names = ("startDay", "startHour", "endDay", "endHour", "endMin")
    rotation = value["data"][0]["rotations"][0]
    rotation["participants"] = rotation["participants"][:1]
    restrictions = [dict(zip(names, one, strict=True)) for one in hours]
    rotation["timeRestriction"] = {
        "type": "weekday-and-time-of-day",
        "restrictions": restrictions,
    }
    value["data"][0] |= {"timezone": "UTC", "rotations": [rotation]}
    return from_text(json.dumps(value), "opsgenie.json", NOW)


def test_days_that_end_at_2359_leave_a_minute() -> None:
    days = [(day, 0, day, 23, 59) for day in ("monday", "tuesday")]
    imported = opsgenie(*days, ("saturday", 20, "sunday", 23, 59))
    assert told(imported.schedules[0], at("2026-06-01"), 8) == [
        "06-01 00:00 ann@acme.example",
        "06-01 23:59 -",
        "06-02 00:00 ann@acme.example",
        "06-02 23:59 -",
        "06-06 20:00 ann@acme.example",
        "06-07 23:59 -",
        "06-08 00:00 ann@acme.example",
        "06-08 23:59 -",
    ]
    assert [SAYS in str(one) for one in imported.findings] == [True]


def test_a_whole_week_but_a_minute() -> None:
    imported = opsgenie(("monday", 0, "sunday", 23, 59))
    assert told(imported.schedules[0], at("2026-06-01"), 7) == [
        "06-01 00:00 ann@acme.example",
        "06-07 23:59 -",
    ]


def test_midnight_that_is_written_as_24_is_that_of_its_day() -> None:
    imported = opsgenie(("monday", 0, "monday", 24, 0))
    assert imported.findings == ()
    row = told(imported.schedules[0], at("2026-06-01"), 7)
    assert row == ["06-01 00:00 ann@acme.example", "06-02 00:00 -"]


def test_a_restriction_of_almost_a_day() -> None:
    value: dict[str, Any] = deepcopy(PAGERDUTY)
    layer = value["schedule"]["schedule_layers"][0]
    layer["restrictions"] = [
        {"type": "daily_restriction", "start_time_of_day": "00:00:00", "duration_seconds": 86_340}
    ]
    value["schedule"]["schedule_layers"] = [layer]
    (of,) = from_text(json.dumps(value), "export.json", NOW).schedules
    assert told(of, at("2026-06-01 12:00"), 1) == [
        "06-01 12:00 Cara",
        "06-02 03:59 -",
        "06-02 04:00 Cara",
    ]


def test_days_of_a_calendar() -> None:
    event = "DTSTART:202606{0:02}T000000\nDTEND:202606{0:02}T235900\nSUMMARY:Ann"
    imported = from_text(calendar(*(event.format(day) for day in (1, 2))), "a.ics", NOW)
    assert told(imported.schedules[0], at("2026-06-01"), 4) == [
        "06-01 00:00 Ann",
        "06-01 23:59 -",
        "06-02 00:00 Ann",
        "06-02 23:59 -",
    ]
    assert any(SAYS in str(one) for one in imported.findings)
