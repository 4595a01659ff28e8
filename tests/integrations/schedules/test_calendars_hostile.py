"""Calendars that are broken, far too large, or meant to do harm: something is said, soon, and nothing breaks."""

import random
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from integrations.schedules.detect import from_text
from integrations.schedules.values import NotAnExport
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.integrations.schedules.test_calendars import (
    LONDON,
    NOW,
    THREE,
    VTIMEZONE,
    calendar,
    says,
)
from tests.workflows.on_call.written import told
from workflows.on_call.resolving import shifts

BOMB = "DTSTART:20000101T000000Z\nDURATION:PT1H\nSUMMARY:Ann\nRRULE:{}"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;COUNT=99999;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=99999",
        "FREQ=MONTHLY;INTERVAL=99999;COUNT=99999",
        "FREQ=DAILY;BYDAY=" + ",".join(["MO"] * 5000),
        "FREQ=DAILY;BYMONTHDAY=" + ",".join(["31"] * 5000),
    ],
)
def test_a_rule_that_explodes_is_soon_done_with(rule: str) -> None:
    text = calendar(*[BOMB.format(rule)] * 200)
    begun = time.monotonic()
    imported = from_text(text, "bomb.ics", NOW)
    assert time.monotonic() - begun < 20
    for one in imported.schedules:
        assert shifts(one, NOW, NOW + timedelta(days=30))


def test_a_zone_that_changes_its_clocks_every_second_is_not_followed() -> None:
    zone = VTIMEZONE.format("Odd").replace("FREQ=YEARLY", "FREQ=SECONDLY")
    shift = "DTSTART;TZID=Odd:20260601T000000\nDURATION:PT1H\nSUMMARY:Ann"
    imported = from_text(calendar(shift, head=zone), "odd.ics", NOW)
    assert "The time zone `Odd`" in says(imported)


def test_a_hundred_megabytes_are_not_read(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path_factory.mktemp("large") / "large.ics"
    with path.open("wb") as file:
        file.write(b"BEGIN:VCALENDAR\r\n")
        file.truncate(100 * 2**20)
    assert main(["schedule", "import", str(path)]) == 1
    assert "It is larger than 16 MiB." in capsys.readouterr().err


def test_more_events_than_anybody_has_are_told() -> None:
    shift = (
        "BEGIN:VEVENT\nUID:{}\nDTSTART:20260601T000000Z\nDURATION:PT1H\nSUMMARY:Ann\nEND:VEVENT\n"
    )
    text = "BEGIN:VCALENDAR\n" + "".join(map(shift.format, range(20_100))) + "END:VCALENDAR\n"
    imported = from_text(text, "many.ics", NOW)
    assert "Only its first 20000 events are taken over." in says(imported)


def test_a_text_that_only_begins_like_a_calendar() -> None:
    assert "Nobody is on call" in says(from_text("BEGIN:VCALENDAR", "a.ics", NOW))
    assert from_text("BEGIN:VCALENDAR\n" * 5000, "a.ics", NOW).schedules
    with pytest.raises(NotAnExport):
        from_text("BEGINNING", "a.ics", NOW)


LINES = [
    *calendar(
        *THREE,
        "DTSTART:20260603T000000Z\nDTEND:20260604T000000Z\nATTENDEE:mailto:x@acme.example\nSUMMARY:[L1] X",
        "DTSTART;TZID=Odd:20260601T000000\nDURATION:P1D\nSUMMARY:Ann\nRDATE:20260701T000000Z",
        "DTSTART;VALUE=DATE:20260609\nSUMMARY:Bob\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270609",
        "DTSTART:20260601T000000Z\nDURATION:PT1H\nSUMMARY:C\nRECURRENCE-ID:20260601T000000Z",
        head=LONDON + VTIMEZONE.format("Odd"),
    ).splitlines()
]
odd_values = st.sampled_from(
    [
        "",
        ":",
        "99999999T999999",
        "00000000T000000Z",
        "P99999W",
        "FREQ=DAILY;INTERVAL=9999",
        "-0",
        "\ud800",
        "Z" * 5000,
    ]
) | st.text(max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), odd_values), max_size=6), st.randoms())
def test_whatever_stands_there_nothing_breaks(
    changes: list[tuple[int, str]], chance: random.Random
) -> None:
    lines = list(LINES)
    for at, value in changes:
        name = lines[at].partition(":")[0]
        lines[at] = chance.choice([f"{name}:{value}", value, lines[chance.randrange(len(lines))]])
    text = "\r\n".join(lines)
    try:
        imported = from_text(text, "odd.ics", NOW)
    except NotAnExport:
        return
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    for one in again.schedules:
        assert told(one, NOW, 60)
