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


def read(*given_: dict[str, Any], zone: str = "UTC", kind: str = "web") -> Imported:
    ids = [shift["id"] for shift in given_]
    schedule = {"id": "S", "name": "Web", "type": kind, "time_zone": zone, "shifts": ids}
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
    (of,) = read(every, zone="Europe/Berlin", kind="calendar").schedules
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
        {"frequency": "hourly", "interval": 5, "duration": 1800},
        {"frequency": "weekly", "by_day": ["MO", "FR"], "duration": 2 * DAY},
        {"frequency": "daily", "by_day": ["MO"], "by_month": [6]},
        {"frequency": "hourly", "by_month": [6]},
        {"frequency": "weekly", "by_day": ["monday", "xx"], "duration": 3600},
        {"frequency": "yearly"},
        {"interval": 0},
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
        (None, "2026-06-03T00:00:00", "06-03 08:00 U3"),
        (None, "2026-06-03T08:30:00", "06-04 08:00 ann"),
        (None, "2026-06-05T00:00:00", "06-05 08:00 U2"),
        ("web", "2026-06-03T08:30:00", "06-03 08:30 U3"),
        ("web", "2026-06-03T09:00:00", "06-04 08:00 ann"),
        (None, "2026-05-20T00:00:00", "06-01 08:00 ann"),
        (None, "nonsense", "06-01 08:00 ann"),
    ],
)
def test_daily_turns_count_from_the_start_whenever_they_take_effect(
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


@pytest.mark.parametrize(
    ("kind", "until", "days"),
    [
        ("calendar", "2026-06-03T06:30:00", ["01 06-07 ann", "02 06-07 bob"]),
        ("calendar", "2026-06-04T06:30:00", ["01 06-07 ann", "02 06-07 bob", "04 06-07 ann"]),
        ("calendar", "2026-06-04T06:00:00", ["01 06-07 ann", "02 06-07 bob", "04 06-07 ann"]),
        ("calendar", "2026-06-04T05:59:00", ["01 06-07 ann", "02 06-07 bob"]),
        ("web", "2026-06-04T08:30:00", ["01 08-09 ann", "02 08-09 bob", "04 08-08:30 ann"]),
        ("web", "2026-06-04T08:00:00", ["01 08-09 ann", "02 08-09 bob"]),
    ],
)
def test_until_is_in_utc_and_a_group_without_anybody_leaves_its_turn_to_nobody_at_the_end(
    kind: str, until: str, days: list[str]
) -> None:
    shift = DAILY | {"until": until, "rolling_users": [[], ["U1"], ["U2"]]}
    (of,) = read(shift, zone="Europe/Berlin", kind=kind).schedules
    found = shifts(of, at("2026-06-01"), at("2026-06-09"))
    told_ = [
        f"{one.start:%d %H}-{one.end:%H:%M} {'+'.join(one.people)}".replace(":00", "")
        for one in found
        if one.people
    ]
    assert told_ == days


def test_the_first_of_each_group_is_cut_at_the_end() -> None:
    weeks = WEEKLY | {"start_rotation_from_user_index": 0, "until": "2026-06-10T12:00:00"}
    for until, end in (
        ("2026-06-10T12:00:00", "06-10 12:00"),
        ("2026-06-17T12:00:00", "06-22 08:00"),
    ):
        (of,) = read(weeks | {"until": until}, kind="calendar").schedules
        assert told(of, at("2026-06-01"), 40)[-1] == f"{end} -"


@pytest.mark.parametrize(("kind", "begins"), [("web", "06-10 00:00"), ("calendar", "06-15 08:00")])
def test_a_week_that_runs_when_it_takes_effect_counts_in_the_web_only(
    kind: str, begins: str
) -> None:
    weekly = WEEKLY | {"start_rotation_from_user_index": 0, "rotation_start": "2026-06-10T00:00:00"}
    assert on(read(weekly, kind=kind), 30)[0].startswith(begins)


def test_what_is_arranged_in_the_browser_is_in_utc_whatever_the_schedules_zone_is() -> None:
    exception = {"id": "O2", "type": "override", "start": "2026-11-02T08:30:00", "duration": 900}
    shift = DAILY | {"rolling_users": [["U1"]], "id": "O1"}
    (of,) = read(shift, exception | {"users": ["U2"]}, zone="Europe/Berlin").schedules
    assert told(of, at("2026-11-02"), 1) == [
        "11-02 00:00 -",
        "11-02 08:00 ann",
        "11-02 08:30 bob",
        "11-02 08:45 ann",
        "11-02 09:00 -",
    ]
    named = read(shift | {"time_zone": "Europe/Berlin"}, zone="Europe/Berlin").schedules[0]
    assert told(named, at("2026-11-02"), 1)[1] == "11-02 07:00 ann"


def test_what_recurs_for_all_begins_where_its_rule_does() -> None:
    # The fourth of June 2026 is a Thursday; the week of that day is the first of every second one.
    shift = DAILY | {"type": "recurrent_event", "users": ["U1"], "frequency": "weekly"}
    shift |= {"start": "2026-06-04T08:00:00", "by_day": ["MO", "SA"], "interval": 2}
    for since in (None, "2026-06-10T00:00:00"):
        assert on(read(shift | {"rotation_start": since}, kind="calendar"), 20) == [
            "06-06 08:00 ann",
            "06-15 08:00 ann",
            "06-20 08:00 ann",
        ]


def test_days_of_the_week_begin_on_sunday_where_nothing_else_is_said() -> None:
    shift = DAILY | {"start": "2026-06-03T08:00:00", "by_day": ["MO", "SU"]}
    shift = {name: value for name, value in shift.items() if name != "week_start"}
    assert on(read(shift), 9) == ["06-07 08:00 ann", "06-08 08:00 bob"]


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


def test_a_swap_that_was_taken_is_an_override_and_an_open_one_is_told() -> None:
    swap = {"schedule": "S", "beneficiary": "U1", "benefactor": "U3", "status": "taken"}
    swap |= {"swap_start": "2026-06-09T00:00:18.000000Z", "swap_end": "2026-06-10T00:00:00Z"}
    asked = swap | {"benefactor": None, "beneficiary": {"pk": "U2"}, "status": "open"}
    elsewhere = swap | {"schedule": "S2", "swap_start": "2026-06-01T00:00:00Z"}
    schedule = {"id": "S", "name": "Web", "type": "web", "time_zone": "UTC", "shifts": ["O1"]}
    pages: list[Any] = [{"results": [schedule]}, {"results": [WEEKLY]}]
    pages += [{"results": [swap, asked, elsewhere]}, {"users": [{"id": "U1", "email": "ann"}]}]
    imported = from_text(json.dumps(pages), "oncall.json", NOW)
    assert on(imported, 15) == [
        "06-01 08:00 U2+U3",
        "06-08 08:00 ann",
        "06-09 00:00 U3",
        "06-10 00:00 ann",
        "06-15 08:00 U2+U3",
    ]
    assert "Nobody has taken the shift swap that U2 asks for" in str(imported.findings[0])


def test_its_final_shifts_are_held_against_what_is_made_of_its_shifts() -> None:
    one = {"user_pk": "U2", "user_email": None, "user_username": "bob"}
    one |= {"shift_start": "2026-06-01T08:00:00Z", "shift_end": "2026-06-08T08:00:00Z"}
    other = one | {"user_pk": "U3", "user_email": "cara@example.com"}
    schedule = {"id": "S", "name": "Web", "type": "web", "time_zone": "UTC", "shifts": ["O1"]}
    pages = [{"results": [schedule]}, {"results": [WEEKLY]}, {"results": [one, other]}]
    imported = from_text(json.dumps(pages), "oncall.json", NOW)
    assert [shift.who for shift in imported.shown["web"]] == [("bob", "cara@example.com")]
    two = [{"results": [schedule, schedule | {"id": "S2", "name": "Two"}]}, *pages[1:]]
    imported = from_text(json.dumps(two), "oncall.json", NOW)
    assert not any(imported.shown.values())
    assert "Nothing says of which schedule its final shifts are" in str(imported.findings)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WEEKLY)), anything, max_size=3))
def test_whatever_stands_there_nothing_breaks(change: dict[str, Any]) -> None:
    shift = WEEKLY | change
    imported = read(shift | {"type": "rolling_users", "id": "O1"})
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    for one in again.schedules:
        assert shifts(one, at("2026-06-01"), at("2026-08-01"))
