"""PagerDuty's layers against their own definition, minute for minute: turns by number, muted by restrictions.

Both go by the clocks on the wall of the schedule, also where those change.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.detect import from_text
from tests.integrations.schedules.test_exports import NOW
from workflows.on_call.resolving import who

MINUTE = timedelta(minutes=1)
#: Schedules begin in the forty days before, and are looked at in the thirty days after.
STARTS = {
    ZoneInfo("UTC"): datetime(2026, 5, 25, tzinfo=UTC),
    ZoneInfo("America/New_York"): datetime(2026, 10, 20, tzinfo=UTC),
    ZoneInfo("Australia/Lord_Howe"): datetime(2026, 9, 20, tzinfo=UTC),
}
clocks = st.builds("{:02}:{:02}:00".format, st.integers(0, 23), st.sampled_from([0, 15, 30]))
daily = st.builds(
    lambda at, hours: {
        "type": "daily_restriction",
        "start_time_of_day": at,
        "duration_seconds": hours * 1800,
    },
    clocks,
    st.integers(1, 47),
)
weekly = st.builds(
    lambda one, day, hours: (
        one
        | {"type": "weekly_restriction", "start_day_of_week": day, "duration_seconds": hours * 3600}
    ),
    daily,
    st.integers(1, 7),
    st.integers(1, 167),
)
moments = st.integers(0, 40 * 24 * 2).map(lambda halves: -timedelta(minutes=30 * halves))
layers = st.builds(
    lambda users, start, turn, restrictions, begins, lasts: {
        "name": "Layer",
        "start": begins,
        "end": begins + timedelta(days=lasts) if lasts else None,
        "rotation_virtual_start": start,
        "rotation_turn_length_seconds": turn,
        "users": [{"user": {"id": one, "summary": one}} for one in users],
        "restrictions": restrictions,
    },
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=4),
    moments,
    st.sampled_from(
        [3600, 5400, 8 * 3600, 43_200, 45_000, 86_400, 3 * 86_400, 604_800, 606_600, 2 * 604_800]
    ),
    st.lists(daily | weekly, max_size=3),
    moments,
    st.sampled_from([0, 0, 30, 50]),
)


def put_at(start: datetime, layer: dict[str, Any]) -> dict[str, Any]:
    """A layer with moments in the place of what lies between them and the start."""
    return {
        name: (start + value).isoformat() if isinstance(value, timedelta) else value
        for name, value in layer.items()
    }


def on_wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def is_shown_twice(at: datetime, zone: ZoneInfo) -> bool:
    wall = at.astimezone(zone)
    return wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset()


def in_layer(layer: dict[str, Any], at: datetime, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat
    if at < moment(layer["start"]) or (layer["end"] and at >= moment(layer["end"])):
        return ""
    wall = on_wall(at, zone)
    restrictions = layer["restrictions"]
    if restrictions and not any(is_open(one, wall) for one in restrictions):
        return ""
    turn = timedelta(seconds=layer["rotation_turn_length_seconds"])
    number = (wall - on_wall(moment(layer["rotation_virtual_start"]), zone)) // turn
    return str(layer["users"][number % len(layer["users"])]["user"]["id"])


def is_open(restriction: dict[str, Any], wall: datetime) -> bool:
    for back in range(9):
        day = (wall - timedelta(days=back)).date()
        if restriction.get("start_day_of_week", day.isoweekday()) != day.isoweekday():
            continue
        begin = datetime.fromisoformat(f"{day}T{restriction['start_time_of_day']}")
        if begin <= wall < begin + timedelta(seconds=restriction["duration_seconds"]):
            return True
    return False


@settings(max_examples=70, deadline=None)
@given(
    st.sampled_from(sorted(STARTS, key=str)),
    st.lists(layers, min_size=1, max_size=4),
    st.lists(st.integers(0, 30 * 1440), min_size=30),
)
def test_whoever_the_strongest_layer_gives_is_on_call(
    zone: ZoneInfo, given_: list[dict[str, Any]], minutes: list[int]
) -> None:
    start = STARTS[zone]
    written = [put_at(start, layer) for layer in given_]
    export = {"schedule": {"name": "One", "time_zone": zone.key, "schedule_layers": written}}
    (of,) = from_text(json.dumps(export), "one.json", NOW).schedules
    for at in (start + one * MINUTE for one in minutes):
        if not is_shown_twice(at, zone):
            expected = next(
                (found for layer in written if (found := in_layer(layer, at, zone))), ""
            )
            assert who(of, at) == ((expected,) if expected else ()), at
