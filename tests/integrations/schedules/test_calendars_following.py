"""Calendars in which one event and all that follow it were changed (RANGE=THISANDFUTURE)."""

from textwrap import dedent

import pytest

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from tests.integrations.schedules.test_calendars import HEAD, NOW, on, says


def read(series: str, *changes: str) -> Imported:
    bodies = "".join(
        f"BEGIN:VEVENT\nUID:one\n{dedent(one).strip()}\nEND:VEVENT\n" for one in (series, *changes)
    )
    return from_text(HEAD + bodies.replace("\n", "\r\n") + "END:VCALENDAR\r\n", "team.ics", NOW)


def shifts(imported: Imported, days: float) -> list[str]:
    return [line for line in on(imported, days) if not line.endswith("-")]


def change(at: str, start: str, who: str, hours: int = 2, more: str = "") -> str:
    return (
        f"RECURRENCE-ID;RANGE=THISANDFUTURE:{at}\nDTSTART:{start}\nDURATION:PT{hours}H\n"
        f"SUMMARY:{who}\n{more}"
    )


#: The first of June 2026 is a Monday.
DAILY = "DTSTART:20260525T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nSUMMARY:Ann"


def test_from_a_change_on_it_is_longer_later_and_somebody_elses() -> None:
    imported = read(DAILY, change("20260603T090000Z", "20260603T100000Z", "Bob"))
    assert not imported.findings
    assert len(imported.schedules[0].layers) == 2
    assert on(imported, 4) == [
        "06-01 00:00 -",
        "06-01 09:00 Ann",
        "06-01 10:00 -",
        "06-02 09:00 Ann",
        "06-02 10:00 -",
        "06-03 10:00 Bob",
        "06-03 12:00 -",
        "06-04 10:00 Bob",
        "06-04 12:00 -",
    ]


def test_two_changes_one_after_the_other_and_an_end() -> None:
    imported = read(
        DAILY,
        change("20260604T090000Z", "20260604T090000Z", "Cara"),
        change("20260602T090000Z", "20260602T110000Z", "Bob"),
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260606T090000Z\nDTSTART:20260606T090000Z\n"
        "DURATION:PT1H\nSTATUS:CANCELLED\nSUMMARY:Ann",
    )
    assert shifts(imported, 9) == [
        "06-01 09:00 Ann",
        "06-02 11:00 Bob",
        "06-03 11:00 Bob",
        "06-04 09:00 Cara",
        "06-05 09:00 Cara",
    ]


def test_what_was_called_off_or_moved_stays_so_and_the_count_goes_on() -> None:
    imported = read(
        DAILY.replace("FREQ=DAILY", "FREQ=DAILY;COUNT=14") + "\nEXDATE:20260604T090000Z",
        change("20260603T090000Z", "20260603T100000Z", "Bob"),
        "RECURRENCE-ID:20260605T090000Z\nDTSTART:20260605T200000Z\nDURATION:PT1H\nSUMMARY:Cara",
    )
    assert shifts(imported, 14) == [
        "06-01 09:00 Ann",
        "06-02 09:00 Ann",
        "06-03 10:00 Bob",
        "06-05 20:00 Cara",
        "06-06 10:00 Bob",
        "06-07 10:00 Bob",
    ]


@pytest.mark.parametrize("days", ["", ";BYDAY=MO", ";BYDAY=MO;WKST=SU"])
def test_weeks_that_move_to_another_day(days: str) -> None:
    weekly = DAILY.replace("FREQ=DAILY", f"FREQ=WEEKLY;INTERVAL=2{days}")
    imported = read(weekly, change("20260608T090000Z", "20260610T090000Z", "Bob"))
    assert shifts(imported, 40) == ["06-10 09:00 Bob", "06-24 09:00 Bob", "07-08 09:00 Bob"]


def test_a_change_with_a_rule_of_its_own() -> None:
    own = change("20260603T090000Z", "20260603T090000Z", "Bob", more="RRULE:FREQ=WEEKLY")
    assert shifts(read(DAILY, own), 12) == [
        "06-01 09:00 Ann",
        "06-02 09:00 Ann",
        "06-03 09:00 Bob",
        "06-10 09:00 Bob",
    ]


def test_a_change_from_the_first_one_on_or_of_a_month() -> None:
    first = change("20260525T090000Z", "20260525T100000Z", "Bob")
    assert shifts(read(DAILY, first), 2) == ["06-01 10:00 Bob", "06-02 10:00 Bob"]
    monthly = DAILY.replace("FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1MO")
    july = change("20260629T090000Z", "20260629T080000Z", "Bob")
    assert shifts(read(monthly, july), 60) == ["06-29 08:00 Bob", "07-27 08:00 Bob"]


@pytest.mark.parametrize(
    ("series", "at"),
    [
        (DAILY, "20260603T093000Z"),
        (DAILY + "\nRDATE:20260607T120000Z", "20260603T090000Z"),
        (DAILY.replace("FREQ=DAILY", "FREQ=MONTHLY;BYDAY=1WE"), "20260603T090000Z"),
    ],
)
def test_what_rules_cannot_say_is_told_and_the_one_is_changed(series: str, at: str) -> None:
    start = "20260604T100000Z" if "MONTHLY" in series else "20260603T100000Z"
    imported = read(series, change(at, start, "Bob"))
    assert "the later ones change with it is not taken over" in says(imported)
    assert any(line.endswith("10:00 Bob") for line in on(imported, 9))
