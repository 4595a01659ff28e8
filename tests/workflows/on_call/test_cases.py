"""The odd moments of schedules, one by one: clocks that change, hours over midnight, exceptions, nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.workflows.on_call.written import at, on_call, schedule, told
from workflows.on_call.resolving import next_change, shifts, who

DAILY = 'people: [ann, bob], first_turn: "2026-01-01 {}", every: 1 day'


@pytest.mark.parametrize(
    ("zone", "clock", "day", "changes"),
    [
        # The clocks go forward from 01:00 to 02:00 in London, back from 02:00 to 01:00.
        ("Europe/London", "00:30", "2026-03-29", "03-29 00:30"),
        ("Europe/London", "01:30", "2026-03-29", "03-29 01:00"),
        ("Europe/London", "02:30", "2026-03-29", "03-29 01:30"),
        ("Europe/London", "00:30", "2026-10-25", "10-24 23:30"),
        ("Europe/London", "01:30", "2026-10-25", "10-25 00:30"),
        ("Europe/London", "02:00", "2026-10-25", "10-25 02:00"),
        # Half an hour, on the other side of the world.
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "10-03 15:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "04-04 14:45"),
        ("Asia/Kathmandu", "09:00", "2026-05-05", "05-05 03:15"),
    ],
)
def test_a_turn_changes_when_the_clocks_on_the_wall_say_so(
    zone: str, clock: str, day: str, changes: str
) -> None:
    of = schedule(DAILY.format(clock), zone)
    middle = at(f"{day} 12:00", zone)
    found = [one for one in shifts(of, middle - timedelta(days=1), middle) if one.people]
    assert f"{found[-1].start:%m-%d %H:%M}" == changes


def test_a_day_in_hours_is_a_day_and_days_have_23_or_25_hours() -> None:
    by_day = schedule(DAILY.format("09:00"))
    by_hour = schedule('people: [ann, bob], first_turn: "2026-01-01 09:00", every: 24 hours')
    start, end = at("2026-01-01"), at("2027-01-01")
    days = shifts(by_day, start, end)
    assert days == shifts(by_hour, start, end)
    assert {span.length // timedelta(hours=1) for span in days[1:-1]} == {23, 24, 25}


def test_hourly_turns_skip_the_hour_that_is_not_and_keep_the_doubled_one() -> None:
    of = schedule('people: [a, b, c], first_turn: "2026-03-29 00:00", every: 1 hour')
    assert told(of, at("2026-03-29"), 4 / 24) == [
        "03-29 00:00 a",
        "03-29 01:00 c",
        "03-29 02:00 a",
        "03-29 03:00 b",
    ]
    of = schedule('people: [a, b, c], first_turn: "2026-10-25 00:00", every: 1 hour')
    assert told(of, at("2026-10-25"), 3 / 24) == ["10-25 00:00 b", "10-25 02:00 c"]


def test_turns_count_backwards_from_the_first_as_well() -> None:
    of = schedule('people: [ann, bob, cy], first_turn: "2026-06-01 09:00", every: 1 week', "UTC")
    assert told(of, at("2026-05-18 09:00"), 21) == [
        "05-18 09:00 bob",
        "05-25 09:00 cy",
        "06-01 09:00 ann",
    ]


def test_months_that_are_too_short_change_on_their_last_day_and_do_not_drift() -> None:
    of = schedule('people: [a, b], first_turn: "2028-01-31 00:00", every: 1 month', "UTC")
    assert told(of, at("2028-01-31"), 91) == [
        "01-31 00:00 a",
        "02-29 00:00 b",
        "03-31 00:00 a",
        "04-30 00:00 b",
    ]


def test_year_ends_and_week_53_change_nothing() -> None:
    of = schedule('people: [a, b], first_turn: "2026-12-21 00:00", every: 1 week', "UTC")
    assert told(of, at("2026-12-21"), 22) == [
        "12-21 00:00 a",
        "12-28 00:00 b",
        "01-04 00:00 a",
        "01-11 00:00 b",
    ]


def test_one_person_is_one_shift_and_nobody_is_a_gap() -> None:
    alone = schedule('people: [ann], first_turn: "2026-01-01", every: 1 day')
    assert told(alone, at("2026-03-01"), 60) == ["03-01 00:00 ann"]
    assert next_change(alone, at("2026-03-01")) is None
    empty = schedule('people: [], first_turn: "2026-01-01", every: 1 day')
    assert told(empty, at("2026-03-01"), 60) == ["03-01 00:00 -"]
    assert who(empty, at("2026-03-01")) == ()


def test_the_last_layer_wins_and_where_it_has_nobody_the_one_below_shows() -> None:
    of = schedule(
        """
        people: [ann], first_turn: "2026-01-01", every: 1 day
        people: [bob, []], first_turn: "2026-05-01", every: 1 day
        people: [cy], first_turn: "2026-05-01", every: 1 day, counts_from: "2026-05-03 12:00"
        """,
        "UTC",
    )
    assert told(of, at("2026-05-01"), 4) == [
        "05-01 00:00 bob",
        "05-02 00:00 ann",
        "05-03 00:00 bob",
        "05-03 12:00 cy",
    ]


def test_a_layer_counts_from_its_beginning_up_to_and_without_its_end() -> None:
    of = schedule(
        'people: [ann], first_turn: "2026-01-01", every: 1 day, '
        'counts_from: "2026-05-01 09:00", counts_until: "2026-05-02 09:00"',
        "UTC",
    )
    assert told(of, at("2026-05-01"), 3) == ["05-01 00:00 -", "05-01 09:00 ann", "05-02 09:00 -"]
    assert who(of, at("2026-05-01 09:00")) == ("ann",)
    assert who(of, at("2026-05-02 09:00")) == ()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ('starts: "09:00", ends: "17:00"', ["05-01 00:00 -", "05-01 09:00 a", "05-01 17:00 -"]),
        ('starts: "22:00", ends: "06:00"', ["05-01 00:00 a", "05-01 06:00 -", "05-01 22:00 a"]),
        ('starts: "06:00", ends: "06:00"', ["05-01 00:00 a"]),
        # The first of May 2026 is a Friday.
        ('days: [thu], starts: "22:00", ends: "06:00"', ["05-01 00:00 a", "05-01 06:00 -"]),
        ('days: [mon], starts: "09:00", ends: "17:00", ends_on: fri', ["05-01 00:00 a", "05-01 17:00 -"]),
        ('days: [sat], starts: "00:00", ends: "00:00"', ["05-01 00:00 -"]),
        ('days: [fri], starts: "09:00", ends: "08:00", ends_on: fri', ["05-01 00:00 a", "05-01 08:00 -", "05-01 09:00 a"]),  # noqa: E501
    ],
)  # fmt: skip
def test_hours_of_the_day_and_the_week(hours: str, expected: list[str]) -> None:
    of = schedule(
        f'people: [a], first_turn: "2026-01-01", every: 1 day, hours: [{{{hours}}}]', "UTC"
    )
    assert told(of, at("2026-05-01"), 1) == expected


def test_hours_over_the_end_of_the_week() -> None:
    of = schedule(
        'people: [a], first_turn: "2026-01-01", every: 1 day, '
        'hours: [{days: [sun], starts: "18:00", ends: "06:00"}]',
        "UTC",
    )
    assert told(of, at("2026-05-03"), 2) == ["05-03 00:00 -", "05-03 18:00 a", "05-04 06:00 -"]


def test_hours_keep_to_the_clocks_and_a_doubled_hour_counts_to_its_second_end() -> None:
    of = schedule(
        'people: [a], first_turn: "2026-01-01", every: 1 day, '
        'hours: [{starts: "01:30", ends: "01:45"}]'
    )
    assert told(of, at("2026-10-25"), 0.5) == ["10-25 00:00 -", "10-25 00:30 a", "10-25 01:45 -"]
    assert told(of, at("2026-03-29"), 0.5) == ["03-29 00:00 -"]


def test_turns_go_on_while_the_hours_are_over() -> None:
    of = schedule(
        'people: [a, b, c], first_turn: "2026-05-01 00:00", every: 1 day, '
        'hours: [{days: [fri, mon], starts: "09:00", ends: "10:00"}]',
        "UTC",
    )
    assert [line for line in told(of, at("2026-05-01"), 5) if "-" not in line[6:]] == [
        "05-01 09:00 a",
        "05-04 09:00 a",
    ]


def test_overrides_stand_above_all_and_the_later_one_wins() -> None:
    of = schedule(
        'people: [[ann, bob]], first_turn: "2026-01-01", every: 1 day',
        "UTC",
        """    overrides:
      - {starts: "2026-05-01 06:00", ends: "2026-05-01 12:00", people: cy}
      - {starts: "2026-05-01 10:00", ends: "2026-05-01 14:00", people: [dan]}
      - {starts: "2026-05-01 16:00", ends: "2026-05-01 17:00", people: eve, beside: true}
      - {starts: "2026-05-01 18:00", ends: "2026-05-01 19:00", people: fay, instead_of: bob}
      - {starts: "2026-05-01 19:00", ends: "2026-05-01 20:00", instead_of: ann}
      - {starts: "2026-05-01 20:00", ends: "2026-05-01 21:00"}
      - {starts: "2026-05-01 22:00", ends: "2026-05-01 23:00", people: gil, instead_of: nobody}
