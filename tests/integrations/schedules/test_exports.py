"""Exports of other programs: what is taken over, what is told, and that nothing in them can do harm."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from integrations.schedules.detect import from_text, read_export
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from integrations.schedules.writing import as_text
from models.on_call import MOST_SCHEDULES
from models.on_call_file import parse_on_call
from models.on_call_parts import LAST_YEAR
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import shifts, who

NOW = at("2026-06-01")
USERS = [
    {"user": {"id": f"P{name}", "type": "user_reference", "summary": name}}
    for name in ("Ann", "Bob", "Cara")
]
PAGERDUTY: dict[str, Any] = {
    "schedule": {
        "id": "PSCHED",
        "type": "schedule",
        "name": "Payments: on call",
        "time_zone": "America/New_York",
        "schedule_layers": [
            {
                "id": "PTWO",
                "name": "Nights",
                "start": "2026-01-10T14:23:17-05:00",
                "end": None,
                "rotation_virtual_start": "2026-01-05T18:00:00-05:00",
                "rotation_turn_length_seconds": 86400,
                "users": USERS[2:],
                "restrictions": [
                    {
                        "type": "daily_restriction",
                        "start_time_of_day": "18:00:00",
                        "duration_seconds": 43199,
                    }
                ],
            },
            {
                "id": "PONE",
                "name": "Weekly",
                "start": "2026-01-01T00:00:00-05:00",
                "end": None,
                "rotation_virtual_start": "2026-01-05T09:00:00-05:00",
                "rotation_turn_length_seconds": 604800,
                "users": USERS[:2],
                "restrictions": [],
            },
        ],
        "overrides_subschedule": {
            "rendered_schedule_entries": [
                {
                    "start": "2026-07-07T12:00:00-04:00",
                    "end": "2026-07-07T13:00:00-04:00",
                    "user": {"id": "PAnn", "summary": "Ann"},
                }
            ]
        },
    }
}
GOALERT: dict[str, Any] = {
    "data": {
        "schedules": {
            "nodes": [
                {
                    "id": "s1",
                    "name": "Search",
                    "timeZone": "Europe/Berlin",
                    "targets": [
                        {
                            "target": {"id": "r1", "name": "Weekly", "type": "rotation"},
                            "rules": [
                                {
                                    "start": "08:00",
                                    "end": "20:00",
                                    "weekdayFilter": [False, True, True, True, True, True, False],
                                }
                            ],
                        },
                        {
                            "target": {"id": "u9", "name": "Lea", "type": "user"},
                            "rules": [
                                {"start": "00:00", "end": "00:00", "weekdayFilter": [True] * 7}
                            ],
                        },
                    ],
                    "temporarySchedules": [
                        {
                            "start": "2026-07-02T00:00:00Z",
                            "end": "2026-07-02T12:00:00Z",
                            "shifts": [
                                {
                                    "userID": "u2",
                                    "start": "2026-07-02T00:00:00Z",
                                    "end": "2026-07-02T06:00:00Z",
                                }
                            ],
                        }
                    ],
                }
            ]
        },
        "rotations": {
            "nodes": [
                {
                    "id": "r1",
                    "type": "weekly",
                    "shiftLength": 1,
                    "start": "2026-01-05T08:00:00Z",
                    "timeZone": "Europe/Berlin",
                    "activeUserIndex": 1,
                    "nextHandoffTimes": ["2026-07-06T07:00:00Z"],
                    "users": [{"id": "u1", "name": "Ann"}, {"id": "u2", "name": "Bob"}],
                }
            ]
        },
        "userOverrides": {
            "nodes": [
                {
                    "start": "2026-07-01T10:00:00Z",
                    "end": "2026-07-01T11:00:00Z",
                    "addUser": {"id": "u1", "name": "Ann"},
                    "removeUser": {"id": "u2", "name": "Bob"},
                    "target": {"id": "s1"},
                }
            ]
        },
    }
}


def read(value: object) -> Imported:
    return from_text(json.dumps(value), "export.json", NOW)


def test_pagerduty_gives_the_same_people_at_the_same_time() -> None:
    (of,) = read(PAGERDUTY).schedules
    assert (of.key, of.name) == ("payments-on-call", "Payments: on call")
    assert told(of, at("2026-07-06 16:00"), 2) == [
        "07-06 16:00 Ann",
        "07-06 22:00 Cara",
        "07-07 10:00 Ann",
        "07-07 22:00 Cara",
        "07-08 10:00 Ann",
    ]
    assert who(of, at("2026-07-15 16:00")) == ("Bob",)
    # The stronger layer begins to count on the tenth of January, in the middle of the day.
    assert who(of, at("2026-01-09 23:30")) == ("Ann",)


def test_pagerdutys_exceptions_come_along() -> None:
    value = deepcopy(PAGERDUTY)
    value["schedule"]["overrides_subschedule"]["rendered_schedule_entries"][0]["user"] = {
        "id": "PDan",
        "summary": "Dan",
    }
    (of,) = read(value).schedules
    assert who(of, at("2026-07-07 16:30")) == ("Dan",)
    assert who(of, at("2026-07-07 17:00")) == ("Ann",)


@pytest.mark.parametrize(
    ("restriction", "days_on"),
    [
        (
            {"start_day_of_week": 1, "start_time_of_day": "09:00:00", "duration_seconds": 460800},
            5.33,
        ),
        ({"start_day_of_week": 7, "start_time_of_day": "18:00:00", "duration_seconds": 86400}, 1.0),
        (
            {"start_day_of_week": 3, "start_time_of_day": "00:00:00", "duration_seconds": 604800},
            7.0,
        ),
    ],
)
def test_pagerdutys_weekly_hours(restriction: dict[str, Any], days_on: float) -> None:
    value = deepcopy(PAGERDUTY)
    layers = value["schedule"]["schedule_layers"]
    del layers[0]
    layers[0]["restrictions"] = [{"type": "weekly_restriction", **restriction}]
    (of,) = read(value).schedules
    week = shifts(of, at("2026-06-01 04:00"), at("2026-06-08 04:00"))
    on = sum((span.length for span in week if span.people), timedelta())
    assert round(on / timedelta(days=1), 2) == days_on


def test_goalert_gives_the_same_people_at_the_same_time() -> None:
    imported = read(GOALERT)
    (of,) = imported.schedules
    assert imported.findings == ()
    # The first of July 2026 is a Wednesday; Bob has the turn until Monday at nine.
    assert told(of, at("2026-07-01 05:00"), 2) == [
        "07-01 05:00 Lea",
        "07-01 06:00 Bob+Lea",
        "07-01 10:00 Ann+Lea",
        "07-01 11:00 Bob+Lea",
        "07-01 18:00 Lea",
        "07-02 00:00 Bob",
        "07-02 06:00 -",
        "07-02 12:00 Bob+Lea",
        "07-02 18:00 Lea",
    ]
    assert who(of, at("2026-07-06 07:30")) == ("Ann", "Lea")


def test_goalerts_answers_one_by_one_and_what_it_shows() -> None:
    data = GOALERT["data"]
    (schedule,), (rotation,) = data["schedules"]["nodes"], data["rotations"]["nodes"]
    overrides = {"data": {"userOverrides": data["userOverrides"]}}
    one_by_one = [{"data": {"schedule": schedule}}, {"data": {"rotation": rotation}}, overrides]
    assert read(one_by_one).schedules == read(GOALERT).schedules
    shift = {"userID": "u1", "user": {"id": "u1", "name": "Ann"}, "truncated": False}
    shown = schedule | {
        "shifts": [shift | {"start": "2026-07-06T07:00:00Z", "end": "2026-07-07T18:00:00Z"}]
    }
    assert [one.who for one in read({"schedule": shown, "rotation": rotation}).shown["search"]] == [
        ("Ann",)
    ]
    # Without the rotation its turns are not known, but what is shown is.
    lost = read({"data": {"schedule": shown}})
    assert "whose turn it is, and when, is not in the file" in str(lost.findings[0])
    assert who(lost.schedules[0], at("2026-07-07 12:00")) == ("Ann",)


@pytest.mark.parametrize("value", [PAGERDUTY, GOALERT], ids=["pagerduty", "goalert"])
def test_what_is_written_is_read_back(value: object) -> None:
    schedules = read(value).schedules
    assert parse_on_call(as_text(schedules), "on-call.yaml").schedules == schedules


def test_two_people_of_one_name_stay_two() -> None:
    value = deepcopy(PAGERDUTY)
    users = value["schedule"]["schedule_layers"][1]["users"]
    users[1] = {"user": {"id": "POTHER", "summary": "Ann"}}
    (of,) = read(value).schedules
    assert of.layers[0].people == (("Ann",), ("Ann (POTHER)",))


def test_what_cannot_be_taken_over_is_told() -> None:
    value = deepcopy(PAGERDUTY)
    one = value["schedule"]
    one["time_zone"] = "Mars/Base"
    one["schedule_layers"][0]["rotation_turn_length_seconds"] = 5401
    one["schedule_layers"][1]["users"].append({"user": None})
    imported = read(value)
    says = "\n".join(map(str, imported.findings))
    assert "The time zone `Mars/Base` is not known; UTC is used." in says
    assert "layers[0] Nights: It is not taken over" in says
    assert "their turn is empty" in says
    assert imported.schedules[0].layers[0].people[-1] == ()


def test_a_list_without_layers_and_an_unknown_file_are_told() -> None:
    with pytest.raises(NotAnExport, match="no export that is known"):
        read({"schedules": [{"id": "P1", "name": "A"}]})
    with pytest.raises(NotAnExport, match="too deep"):
        from_text("[" * 100_000, "deep.json", NOW)
    with pytest.raises(NotAnExport, match="not there"):
        read_export(Path("/nowhere/at/all.json"), NOW)


def test_more_schedules_than_there_is_room_for_are_told() -> None:
    imported = read([PAGERDUTY] * (MOST_SCHEDULES + 1))
    assert len(imported.schedules) == MOST_SCHEDULES
    assert "Only the first 1000" in str(imported.findings[-1])
    assert as_text(imported.schedules).startswith("schedules:")


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.json"
    export.write_text(json.dumps(PAGERDUTY), encoding="utf-8")
    assert main(["schedule", "import", str(export)]) == 0
    printed = capsys.readouterr()
    assert "PagerDuty: 1 schedule." in printed.err
    (tmp_path / "on-call.yaml").write_text(printed.out, encoding="utf-8")
    assert main(["schedule", "show", str(tmp_path / "on-call.yaml")]) == 0
    assert main(["schedule", "import", str(tmp_path / "on-call.yaml")]) == 1


def test_what_pagerduty_shows_is_held_against_what_is_made_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [
        {
            "start": "2026-07-06T12:00:00-04:00",
            "end": "2026-07-06T18:00:00-04:00",
            "user": {"id": "PAnn"},
        },
        {
            "start": "2026-07-06T18:00:00-04:00",
            "end": "2026-07-07T05:59:59-04:00",
            "user": {"id": "PCara"},
        },
        {
            "start": "2026-07-07T06:00:00-04:00",
            "end": "2026-07-07T12:00:00-04:00",
            "user": {"id": "PBob"},
        },
        {"start": None, "end": "2026-07-07T12:00:00-04:00", "user": None},
    ]
    value = deepcopy(PAGERDUTY)
    value["schedule"]["final_schedule"] = {"rendered_schedule_entries": entries[:2]}
    export = tmp_path / "export.json"
    export.write_text(json.dumps(value), encoding="utf-8")
    assert main(["schedule", "import", str(export)]) == 0
    told_ = capsys.readouterr().err
    assert "same: payments-on-call: PagerDuty shows the same people from 2026-07-06 12:00" in told_
    value["schedule"]["final_schedule"] = {"rendered_schedule_entries": entries}
    export.write_text(json.dumps(value), encoding="utf-8")
    assert main(["schedule", "import", str(export)]) == 1
    assert (
        "differs: payments-on-call: from 2026-07-07 06:00 to 2026-07-07 12:00 PagerDuty shows Bob, "
        "and this file Ann." in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one: {"schedules": [one["schedule"]], "limit": 25, "more": False},
        lambda one: [{"schedules": [one["schedule"]]}, {"schedules": []}],
        lambda one: {"data": [one]},
        lambda one: [one["schedule"]],
        lambda one: one["schedule"],
        lambda one: {"schedules": [{"id": "PX", "name": "Only named"}, one]},
    ],
)
def test_schedules_are_found_in_whatever_answers_put_around_them(
    wrapped: Callable[[dict[str, Any]], object],
) -> None:
    assert read(wrapped(PAGERDUTY)).schedules == read(PAGERDUTY).schedules


@pytest.mark.parametrize(
    "name",
    [
        "Eastern Time (US & Canada)",
        "(UTC-05:00) Eastern Time (US and Canada)",
        "(UTC-05:00) Nowhere, New York, Elsewhere",
        "Eastern Standard Time",
        "new york",
        "US/Eastern",
    ],
)
def test_zones_by_the_names_of_lists_of_places(name: str) -> None:
    value = deepcopy(PAGERDUTY)
    value["schedule"]["time_zone"] = name
    imported = read(value)
    start = at("2026-07-06 16:00")
    assert told(imported.schedules[0], start, 2) == told(read(PAGERDUTY).schedules[0], start, 2)
    assert not any("time zone" in str(one) for one in imported.findings)


@pytest.mark.parametrize("end", ["2026-01-01T00:00:00-05:00", "2025-12-01T00:00:00-05:00"])
def test_a_layer_that_ended_before_it_began_is_left_out(end: str) -> None:
    value = deepcopy(PAGERDUTY)
    value["schedule"]["schedule_layers"][1]["end"] = end
    (of,) = read(value).schedules
    assert [layer.name for layer in of.layers] == ["Nights"]
    assert parse_on_call(as_text([of]), "on-call.yaml").schedules == (of,)


def test_documents_after_one_another_and_what_stands_beside_a_schedule() -> None:
    twice = from_text(json.dumps(PAGERDUTY) + "\n" + json.dumps(PAGERDUTY, indent=2), "a.json", NOW)
    assert [one.key for one in twice.schedules] == ["payments-on-call", "payments-on-call-2"]
    override = {
        "start": "2026-07-08T12:00:00Z",
        "end": "2026-07-08T13:00:00Z",
        "user": {"id": "PDan", "summary": "Dan"},
    }
    value = PAGERDUTY | {
        "overrides": [override],
        "users": [{"id": "PBob", "email": "bob@acme.example"}],
    }
    (of,) = read(value).schedules
    assert who(of, at("2026-07-08 12:30")) == ("Dan",)
    assert who(of, at("2026-07-15 16:00")) == ("bob@acme.example",)


def test_a_restriction_of_the_day_stays_one_whatever_else_it_names() -> None:
    value = deepcopy(PAGERDUTY)
    value["schedule"]["schedule_layers"][0]["restrictions"][0]["start_day_of_week"] = 1
    assert read(value).schedules == read(PAGERDUTY).schedules


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [path, *(place for step, one in inside for place in places(one, (*path, step)))]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        ["2026-07-01", "9999-12-31T23:59:59-14:00", "0001-01-01", "24:00", "\ud800", 10**400, -1]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([PAGERDUTY, GOALERT]), st.data())
def test_whatever_stands_there_nothing_breaks(sample: dict[str, Any], data: st.DataObject) -> None:
    value = deepcopy(sample)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(places(value)[1:]))
        parent: Any = value
        for step in place[:-1]:
            parent = parent[step]
        parent[place[-1]] = data.draw(anything)
    try:
        imported = read(value)
    except NotAnExport:
        return
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    for one in again.schedules:
        assert shifts(one, at("2026-06-01"), at("2026-08-01"))
        assert all(
            layer.first_turn.replace(tzinfo=None) < datetime(LAST_YEAR, 1, 1)  # noqa: DTZ001
            for layer in one.layers
        )
