"""Odd days: without a midnight or with two, a leap day, zones of two names, swaps that cut shifts, and gaps."""

from datetime import timedelta

import pytest

from models.on_call import OnCall
from tests.workflows.on_call.written import at, schedule, told
from workflows.on_call.health import remarks_on
from workflows.on_call.resolving import next_change, shifts, who

WEEKLY = 'people: [ann, bob, cy], first_turn: "2026-06-01 09:00", every: 1 week'


def test_a_day_that_begins_at_one_and_a_day_with_two_midnights() -> None:
    # In Havana the clocks go from 00:00 to 01:00 on 8 March, and from 01:00 back to 00:00 on 1 November.
    turns = 'people: [ann, bob], first_turn: "2026-01-01 00:00", every: 1 day'
    of = schedule(turns, "America/Havana")
    assert told(of, at("2026-03-07 06:00"), 2)[1:] == ["03-08 05:00 ann", "03-09 04:00 bob"]
    assert told(of, at("2026-10-31 05:00"), 2.1)[1:] == ["11-01 04:00 ann", "11-02 05:00 bob"]
    night = schedule(turns + ', hours: [{starts: "18:00", ends: "00:30"}]', "America/Havana")
    # The night ends when the clocks show half past twelve for the second time, and is not cut in two.
    assert told(night, at("2026-10-31 20:00"), 0.6) == [
        "10-31 20:00 -",
        "10-31 22:00 bob",
        "11-01 04:00 ann",
        "11-01 05:30 -",
    ]


@pytest.mark.parametrize(("unit", "lasts"), [("week", (167, 168, 169)), ("day", (23, 24, 25))])
def test_turns_with_a_change_of_the_clocks_in_them(unit: str, lasts: tuple[int, ...]) -> None:
    of = schedule(f'people: [a, b], first_turn: "2026-01-05 09:00", every: 1 {unit}')
    year = shifts(of, at("2026-01-05 09:00"), at("2027-01-04 09:00"))
    assert {span.length // timedelta(hours=1) for span in year} == set(lasts)


def test_a_leap_day_is_a_day() -> None:
    of = schedule('people: [a, b, c], first_turn: "2028-02-28", every: 1 day', "UTC")
    assert told(of, at("2028-02-28"), 3) == ["02-28 00:00 a", "02-29 00:00 b", "03-01 00:00 c"]
    yearly = schedule('people: [a, b], first_turn: "2028-02-29", every: 12 months', "UTC")
    assert told(yearly, at("2028-02-29"), 732)[1:] == ["02-28 00:00 b", "02-28 00:00 a"]


@pytest.mark.parametrize(
    ("old", "new"), [("Europe/Kiev", "Europe/Kyiv"), ("US/Pacific", "America/Los_Angeles")]
)
def test_a_zone_that_was_renamed_goes_by_both_names(old: str, new: str) -> None:
    start = at("2026-03-01")
    assert told(schedule(WEEKLY, old), start, 60) == told(schedule(WEEKLY, new), start, 60)


@pytest.mark.parametrize(
    ("swap", "expected"),
    [
        ([], ["06-08 09:00 bob"]),
        ([("06-08 09:00", "06-15 09:00")], ["06-08 09:00 dan"]),
        ([("06-08 09:00", "06-10 09:00")], ["06-08 09:00 dan", "06-10 09:00 bob"]),
        ([("06-12 09:00", "06-15 09:00")], ["06-08 09:00 bob", "06-12 09:00 dan"]),
        (
            [("06-10 09:00", "06-11 09:00")],
            ["06-08 09:00 bob", "06-10 09:00 dan", "06-11 09:00 bob"],
        ),
        # A swap that reaches into a shift of somebody else takes nothing of that one.
        ([("06-05 09:00", "06-20 09:00")], ["06-08 09:00 dan"]),
    ],
    ids=["none", "whole", "its start", "its end", "both", "more than it"],
)
def test_a_swap_takes_one_persons_place_in_the_part_that_was_agreed(
    swap: list[tuple[str, str]], expected: list[str]
) -> None:
    rows = "".join(
        f'      - {{starts: "2026-{start}", ends: "2026-{end}", people: dan, instead_of: bob}}\n'
        for start, end in swap
    )
    of = schedule(WEEKLY, "UTC", f"    overrides:\n{rows}" if rows else "")
    assert told(of, at("2026-06-08 09:00"), 7) == expected
    assert who(of, at("2026-06-07 09:00")) == ("ann",)
    assert who(of, at("2026-06-16 09:00")) == ("cy",)


def test_two_overrides_of_one_time_and_shifts_that_follow_one_another() -> None:
    of = schedule(
        WEEKLY,
        "UTC",
        """    overrides:
      - {starts: "2026-06-02 10:00", ends: "2026-06-02 11:00", people: dan}
      - {starts: "2026-06-02 10:00", ends: "2026-06-02 11:00", people: eve}
      - {starts: "2026-06-02 11:00", ends: "2026-06-02 12:00", people: eve}
      - {starts: "2026-06-02 12:00", ends: "2026-06-02 13:00", people: ann}
""",
    )
    assert told(of, at("2026-06-02"), 1) == [
        "06-02 00:00 ann",
        "06-02 10:00 eve",
        "06-02 12:00 ann",
    ]
    assert next_change(of, at("2026-06-02 10:30")) == at("2026-06-02 12:00")


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ('counts_from: "2026-06-03"', "from 2026-06-01 00:00 to 2026-06-03 00:00"),
        ('counts_until: "2026-06-03"', "from 2026-06-03 00:00 on"),
        ('counts_until: "2026-11-03"', "from 2026-11-03 00:00 on"),
        ('counts_from: "2026-05-20"', ""),
    ],
    ids=["now", "near", "later", "past"],
)
def test_gaps_are_told_wherever_they_lie_ahead_and_not_when_they_are_past(
    counts: str, says: str
) -> None:
    six = "people: [a, b, c, d, e, f], first_turn: '2026-01-01', every: 1 week"
    of = OnCall(schedules=(schedule(f"{six}, {counts}", "UTC"),))
    found = remarks_on(of, at("2026-06-01"), at("2026-12-01"))
    gaps = [one.says for one in found if one.kind == "gap"]
    assert [says in one for one in gaps] == ([True] if says else [])