""",
    )
    assert told(of, at("2026-05-01"), 1) == [
        "05-01 00:00 ann+bob",
        "05-01 06:00 cy",
        "05-01 10:00 dan",
        "05-01 14:00 ann+bob",
        "05-01 16:00 ann+bob+eve",
        "05-01 17:00 ann+bob",
        "05-01 18:00 ann+fay",
        "05-01 19:00 bob",
        "05-01 20:00 -",
        "05-01 21:00 ann+bob",
    ]
    assert next_change(of, at("2026-05-01 06:30")) == at("2026-05-01 10:00")


def test_layers_beside_one_another_and_a_person_in_both() -> None:
    of = schedule(
        """
        people: [ann, bob], first_turn: "2026-05-01", every: 1 day
        people: [bob, cy], first_turn: "2026-05-01", every: 2 days, beside: true
        """,
        "UTC",
    )
    assert told(of, at("2026-05-01"), 4) == [
        "05-01 00:00 ann+bob",
        "05-02 00:00 bob",
        "05-03 00:00 ann+cy",
        "05-04 00:00 bob+cy",
    ]


def test_layers_of_one_level_stand_together_in_the_place_of_those_below() -> None:
    of = schedule(
        """
        people: [ann], first_turn: "2026-05-01", every: 1 day
        people: [bob, []], first_turn: "2026-05-01", every: 1 day
        people: [[], cy], first_turn: "2026-05-01", every: 2 days, same_level: true
        people: [[], [], [], dan], first_turn: "2026-05-01", every: 1 day, beside: true
        people: [eve], first_turn: "2026-05-01", every: 1 day, same_level: true, counts_from: "2026-05-05"
        """,
        "UTC",
    )
    assert told(of, at("2026-05-01"), 5) == [
        "05-01 00:00 bob",
        "05-02 00:00 ann",
        "05-03 00:00 bob+cy",
        "05-04 00:00 cy+dan",
        "05-05 00:00 bob+eve",
    ]


def test_whoever_is_away_takes_nobody_elses_turn_and_an_override_asks_them_all_the_same() -> None:
    known = on_call("""
        people:
          bob: {zone: Asia/Tokyo, away: [{starts: "2026-05-02 12:00", ends: "2026-05-09"}]}
    """)
    of = schedule(
        """
        people: [lea], first_turn: "2026-01-01", every: 1 day, counts_until: "2026-05-03"
        people: [ann, bob], first_turn: "2026-05-01", every: 1 day
        """,
        "UTC",
        '    overrides: [{starts: "2026-05-04 06:00", ends: "2026-05-04 07:00", people: bob}]\n',
    )
    assert told(of, at("2026-05-01"), 4, known) == [
        "05-01 00:00 ann",
        "05-02 00:00 bob",
        "05-02 12:00 lea",
        "05-03 00:00 ann",
        "05-04 00:00 -",
        "05-04 06:00 bob",
        "05-04 07:00 -",
    ]


def test_holidays_are_days_by_the_clocks_of_the_layer() -> None:
    of = schedule(
        """
        people: [ann], first_turn: "2026-01-01", every: 1 day, holidays: never
        people: [bob], first_turn: "2026-01-01", every: 1 day, holidays: only
        """,
        "Europe/Paris",
        "    holidays: [2026-05-01]\n",
    )
    assert told(of, at("2026-04-30"), 3) == [
        "04-30 00:00 ann",
        "04-30 22:00 bob",
        "05-01 22:00 ann",
    ]


def test_public_holidays_of_a_calendar_are_holidays_too() -> None:
    of = schedule(
        """
        people: [ann], first_turn: "2026-01-01", every: 1 day, holidays: never
        people: [bob], first_turn: "2026-01-01", every: 1 day, holidays: only
        """,
        "Europe/London",
        "    holidays: [2027-01-02]\n    holiday_calendar: GB-ENG\n",
    )
    # Years meet in the window, and the day that was written down stays one.
    assert told(of, at("2026-12-31"), 4) == [
        "12-31 00:00 ann",
        "01-01 00:00 bob",
        "01-03 00:00 ann",
    ]
    assert who(of, at("2026-08-31 12:00")) == ("bob",)


def test_regions_follow_the_sun_by_their_own_clocks() -> None:
    of = schedule(
        """
        people: [amy], first_turn: "2026-01-01", every: 1 day, zone: America/Los_Angeles, DAY
        people: [sin], first_turn: "2026-01-01", every: 1 day, zone: Asia/Singapore, DAY
        people: [lon], first_turn: "2026-01-01", every: 1 day, zone: Europe/London, DAY
        """.replace("DAY", 'hours: [{starts: "08:00", ends: "18:00"}]'),
        "UTC",
    )
    # In the weeks in which the clocks disagree the change from America is an hour earlier.
    assert told(of, at("2026-01-15 02:30"), 1)[:3] == [
        "01-15 02:30 sin",
        "01-15 08:00 lon",
        "01-15 18:00 amy",
    ]
    year = shifts(of, at("2026-01-01"), at("2027-01-01"))
    assert all(span.people for span in year)


def test_the_rotation_of_two_offsets_gives_one_person_twice() -> None:
    week = 'every: 1 week, first_turn: "2025-11-16 00:00"'
    first = schedule(f"people: [alice, bob, cara, dana, erin, finn], {week}", "UTC")
    moved = week.replace("2025-11-16", "2025-12-07")
    second = schedule(f"people: [dana, erin, finn, alice, bob, cara], {moved}", "UTC")
    start, end = at("2025-11-16"), at("2026-11-16")
    assert shifts(first, start, end) == shifts(second, start, end)


def test_a_window_must_be_one() -> None:
    of = schedule(DAILY.format("09:00"))
    for start, end in (
        (at("2026-01-02"), at("2026-01-02")),
        (datetime(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC)),  # noqa: DTZ001
    ):
        with pytest.raises(ValueError, match="no window"):
            shifts(of, start, end)
