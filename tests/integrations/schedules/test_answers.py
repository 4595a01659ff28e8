"""What people have when they move: answers one after another, pages, lists without parts, refusals."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from integrations.schedules.detect import from_bytes, from_text
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from models.catalogue_records import Weight
from tests.integrations.schedules.test_exports import GOALERT, NOW, PAGERDUTY
from tests.integrations.schedules.test_opsgenie import EXPORT
from tests.integrations.schedules.test_pagerduty_shifts import export
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import who

DAN: dict[str, Any] = {
    "id": "PO",
    "start": "2026-07-08T12:00:00Z",
    "end": "2026-07-08T13:00:00Z",
    "user": {"id": "PDan", "summary": "Dan"},
}


def read(*answers: object) -> Imported:
    return from_text("\n".join(map(json.dumps, answers)), "export.json", NOW)


def says(*answers: object) -> str:
    return "\n".join(map(str, read(*answers).findings))


def test_pagerdutys_two_kinds_of_schedules_may_stand_in_one_file() -> None:
    imported = read(PAGERDUTY, export("RRULE:FREQ=DAILY", "PAnn"))
    assert [one.key for one in imported.schedules] == ["payments-on-call", "shifts"]
    assert who(imported.schedules[1], at("2026-06-01 14:00")) == ("Ann",)


@pytest.mark.parametrize(
    "answers",
    [
        (PAGERDUTY, {"overrides": [DAN]}),
        ({"overrides": [DAN]}, PAGERDUTY),
        ({"schedules": [PAGERDUTY["schedule"]], "overrides": [DAN]},),
    ],
)
def test_pagerdutys_overrides_that_were_asked_for_separately(answers: tuple[object, ...]) -> None:
    (of,) = read(*answers).schedules
    assert who(of, at("2026-07-08 12:30")) == ("Dan",)


def test_overrides_of_which_nothing_says_whose_they_are_are_told() -> None:
    assert "whose they are" in says(PAGERDUTY, PAGERDUTY, {"overrides": [DAN]})
    other: dict[str, Any] = {
        "_parent": {"id": "s9", "name": "Other"},
        "user": {"type": "user", "id": "u1"},
    }
    other |= {"startDate": "2026-06-01T07:00:00Z", "endDate": "2026-06-01T08:00:00Z"}
    assert "Overrides of schedules that are not in the file are left out: 1." in says(
        EXPORT, {"data": [other]}
    )


def test_goalerts_overrides_belong_to_the_only_schedule_or_are_told() -> None:
    value = deepcopy(GOALERT)
    (entry,) = value["data"]["userOverrides"]["nodes"]
    del entry["target"]
    assert read(value).schedules == read(GOALERT).schedules
    entry["target"] = {"id": "elsewhere"}
    assert "not in the file are left out: 1." in str(read(value).findings[0])


def test_what_terraform_writes_down_has_the_strongest_layer_last() -> None:
    api = PAGERDUTY["schedule"]
    layers = [
        {name: value for name, value in layer.items() if name not in {"users", "restrictions"}}
        | {
            "users": [one["user"]["id"] for one in layer["users"]],
            "restriction": layer["restrictions"],
            "end": "",
        }
        for layer in reversed(api["schedule_layers"])
    ]
    users = {"users": [{"id": f"P{name}", "name": name} for name in ("Ann", "Bob", "Cara")]}
    (of,) = read(
        {"name": api["name"], "time_zone": api["time_zone"], "layer": layers}, users
    ).schedules
    (same,) = read(PAGERDUTY).schedules
    start = at("2026-07-06 16:00")
    assert told(of, start, 9) == told(same, start, 9)
    assert "turned round" not in says({"name": "A", "layer": layers})


def test_a_service_desks_rotations_overrides_and_timeline() -> None:
    rotation = {
        "id": "r1",
        "name": "Weekly",
        "startDate": "2026-05-04T06:00:00Z",
        "type": "weekly",
        "length": 1,
        "participants": [
            {"type": "user", "id": "acct-a"},
            {"type": "noone"},
            {"type": "user", "id": "acct-b"},
        ],
    }
    schedule = {"id": "s1", "name": "Ops", "timezone": "UTC", "enabled": True, "teamId": "t1"}
    override = {
        "alias": "o1",
        "responder": {"type": "user", "id": "acct-b"},
        "startDate": "2026-06-02T07:00:00Z",
        "endDate": "2026-06-02T09:00:00Z",
        "rotationIds": ["r1"],
    }
    period = {
        "startDate": "2026-06-02T07:00:00Z",
        "endDate": "2026-06-02T09:00:00Z",
        "type": "override",
        "responder": {"type": "user", "id": "acct-b"},
    }
    answers = (
        {"values": [schedule | {"rotations": [rotation]}], "links": {}},
        {"values": [override]},
        {
            "startDate": "2026-06-01T00:00:00Z",
            "finalTimeline": {"rotations": [{"periods": [period]}]},
        },
        [{"accountId": "acct-a", "emailAddress": "ann@acme.example", "displayName": "Ann"}],
    )
    imported = read(*answers)
    assert told(imported.schedules[0], at("2026-06-01"), 2) == [
        "06-01 00:00 ann@acme.example",
        "06-01 06:00 -",
        "06-02 07:00 acct-b",
        "06-02 09:00 -",
    ]
    assert [one.who for one in imported.shown["ops"]] == [("acct-b",)]
    (only,) = imported.findings
    assert "Only the ids of some people are in it: `acct-b`." in str(only)


@pytest.mark.parametrize(
    "page",
    [
        {"schedules": [PAGERDUTY["schedule"]], "limit": 25, "offset": 0, "more": True},
        EXPORT | {"paging": {"next": "https://api.acme.example/v2/schedules?offset=10"}},
        {"values": EXPORT["data"], "links": {"next": "https://api.acme.example/?offset=10"}},
    ],
)
def test_pages_that_are_not_in_the_file_are_told(page: dict[str, Any]) -> None:
    assert "There are more pages than those in the file." in says(page)
    assert "There are more pages" not in says(page, {"schedules": [], "more": False})


def test_hours_and_people_that_are_not_in_the_file_are_told() -> None:
    rotation = EXPORT["data"][0]["rotations"][0] | {"timeRestriction": {"type": "time-of-day"}}
    rotation["participants"] = [*rotation["participants"], {"type": "user"}]
    told_ = says({"data": EXPORT["data"][0] | {"rotations": [rotation]}})
    assert "Its hours are not in the file: it counts at all hours." in told_
    assert "Somebody in it is not known any more; their turn is empty." in told_


def test_a_length_that_no_turn_has_and_a_zone_that_is_not_there_are_told() -> None:
    one: dict[str, Any] = PAGERDUTY["schedule"]
    layer = one["schedule_layers"][1] | {"rotation_turn_length_seconds": 45_001}
    told_ = says({"schedule": one | {"time_zone": None, "schedule_layers": [layer]}})
    assert "its turns last 45001 seconds, and here they last whole minutes" in told_
    assert "It names no time zone; UTC is used." in told_


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"schedules": [{"id": "P1", "type": "schedule", "name": "A"}]}, "GET /schedules/{id}"),
        ({"schedules": [{"type": "schedule_v3_reference", "summary": "A"}]}, "GET /v3/schedules/"),
        ({"data": [{"id": "s", "name": "A", "timezone": "UTC", "enabled": True}]}, "expand=rot"),
        ({"data": [{"name": "A", "timezone": "UTC", "rotations": []}]}, "?expand=rotation"),
        ({"data": EXPORT["data"][0]["rotations"]}, "rotations without their schedule"),
        ({"overrides": [DAN]}, "exceptions without their schedule"),
        ({"oncalls": [{"user": {"id": "P1"}}]}, "It says who is on call, and not who takes turns"),
        (
            {"results": [{"id": "S", "type": "web", "name": "A", "shifts": ["O1"]}]},
            "/on_call_shifts",
        ),
        ({"data": {"schedules": {"nodes": [{"name": "A", "timeZone": "UTC"}]}}}, "their targets"),
        ({"results": [{"user_pk": "U1", "shift_start": "2026-06-01T08:00:00Z"}]}, "not who takes"),
        ({"error": {"message": "Not Found", "code": 2100}}, "refused to answer: `Not Found`"),
        ({"errors": [{"message": "unauthorized"}], "data": None}, "answer: `unauthorized`"),
        ({"message": "Could not authenticate", "took": 0.0}, "answer: `Could not authenticate`"),
        ({"detail": "Invalid token."}, "refused to answer: `Invalid token.`"),
        ({"id": "x", "message": "a note"}, "no export that is known"),
    ],
)
def test_what_holds_no_schedule_says_what_to_ask_for(answer: object, why: str) -> None:
    with pytest.raises(NotAnExport) as caught:
        read(answer)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("\n<!DOCTYPE html><title>Log in</title>", "It is a web page"),
        (
            ' {"schedule": {"schedule_layers": ["@{id=PL; name=A; users=System.Object[]}"]}}',
            "Depth",
        ),
        ('{"schedule": {"schedule_layers":  "System.Object[]"}}', "PowerShell has shortened it"),
        ("\n", "It is empty."),
        ("schedules:\n- key: a\n", "neither JSON nor a calendar"),
        ('{"schedule": {\n  "id":', "line 2 cannot be read. Was the whole answer saved?"),
        ("HTTP/2 200\r\ncontent-type: application/json\r\n\r\n{}", "no `curl -i`"),
    ],
)
def test_what_is_no_json_says_why(written: str, why: str) -> None:
    with pytest.raises(NotAnExport, match=why):
        from_text(written, "export.json", NOW)


def test_what_ended_and_has_nobody_left_in_it_is_no_loss() -> None:
    one: dict[str, Any] = PAGERDUTY["schedule"]
    over = one["schedule_layers"][1] | {"users": [], "end": "2026-02-01T00:00:00-05:00"}
    imported = read({"schedule": one | {"schedule_layers": [*one["schedule_layers"], over]}})
    assert [finding.weight for finding in imported.findings] == [Weight.HINT, Weight.HINT]
    assert "It is over, and is not taken over." in str(imported.findings[0])
    rotation = EXPORT["data"][0]["rotations"][0] | {"participants": []}
    ended = rotation | {"endDate": "2026-02-01T00:00:00Z"}
    schedule = EXPORT["data"][0] | {"rotations": [rotation, ended]}
    assert [one.weight for one in read({"data": schedule}).findings][:2] == [
        Weight.SKIPPED,
        Weight.HINT,
    ]


def test_files_with_a_mark_of_their_order_that_were_put_together() -> None:
    written = "".join("\ufeff" + json.dumps(one) + "\r\n" for one in (PAGERDUTY, PAGERDUTY))
    imported = from_bytes(written.encode(), "export.json", NOW)
    assert len(imported.schedules) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it(encoding: str) -> None:
    written = json.dumps(PAGERDUTY, indent=2).replace("\n", "\r\n").encode(encoding)
    assert from_bytes(written, str(Path("export.json")), NOW).schedules == read(PAGERDUTY).schedules
