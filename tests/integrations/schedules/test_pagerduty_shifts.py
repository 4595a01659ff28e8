"""PagerDuty's shift-based schedules: events that repeat by day and week, and those that are told."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from tests.integrations.schedules.test_exports import NOW, anything, places
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import shifts


def export(
    rule: str,
    *who: str,
    start: str = "2026-06-01T09:00",
    end: str = "2026-06-01T17:00",
    per: int = 1,
) -> dict[str, Any]:
    strategy = {
        "type": "rotating_member_assignment_strategy",
        "shifts_per_member": per,
        "members": [
            {"type": "user_member", "user_id": one} if one else {"type": "empty_member"}
            for one in who
        ],
    }
    event = {
        "name": "Shift",
        "start_time": {"date_time": f"{start}:00-04:00", "time_zone": "America/New_York"},
        "end_time": {"date_time": f"{end}:00-04:00", "time_zone": "America/New_York"},
        "effective_since": f"{start}:00-04:00",
        "effective_until": None,
        "recurrence": [rule],
        "assignment_strategy": strategy,
    }
    one = {
        "id": "P1",
        "type": "schedule_v3",
        "name": "Shifts",
        "time_zone": "America/New_York",
        "rotations": [{"id": "R1", "events": [event]}],
    }
    return {"schedule": one}


def read(value: object) -> Imported:
    return from_text(json.dumps(value), "export.json", NOW)


def on(value: object, days: float) -> list[str]:
    (of,) = read(value).schedules
    return [line for line in told(of, at("2026-06-01"), days) if not line.endswith("-")]


def test_weekdays_go_round_shift_by_shift() -> None:
    value = export("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", "A", "B")
    assert on(value, 14) == [
        "06-01 13:00 A",
        "06-03 13:00 B",
        "06-05 13:00 A",
        "06-08 13:00 B",
        "06-10 13:00 A",
        "06-12 13:00 B",
    ]


def test_several_shifts_for_each_and_a_member_that_is_nobody() -> None:
    assert on(export("RRULE:FREQ=DAILY", "A", "", "B", per=2), 6) == [
        "06-01 13:00 A",
        "06-02 13:00 A",
        "06-05 13:00 B",
        "06-06 13:00 B",
    ]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=SU"])
def test_whole_weeks(rule: str) -> None:
    value = export(rule, "A", "B", end="2026-06-08T09:00")
    assert on(value, 20) == ["06-01 13:00 A", "06-08 13:00 B", "06-15 13:00 A"]


def test_every_second_week() -> None:
    value = export("RRULE:FREQ=WEEKLY;INTERVAL=2", "A", "B")
    assert on(value, 35) == ["06-01 13:00 A", "06-15 13:00 B", "06-29 13:00 A"]


def test_all_members_at_once() -> None:
    value = export("RRULE:FREQ=DAILY", "A", "B")
    event = value["schedule"]["rotations"][0]["events"][0]
    event["assignment_strategy"]["type"] = "every_member_assignment_strategy"
    assert on(value, 1) == ["06-01 13:00 A+B"]


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=WEEKLY;BYWEEKNO=3", "RRULE:FREQ=SECONDLY", "nonsense"]
)
def test_what_is_no_rule_that_is_known_is_told(rule: str) -> None:
    imported = read(export(rule, "A"))
    assert imported.schedules[0].layers == ()
    assert "It is not taken over" in str(imported.findings[0])


def test_shifts_that_repeat_in_no_turns_are_written_down_one_by_one() -> None:
    value = export(
        "RRULE:FREQ=MONTHLY;BYDAY=1MO", "A", "B", start="2026-05-04T09:00", end="2026-05-04T17:00"
    )
    assert on(value, 40) == ["06-01 13:00 B", "07-06 13:00 A"]
    assert "one by one, until 2026-11-30" in str(read(value).findings[0])


def test_a_rotation_that_ends_after_so_many_shifts_or_on_a_day() -> None:
    assert on(export("RRULE:FREQ=DAILY;COUNT=3", "A", "B"), 9)[-1] == "06-03 13:00 A"
    assert on(export("RRULE:FREQ=DAILY;UNTIL=20260603T130000Z", "A", "B"), 9)[-1] == "06-03 13:00 A"
    assert on(export("RRULE:FREQ=DAILY;UNTIL=20260603T125900Z", "A", "B"), 9)[-1] == "06-02 13:00 B"


@pytest.mark.parametrize("end", ["COUNT=90000", "UNTIL=20990101T000000Z"])
def test_a_rotation_that_ends_in_no_time_goes_on(end: str) -> None:
    value = export(f"RRULE:FREQ=DAILY;{end}", "A", start="2014-06-01T09:00", end="2014-06-01T17:00")
    assert on(value, 1) == ["06-01 13:00 A"]
    assert read(value).schedules[0].layers[0].counts_until is None


def test_a_rotation_that_ends_before_it_begins_is_never() -> None:
    imported = read(export("RRULE:FREQ=DAILY;UNTIL=20260501T000000Z", "A", "B"))
    assert imported.schedules[0].layers == ()


def test_an_event_that_is_once_and_one_of_every_second_week_on_two_days() -> None:
    value = export("", "A")
    assert on(value, 9) == ["06-01 13:00 A"]
    value = export("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "A", "B", "C")
    assert on(value, 35) == [
        "06-01 13:00 A",
        "06-04 13:00 B",
        "06-15 13:00 C",
        "06-18 13:00 A",
        "06-29 13:00 B",
        "07-02 13:00 C",
    ]


@pytest.mark.parametrize(
    ("rule", "since", "begins"),
    [
        ("RRULE:FREQ=DAILY", "2026-05-01T12:00:00-04:00", "06-10 13:00 Ann"),
        ("RRULE:FREQ=DAILY", "2026-06-12T09:00:00-04:00", "06-12 13:00 Ann"),
        ("RRULE:FREQ=MONTHLY;BYDAY=2WE", "2026-05-01T12:00:00-04:00", "06-10 13:00 Ann"),
        ("RRULE:FREQ=MONTHLY;BYDAY=2WE", "2026-06-20T12:00:00-04:00", "07-08 13:00 Bob"),
    ],
)
def test_nobody_is_on_call_before_an_event_begins_or_takes_effect(
    rule: str, since: str, begins: str
) -> None:
    value = export(rule, "A", "B", start="2026-06-10T09:00", end="2026-06-10T17:00")
    event = value["schedule"]["rotations"][0]["events"][0]
    event["effective_since"] = since
    for member, name in zip(event["assignment_strategy"]["members"], ("Ann", "Bob"), strict=True):
        member["name"] = name
    assert on(value, 60)[0] == begins


def test_custom_shifts_add_and_overrides_take_one_persons_place() -> None:
    value = export("RRULE:FREQ=DAILY", "A", "B")
    one = value["schedule"]
    one["custom_shifts"] = [
        {
            "start_time": "2026-06-01T15:00:00Z",
            "end_time": "2026-06-01T16:00:00Z",
            "assignments": [{"member": {"type": "user_member", "user_id": "C"}}],
        }
    ]
    override = {
        "rotation_id": "R1",
        "start_time": {"date_time": "2026-06-02T13:00:00Z", "time_zone": "UTC"},
        "end_time": "2026-06-02T14:00:00Z",
        "overridden_member": {"type": "user_member", "user_id": "B"},
        "overriding_member": {"type": "user_member", "user_id": "D"},
    }
    # What other endpoints give may stand beside the schedule, and people's names anywhere.
    value["overrides"] = [
        override,
        override | {"overridden_member": None, "overriding_member": None},
    ]
    value["users"] = [
        {"id": "D", "name": "Dan"},
        {"id": "A", "name": None, "email": "ann@acme.example"},
    ]
    assert on(value, 2) == [
        "06-01 13:00 ann@acme.example",
        "06-01 15:00 ann@acme.example+C",
        "06-01 16:00 ann@acme.example",
        "06-02 13:00 Dan",
        "06-02 14:00 B",
    ]
    assert "lacks people, or a moment" in "\n".join(map(str, read(value).findings))


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE:20260602T130000Z,20260604T130000Z",
        "EXDATE;TZID=America/New_York:20260602T090000,20260604T090000",
        "EXDATE;TZID=Europe/London:20260602T140000,20260604T140000",
        "EXDATE;VALUE=DATE:20260602,20260604",
    ],
)
@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTH=6"])
def test_shifts_that_are_left_out_leave_the_others_whose_they_are(
    rule: str, exception: str
) -> None:
    value = export(f"RRULE:{rule}", "A", "B", "C")
    one = value["schedule"]
    one["rotations"][0]["events"][0]["recurrence"].append(exception)
    shift = {"start_time": "2026-06-04T15:00:00Z", "end_time": "2026-06-04T16:00:00Z"}
    one["custom_shifts"] = [shift | {"assignments": [{"member": {"user_id": "A"}}]}]
    assert on(value, 6) == [
        "06-01 13:00 A",
        "06-03 13:00 C",
        "06-04 15:00 A",
        "06-05 13:00 B",
        "06-06 13:00 C",
    ]
    assert "Single shifts of it are left out" in str(read(value).findings)


def test_shifts_besides_and_an_exception_that_is_no_moment_are_told() -> None:
    value = export("RRULE:FREQ=DAILY", "A", "B")
    event = value["schedule"]["rotations"][0]["events"][0]
    event["recurrence"] += ["EXDATE:whenever", "RDATE:20260602T180000Z"]
    findings = "\n".join(map(str, read(value).findings))
    assert "One of its exceptions cannot be read." in findings
    assert "besides (RDATE) are not taken over" in findings


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_there_nothing_breaks(data: st.DataObject) -> None:
    value: Any = deepcopy(export("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", "A", "B"))
    place = data.draw(st.sampled_from(places(value)[1:]))
    parent = value
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = data.draw(anything)
    try:
        imported = read(value)
    except NotAnExport:
        return
    for one in imported.schedules:
        assert shifts(one, at("2026-06-01"), at("2026-08-01"))
