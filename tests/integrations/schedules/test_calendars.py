"""Calendars: rotations, single shifts, exceptions, levels, people and zones as programs write them."""

from textwrap import dedent

import pytest

from integrations.schedules.detect import from_text
from integrations.schedules.reading import Imported
from integrations.schedules.writing import as_text
from models.on_call_file import parse_on_call
from tests.workflows.on_call.written import at, told

NOW = at("2026-06-01")
#: The first of June 2026 is a Monday.
HEAD = "BEGIN:VCALENDAR\r\nPRODID:-//Somebody//EN\r\nVERSION:2.0\r\n"


def calendar(*events: str, head: str = "") -> str:
    """A calendar of events, each a block of lines."""
    bodies = (
        f"BEGIN:VEVENT\nUID:{number}\n{dedent(event).strip()}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    )
    text = (f"{dedent(head).strip()}\n" if head else "") + "".join(bodies)
    return HEAD + text.replace("\n", "\r\n") + "END:VCALENDAR\r\n"


def read(*events: str, head: str = "") -> Imported:
    imported = from_text(calendar(*events, head=head), "team.ics", NOW)
    again = parse_on_call(as_text(imported.schedules), "on-call.yaml")
    assert again.schedules == imported.schedules
    return imported


def on(imported: Imported, days: float, since: str = "2026-06-01") -> list[str]:
    (of,) = imported.schedules
    return told(of, at(since), days)


def says(imported: Imported) -> str:
    return "\n".join(map(str, imported.findings))


LONDON = "X-WR-TIMEZONE:Europe/London\nX-WR-CALNAME:Payments"
WEEKS = """
DTSTART;TZID=Europe/London:202601{}T090000
DTEND;TZID=Europe/London:202601{}T090000
RRULE:FREQ=WEEKLY;INTERVAL=3
SUMMARY:{}
"""
THREE = (
    WEEKS.format("05", "12", "Ann"),
    WEEKS.format("12", "19", "Bob"),
    WEEKS.format("19", "26", "Cara"),
)


def test_people_who_follow_one_another_are_one_rotation() -> None:
    imported = read(*THREE, head=LONDON)
    (of,) = imported.schedules
    assert (of.key, of.name, of.zone, of.overrides) == ("payments", "Payments", "Europe/London", ())
    (layer,) = of.layers
    assert (layer.people, str(layer.every)) == ((("Ann",), ("Bob",), ("Cara",)), "1 week")
    assert imported.findings == ()
    # Week for week by the clocks on the wall, in winter as in summer.
    assert on(imported, 21, "2026-10-19 12:00") == [
        "10-19 12:00 Cara",
        "10-26 09:00 Ann",
        "11-02 09:00 Bob",
        "11-09 09:00 Cara",
    ]


def test_weekdays_and_weekends_are_two_rotations_of_one_level() -> None:
    imported = read(
        """
        DTSTART;TZID=Europe/Berlin:20260105T080000
        DTEND;TZID=Europe/Berlin:20260105T180000
        RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
        SUMMARY:Ann
        """,
        """
        DTSTART;TZID=Europe/Berlin:20260103T080000
        DTEND;TZID=Europe/Berlin:20260105T080000
        RRULE:FREQ=WEEKLY
        SUMMARY:Bob
        """,
    )
    assert len(imported.schedules[0].layers) == 2
    assert [line for line in on(imported, 7) if not line.endswith("-")] == [
        "06-01 00:00 Bob",
        "06-01 06:00 Ann",
        "06-02 06:00 Ann",
        "06-03 06:00 Ann",
        "06-04 06:00 Ann",
        "06-05 06:00 Ann",
        "06-06 06:00 Bob",
    ]


def test_a_rotation_that_ended_is_left_out_and_one_that_will_end_does() -> None:
    over = WEEKS.format("05", "12", "Gone").replace("INTERVAL=3", "UNTIL=20260301")
    soon = WEEKS.format("05", "12", "Ann").replace("INTERVAL=3", "COUNT=22")
    imported = read(over, soon, head=LONDON)
    assert on(imported, 14) == ["06-01 00:00 Ann", "06-08 08:00 -"]
    assert len(imported.schedules[0].layers) == 1


@pytest.mark.parametrize(
    "until", ["20260608T080000Z", "20260608T090000", "20260608", "20260614T235959Z"]
)
def test_until_counts_whether_in_utc_or_by_the_clocks_or_a_day(until: str) -> None:
    ends = WEEKS.format("05", "12", "Ann").replace("INTERVAL=3", f"UNTIL={until}")
    assert on(read(ends), 30)[-2:] == ["06-01 00:00 Ann", "06-15 08:00 -"]


def test_an_exception_a_move_and_a_day_off() -> None:
    imported = read(
        WEEKS.format("05", "12", "Ann").replace(";INTERVAL=3", "")
        + "EXDATE;TZID=Europe/London:20260615T090000",
        """
        UID:0
        RECURRENCE-ID;TZID=Europe/London:20260608T090000
        DTSTART;TZID=Europe/London:20260608T090000
        DTEND;TZID=Europe/London:20260610T090000
        SUMMARY:Bob
        """.replace("UID:0", ""),
    )
    assert "Ann" in str(on(imported, 1))
    text = calendar(
        WEEKS.format("05", "12", "Ann").replace(";INTERVAL=3", "")
        + "EXDATE;TZID=Europe/London:20260615T090000"
    ).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID:20260608T080000Z\r\n"
        "DTSTART;TZID=Europe/London:20260609T090000\r\nDTEND;TZID=Europe/London:20260610T090000\r\n"
        "SUMMARY:Bob\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    imported = from_text(text, "team.ics", NOW)
    (of,) = imported.schedules
    assert len(of.layers) == 1
    assert told(of, at("2026-06-01"), 28) == [
        "06-01 00:00 Ann",
        "06-08 08:00 -",
        "06-09 08:00 Bob",
        "06-10 08:00 -",
        "06-22 08:00 Ann",
    ]
    called_off = from_text(text.replace("SUMMARY:Bob", "STATUS:CANCELLED"), "team.ics", NOW)
    assert told(called_off.schedules[0], at("2026-06-01"), 28) == [
        "06-01 00:00 Ann",
        "06-08 08:00 -",
        "06-22 08:00 Ann",
    ]


def test_dated_shifts_are_written_down_one_by_one_and_those_that_are_over_are_not() -> None:
    shift = """
        DTSTART;VALUE=DATE-TIME:202606{}T220000Z
        DTEND;VALUE=DATE-TIME:202606{}T220000Z
        ATTENDEE:{}
        SUMMARY:On Call - {} - Alpha
        """
    imported = read(
        shift.format("01", "02", "Hello.Kitty@acme.example", "Hello Kitty"),
        shift.format("02", "03", "dan@acme.example", "Dan Doe"),
        shift.format("03", "04", "dan@acme.example", "Dan Doe"),
        shift.format("01", "02", "old@acme.example", "Old").replace("202606", "202506"),
        head="X-WR-CALNAME:On Call Schedule for Alpha",
    )
    assert imported.schedules[0].name == "Alpha"
    assert on(imported, 4) == [
        "06-01 00:00 -",
        "06-01 22:00 hello.kitty@acme.example",
        "06-02 22:00 dan@acme.example",
        "06-04 22:00 -",
    ]
    assert len(imported.schedules[0].overrides) == 2
    assert "written down one by one, until 2026-06-04. Import it again before then." in says(
        imported
    )


def test_events_of_several_levels_and_of_one() -> None:
    whole = "DTSTART:20260601T000000Z\nDTEND:20260602T000000Z\nSUMMARY:{}"
    morning = "DTSTART:20260601T060000Z\nDURATION:PT6H\nSUMMARY:{}"
    imported = read(
        whole.format("Ann"),
        whole.format("[L0] Bob"),
        morning.format("[L2] Cara"),
        morning.format("[l2]Dan"),
    )
    assert on(imported, 2) == [
        "06-01 00:00 Ann+Bob",
        "06-01 06:00 Cara+Dan",
        "06-01 12:00 Ann+Bob",
        "06-02 00:00 -",
    ]
    weekly = [
        one + "\nRRULE:FREQ=DAILY" for one in (whole.format("Ann"), morning.format("[L2] Cara"))
    ]
    imported = read(*weekly)
    assert [layer.same_level for layer in imported.schedules[0].layers] == [False, False]
    assert on(imported, 1) == ["06-01 00:00 Ann", "06-01 06:00 Cara", "06-01 12:00 Ann"]


def test_what_repeats_in_no_turns_is_written_down_until_a_day_that_is_said() -> None:
    imported = read(
        """
        DTSTART;TZID=Europe/London:20260105T090000
        DTEND;TZID=Europe/London:20260107T090000
        RRULE:FREQ=MONTHLY;BYDAY=1MO
        SUMMARY:Ann
        """
    )
    assert imported.schedules[0].layers == ()
    assert on(imported, 40) == [
        "06-01 00:00 -",
        "06-01 08:00 Ann",
        "06-03 08:00 -",
        "07-06 08:00 Ann",
        "07-08 08:00 -",
    ]
    assert "one by one, until 2026-11-04" in says(imported)


def test_days_without_a_time_are_whole_days_of_the_calendar() -> None:
    day = "DTSTART;VALUE=DATE:20260603\nSUMMARY:Ann"
    days = "DTSTART;VALUE=DATE:20260604\nDTEND;VALUE=DATE:20260606\nSUMMARY:Bob"
    assert on(read(day, days, head="X-WR-TIMEZONE:Asia/Tokyo"), 6) == [
        "06-01 00:00 -",
        "06-02 15:00 Ann",
        "06-03 15:00 Bob",
        "06-05 15:00 -",
    ]


def test_one_event_twice_is_one_and_the_later_edition_counts() -> None:
    text = "DTSTART:20260601T000000Z\nDTEND:20260602T000000Z\nSUMMARY:{}\nSEQUENCE:{}"
    twice = calendar(text.format("New", 3), text.format("Old", 1), text.format("Other", 0))
    twice = twice.replace("UID:1", "UID:0").replace("UID:2", "UID:0", 1)
    later = text.format("Later", 0).replace("202606", "202607")
    imported = from_text(twice, "a.ics", NOW)
    assert told(imported.schedules[0], at("2026-06-01"), 2) == ["06-01 00:00 New", "06-02 00:00 -"]
    imported = from_text(
        calendar(text.format("New", 3), later).replace("UID:1", "UID:0"), "a.ics", NOW
    )
    assert told(imported.schedules[0], at("2026-07-01"), 2) == [
        "07-01 00:00 Later",
        "07-02 00:00 -",
    ]


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        ("SUMMARY:Ann", "Ann"),
        ("SUMMARY:@Ann", "Ann"),
        ("SUMMARY:[L1] ann@Acme.example", "ann@acme.example"),
        ("SUMMARY:Ann Lee on-call", "Ann Lee"),
        ("SUMMARY:Ann Lee (on call)", "Ann Lee"),
        ("SUMMARY:Ann is on call", "Ann"),
        ("SUMMARY:On-call: Ann", "Ann"),
        ("SUMMARY:Ann On-Call (Pager: Payments) Begins*", "Ann"),
        ("SUMMARY:Primary on call: Ann", "Ann"),
        ("SUMMARY:On Call - Ann-Marie Lee - Sea - Shore", "Ann-Marie Lee"),
        ("SUMMARY:On Call - Ann Lee - On-Call\n  Team", "Ann Lee"),
        ("SUMMARY:Lee\\, Ann", "Lee, Ann"),
        ("SUMMARY:Ann & Bob", "Ann+Bob"),
        ("SUMMARY:ann@acme.example, bob@acme.example", "ann@acme.example+bob@acme.example"),
        ("SUMMARY:Rota\nATTENDEE;CN=Ann:mailto:ANN@acme.example", "ann@acme.example"),
        ('SUMMARY:Rota\nATTENDEE;CN="Lee, Ann":invalid:nomail', "Lee, Ann"),
        (
            (
                "SUMMARY:Rota\nATTENDEE;PARTSTAT=DECLINED:mailto:no@acme.example\n"
                "ATTENDEE;CUTYPE=ROOM:mailto:room@acme.example\nATTENDEE:MAILTO:yes@acme.example"
            ),
            "yes@acme.example",
        ),
    ],
)
def test_people_are_found_where_programs_put_them(lines: str, who: str) -> None:
    imported = read(f"DTSTART:20260601T000000Z\nDTEND:20260602T000000Z\n{lines}")
    assert on(imported, 0.5) == [f"06-01 00:00 {who}"]


