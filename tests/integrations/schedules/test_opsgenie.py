"""Opsgenie's schedules: rotations with hours, overrides of all or some rotations, and its own timeline."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.integrations.schedules.test_exports import NOW, anything, places
from tests.workflows.on_call.written import at, told
from workflows.on_call.resolving import shifts

ANN = {"type": "user", "id": "u1", "username": "ann@acme.example"}
BOB = {"type": "user", "id": "u2", "username": "bob@acme.example"}
CARA = {"type": "user", "id": "u3", "username": "cara@acme.example"}
#: The first of June 2026 is a Monday; Istanbul is three hours ahead all year.
EXPORT: dict[str, Any] = {
    "data": [
        {
            "id": "s1",
            "name": "Platform_schedule",
            "timezone": "Europe/Istanbul",
            "enabled": True,
            "rotations": [
                {
                    "id": "r1",
                    "name": "Business hours",
                    "startDate": "2026-05-04T06:00:00Z",
                    "endDate": None,
                    "type": "weekly",
                    "length": 1,
                    "participants": [ANN, BOB],
                    "timeRestriction": {
                        "type": "weekday-and-time-of-day",
                        "restrictions": [
                            {
                                "startDay": "monday",
                                "startHour": 9,
                                "startMin": 0,
                                "endDay": "friday",
                                "endHour": 17,
                            }
                        ],
                    },
                },
                {
                    "id": "r2",
                    "name": "Evenings",
                    "startDate": "2026-05-04T06:00:00Z",
                    "endDate": "2026-06-03T21:00:00Z",
                    "type": "daily",
                    "length": 2,
                    "participants": [
                        CARA,
                        {"type": "none"},
                        {"type": "team", "id": "t1", "name": "Payments"},
                    ],
                    "timeRestriction": {
                        "type": "time-of-day",
                        "restriction": {
                            "startHour": 17,
                            "startMin": 30,
                            "endHour": 24,
                            "endMin": 0,
                        },
                    },
                },
            ],
        }
    ],
    "took": 0.1,
    "requestId": "x",
}


def read(value: object) -> Imported:
    imported = from_text(json.dumps(value), "opsgenie.json", NOW)
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    return imported


def test_rotations_are_beside_one_another_by_their_hours() -> None:
    imported = read(EXPORT)
    assert imported.make == "Opsgenie"
    assert told(imported.schedules[0], at("2026-06-01"), 5) == [
        "06-01 00:00 -",
        "06-01 06:00 ann@acme.example",
        "06-01 14:30 ann@acme.example+Payments",
        "06-01 21:00 ann@acme.example",
        "06-02 14:30 ann@acme.example+Payments",
        "06-02 21:00 ann@acme.example",
        "06-03 14:30 ann@acme.example+cara@acme.example",
        "06-03 21:00 ann@acme.example",
        "06-05 14:00 -",
    ]
    assert "Payments is no person but a team" in str(imported.findings[0])


def test_an_override_of_all_and_one_of_some_rotations() -> None:
    dan = {"type": "user", "id": "u4", "username": "dan@acme.example"}
    first = {
        "_parent": {"id": "s1", "name": "Platform_schedule"},
        "alias": "o1",
        "user": dan,
        "startDate": "2026-06-01T07:00:00Z",
        "endDate": "2026-06-01T08:00:00Z",
    }
    some = first | {
        "startDate": "2026-06-02T14:00:00Z",
        "endDate": "2026-06-02T15:00:00Z",
        "rotations": [{"id": "r1", "name": "Business hours"}],
    }
    (of,) = read([EXPORT, {"data": [first, some, first | {"user": {"type": "none"}}]}]).schedules
    lines = told(of, at("2026-06-01"), 2)
    assert lines[2:4] == ["06-01 07:00 dan@acme.example", "06-01 08:00 ann@acme.example"]
    assert lines[6:9] == [
        "06-02 14:00 dan@acme.example",
        "06-02 14:30 dan@acme.example+Payments",
        "06-02 15:00 ann@acme.example+Payments",
    ]


TIMELINE = {
    "data": {
        "_parent": {"id": "s1", "name": "Platform_schedule", "enabled": True},
        "startDate": "2026-06-01T00:00:00Z",
        "endDate": "2026-06-08T00:00:00Z",
        "finalTimeline": {
            "rotations": [
                {
                    "id": "r1",
                    "name": "Business hours",
                    "order": 1.0,
                    "periods": [
                        {
                            "startDate": "2026-06-01T06:00:00Z",
                            "endDate": "2026-06-01T14:00:00Z",
                            "type": "default",
                            "recipient": {"id": "u1", "type": "user", "name": "ann@acme.example"},
                        },
                        {
                            "startDate": "2026-06-01T14:00:00Z",
                            "endDate": "2026-06-01T15:00:00Z",
                            "type": "override",
                            "recipient": {"id": "u9", "type": "user", "name": "eve@acme.example"},
                        },
                        {
                            "startDate": "2026-06-02T14:00:00Z",
                            "endDate": None,
                            "recipient": {"type": "none"},
                        },
                    ],
                }
            ]
        },
    }
}


def test_its_own_timeline_is_compared_or_else_written_down_one_by_one() -> None:
    both = read([EXPORT, TIMELINE])
    assert [one.who for one in both.shown["platform-schedule"]] == [
        ("ann@acme.example",),
        ("eve@acme.example",),
    ]
    alone = read(TIMELINE)
    assert told(alone.schedules[0], at("2026-06-01"), 1) == [
        "06-01 00:00 -",
        "06-01 06:00 ann@acme.example",
        "06-01 14:00 eve@acme.example",
        "06-01 15:00 -",
    ]
    assert "Only its timeline is in the file" in str(alone.findings[0])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"participants": []}, "it lacks people"),
        ({"type": "yearly"}, "it lacks people, a beginning, or a length"),
        ({"startDate": "soon"}, "a beginning"),
        ({"enabled": False}, "It is switched off there"),
        (
            {"timeRestriction": {"restrictions": [{"startDay": "someday"}]}},
            "Some of its hours cannot be read",
        ),
    ],
)
def test_what_cannot_be_taken_over_is_told(change: dict[str, Any], says: str) -> None:
    value = deepcopy(EXPORT)
    value["data"][0]["rotations"][0].update(change)
    imported = read(value)
    assert says in "\n".join(map(str, imported.findings))
    assert len(imported.schedules[0].layers) == 1


def test_what_is_left_out_because_it_is_zero_or_one() -> None:
    value = deepcopy(EXPORT)
    rotation = value["data"][0]["rotations"][0]
    del rotation["length"], rotation["timeRestriction"]["restrictions"][0]["endHour"]
    (of,) = read(value).schedules
    assert str(of.layers[0].every) == "1 week"
    assert f"{of.layers[0].hours[0].ends:%H:%M}" == "00:00"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([EXPORT, [EXPORT, TIMELINE]]), st.data())
def test_whatever_stands_there_nothing_breaks(sample: object, data: st.DataObject) -> None:
    value: Any = deepcopy(sample)
    for _ in range(data.draw(st.integers(1, 4))):
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