VTIMEZONE = """
BEGIN:VTIMEZONE
TZID:{}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("name", "described", "begins"),
    [
        ("Europe/Berlin", "", "07:00"),
        ('"W. Europe Standard Time"', "", "07:00"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "", "07:00"),
        ("/softwarestudio.org/Olson_20011030_5/America/Argentina/Ushuaia", "", "12:00"),
        ("tzone://Microsoft/Utc", "", "09:00"),
        ("Customized Time Zone", VTIMEZONE.format("Customized Time Zone"), "07:00"),
        (
            "Home",
            "BEGIN:VTIMEZONE\nTZID:Home\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE",
            "00:00",
        ),
        ("US/Pacific-New", "", "09:00"),
    ],
)
def test_zones_by_the_names_that_programs_give_them(name: str, described: str, begins: str) -> None:
    imported = read(
        f"DTSTART;TZID={name}:20260601T090000\nDTEND;TZID={name}:20260601T100000\nSUMMARY:Ann",
        head=described,
    )
    assert f"06-01 {begins} Ann" in on(imported, 1)
    unknown = "US/Pacific-New" in name
    assert (
        "The time zone `US/Pacific-New` is not known; UTC is used." in says(imported)
    ) == unknown


def test_times_without_a_zone_are_those_of_the_calendar() -> None:
    floating = "DTSTART:20260601T090000\nDTEND:20260601T100000\nSUMMARY:Ann"
    assert "06-01 00:00 Ann" in on(read(floating, head="X-WR-TIMEZONE:Asia/Tokyo"), 1)
    assert "06-01 09:00 Ann" in on(read(floating), 1)


def test_a_shift_in_the_hour_that_is_not_and_in_the_doubled_one() -> None:
    night = (
        "DTSTART;TZID=Europe/London:{0}T013000\nDTEND;TZID=Europe/London:{0}T020000\nSUMMARY:Ann"
    )
    spring = from_text(calendar(night.format("20270328")), "a.ics", at("2027-03-01"))
    assert told(spring.schedules[0], at("2027-03-28"), 1) == ["03-28 00:00 -"]
    autumn = from_text(calendar(night.format("20261025")), "a.ics", NOW)
    assert told(autumn.schedules[0], at("2026-10-25"), 0.2) == [
        "10-25 00:00 -",
        "10-25 00:30 Ann",
        "10-25 02:00 -",
    ]


@pytest.mark.parametrize(
    ("lines", "told_"),
    [
        ("SUMMARY:Ann", "it has no beginning, or no length"),
        ("DTSTART:20260601T000000Z\nSUMMARY:Ann", "it has no beginning, or no length"),
        ("DTSTART:20260602T000000Z\nDTEND:20260601T000000Z\nSUMMARY:Ann", "no length"),
        ("DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:", "it names nobody"),
        ("DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:On-Call", "it names nobody"),
        ("DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:On-Call (Pager: A)", "names nobody"),
        ("DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:TBD", "it names nobody"),
        (
            "DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:Ann\nRRULE:FREQ=MINUTELY",
            "no rule that is known",
        ),
    ],
)
def test_what_cannot_be_taken_over_is_told(lines: str, told_: str) -> None:
    good = "DTSTART:20260601T000000Z\nDURATION:PT1H\nSUMMARY:Good"
    imported = read(lines, good)
    assert told_ in says(imported)
    assert on(imported, 1) == ["06-01 00:00 Good", "06-01 01:00 -"]


def test_a_time_with_a_length_of_its_own_is_told() -> None:
    imported = read(
        "DTSTART:20260601T000000Z\nDURATION:PT2H\nSUMMARY:Ann\n"
        "RDATE;VALUE=PERIOD:20260602T000000Z/PT1H"
    )
    assert "longer or shorter at some times" in says(imported)


def test_a_calendar_without_anything_ahead_says_so() -> None:
    imported = read("DTSTART:20250601T000000Z\nDURATION:PT1H\nSUMMARY:Gone")
    assert "Everything in it is over" in says(imported)
