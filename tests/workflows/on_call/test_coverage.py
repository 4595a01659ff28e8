"""Which region covers and which comes next: the ring, clock changes, gaps, and a slow model of it all."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.coverage import Region
from models.on_call_parts import DAYS
from models.schedule import Hours
from tests.workflows.on_call.test_against_clocks import ZONES
from tests.workflows.on_call.written import at
from workflows.on_call.coverage import Passing, covering, is_awake, off_by, passing, receivers

WORKING = (Hours(starts=time(8), ends=time(18)),)
AMERICAS = Region(name="Americas", zone="America/Los_Angeles", hours=WORKING, commanders=("a",))
EMEA = Region(name="EMEA", zone="Europe/London", hours=WORKING, commanders=("e",))
APAC = Region(name="APAC", zone="Asia/Singapore", hours=WORKING, commanders=("p",))
RING = (AMERICAS, EMEA, APAC)
QUARTER = timedelta(minutes=15)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def after(sender: str, moment: datetime) -> Passing:
    found = passing(RING, sender, moment, LONG_AGO)
    assert found is not None
    return found


def test_the_ring_goes_with_the_sun_on_every_day_of_two_years() -> None:
    moment = datetime(2026, 1, 1, 17, tzinfo=UTC)
    zones = {region.name: ZoneInfo(region.zone) for region in RING}
    sender, passed = "Americas", []
    while moment.year < 2028:
        next_one = after(sender, moment)
        assert next_one.at.astimezone(zones[sender]).time() == time(18)
        assert covering(RING, next_one.at)[0] == next_one.receiver
        passed.append((sender, next_one.receiver))
        sender, moment = next_one.receiver, next_one.at
    assert set(passed) == {("Americas", "APAC"), ("APAC", "EMEA"), ("EMEA", "Americas")}
    assert len(passed) == 3 * 729 + 1


@pytest.mark.parametrize(
    ("day", "americas_end", "apac_ends", "emea_ends"),
    [
        ("2026-03-07", "02:00", "10:00", "18:00"),
        ("2026-03-08", "01:00", "10:00", "18:00"),  # Los Angeles is ahead of London's change
        ("2026-03-28", "01:00", "10:00", "18:00"),
        ("2026-03-29", "01:00", "10:00", "17:00"),
        ("2026-10-24", "01:00", "10:00", "17:00"),
        ("2026-10-25", "01:00", "10:00", "18:00"),  # and London of that of Los Angeles
        ("2026-10-31", "01:00", "10:00", "18:00"),
        ("2026-11-01", "02:00", "10:00", "18:00"),
        ("2027-03-13", "02:00", "10:00", "18:00"),
        ("2027-03-14", "01:00", "10:00", "18:00"),
        ("2027-03-28", "01:00", "10:00", "17:00"),
        ("2027-10-31", "01:00", "10:00", "18:00"),
        ("2027-11-07", "02:00", "10:00", "18:00"),
    ],
)
def test_each_hands_over_at_six_by_its_own_clocks(
    day: str, americas_end: str, apac_ends: str, emea_ends: str
) -> None:
    # The evening in Los Angeles is the night after, in UTC.
    night = at(day, "America/Los_Angeles") + timedelta(hours=12)
    found = after("Americas", night)
    assert (f"{found.at:%H:%M}", found.receiver) == (americas_end, "APAC")
    found = after("APAC", at(day, "Asia/Singapore") + timedelta(hours=12))
    assert (f"{found.at:%H:%M}", found.receiver) == (apac_ends, "EMEA")
    found = after("EMEA", at(day, "Europe/London") + timedelta(hours=12))
    assert (f"{found.at:%H:%M}", found.receiver) == (emea_ends, "Americas")


def test_while_a_region_covers_it_keeps_command_and_so_it_does_in_a_gap() -> None:
    office = (Hours(days=DAYS[:5], starts=time(8), ends=time(18)),)
    two = tuple(one.model_copy(update={"hours": office}) for one in (AMERICAS, EMEA))
    # On Friday evening in Los Angeles nobody covers until Monday in London.
    found = passing(two, "Americas", at("2026-03-06 20:00"), at("2026-03-06 20:00"))
    assert found == Passing(at("2026-03-09 08:00"), "EMEA", at("2026-03-09 15:00"))
    assert covering(two, at("2026-03-07 12:00")) == []
    # Of one that covers again first, nothing passes meanwhile.
    found = passing((EMEA,), "EMEA", at("2026-03-06 20:00"), at("2026-03-06 20:00"))
    assert found is None


def test_a_passing_that_is_under_way_is_told_until_another_region_comes() -> None:
    night = at("2026-03-03 05:00")
    assert after("Americas", night) == Passing(
        at("2026-03-03 02:00"), "APAC", at("2026-03-03 08:00")
    )
    # Whoever took command in another region's hours is asked a while later, not at once.
    assert passing(RING, "Americas", night, at("2026-03-03 05:30")) == Passing(
        at("2026-03-03 05:30"), "APAC", at("2026-03-03 08:00")
    )
    assert after("Americas", at("2026-03-03 08:00")).receiver == "EMEA"
    # Where no region leads, the one that covers longest is to.
    found = passing(RING, None, at("2026-03-03 09:00"), LONG_AGO)
    assert found == Passing(at("2026-03-03 08:00"), "EMEA", at("2026-03-03 16:00"))


def test_what_never_changes_is_no_passing() -> None:
    always = EMEA.model_copy(update={"hours": (Hours(starts=time(0), ends=time(0)),)})
    assert passing((always,), None, at("2026-03-03"), at("2026-03-03")) is None
    assert passing((), None, at("2026-03-03"), at("2026-03-03")) is None


@pytest.mark.parametrize(
    ("day", "one", "other", "minutes"),
    [
        ("2026-03-07", "America/Los_Angeles", "Europe/London", 0),
        ("2026-03-08 12:00", "America/Los_Angeles", "Europe/London", -60),
        ("2026-03-28 12:00", "America/Los_Angeles", "Europe/London", -60),
        ("2026-03-29 12:00", "America/Los_Angeles", "Europe/London", 0),
        ("2026-04-10", "America/Los_Angeles", "Europe/London", 0),
        ("2026-10-25 12:00", "America/Los_Angeles", "Europe/London", -60),
        ("2026-11-01 12:00", "America/Los_Angeles", "Europe/London", 0),
        ("2026-03-10", "America/Los_Angeles", "Asia/Singapore", 0),
        ("2026-04-01", "Europe/London", "Australia/Sydney", -60),
        ("2026-10-10", "Europe/London", "Australia/Lord_Howe", 30),
        ("2026-03-01", "Asia/Kolkata", "Africa/Casablanca", -60),
    ],
)
def test_weeks_in_which_the_clocks_disagree_are_known(
    day: str, one: str, other: str, minutes: int
) -> None:
    assert off_by(at(day), one, other) == timedelta(minutes=minutes)


def test_nobody_is_thought_awake_at_night() -> None:
    assert not is_awake(at("2026-03-03 06:59", "Asia/Kolkata"), "Asia/Kolkata")
    assert is_awake(at("2026-03-03 07:00", "Asia/Kolkata"), "Asia/Kolkata")
    assert not is_awake(at("2026-03-03 22:00", "Asia/Kolkata"), "Asia/Kolkata")


# The slow model looks at the clocks of each region every quarter of an hour, which no zone's rules
# and none of the hours here fall between.
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
odd_zones = st.sampled_from(
    [
        "America/Los_Angeles",
        "Europe/London",
        "Asia/Singapore",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Casablanca",
        "America/St_Johns",
        "Pacific/Chatham",
    ]
)
regions = st.lists(
    st.builds(
        Region,
        name=st.sampled_from(["A", "B", "C", "D"]),
        zone=odd_zones | st.sampled_from(ZONES),
        hours=st.lists(
            st.builds(
                Hours,
                days=st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple),
                starts=quarters,
                ends=quarters,
            ),
            min_size=1,
            max_size=2,
        ).map(tuple),
        commanders=st.just(("x",)),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda region: region.name,
)
moments = st.datetimes(datetime(2026, 1, 15), datetime(2027, 12, 15)).map(  # noqa: DTZ001
    lambda moment: moment.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
)


class Slow:
    """Each region's hours, from what its clocks show, a quarter of an hour at a time."""

    def __init__(self, region: Region, start: datetime, count: int) -> None:
        zone = ZoneInfo(region.zone)
        steps = [start + number * QUARTER for number in range(-960, count + 960)]
        wall = [step.astimezone(zone).replace(tzinfo=None, fold=0) for step in steps]
        begun, over = list(wall), list(wall)
        for number in range(1, len(wall)):
            begun[number] = max(begun[number - 1], wall[number])
        for number in range(len(wall) - 2, -1, -1):
            over[number] = min(over[number + 1], wall[number])
        self.open = [
            any(self._is_open(one, begun[number], over[number]) for one in region.hours)
            for number in range(len(steps))
        ]

    @staticmethod
    def _is_open(one: Hours, begun: datetime, over: datetime) -> bool:
        for back in range(3):
            day = begun.date() - timedelta(days=back)
            begin, end = datetime.combine(day, one.starts), datetime.combine(day, one.ends)
            end += timedelta(days=end <= begin)
            if DAYS[day.weekday()] in one.days and begin <= begun and over < end:
                return True
        return False

    def covers(self, number: int) -> bool:
        return self.open[number + 960]

    def goes_on(self, number: int) -> int:
        count = 0
        while number + 960 + count < len(self.open) and self.covers(number + count):
            count += 1
        return count


@settings(max_examples=60, deadline=None)
@given(regions, moments)
def test_every_quarter_of_an_hour_is_as_the_clocks_say(some: list[Region], start: datetime) -> None:
    count, sender = 192, some[0].name
    slow = {region.name: Slow(region, start, count) for region in some}
    found = iter(receivers(some, sender, start, start + count * QUARTER))
    span = next(found)
    for number in range(count):
        moment = start + number * QUARTER
        if moment >= span.end:
            span = next(found)
        left = {name: one.goes_on(number) for name, one in slow.items() if one.covers(number)}
        expected = () if sender in left or not left else max(left.values())
        if expected:
            assert left[span.people[0]] == expected, moment
        else:
            assert span.people == (), moment


@settings(max_examples=100, deadline=None)
@given(regions, moments, st.data())
def test_command_never_passes_outside_the_hours_of_whoever_gets_it(
    some: list[Region], now: datetime, data: st.DataObject
) -> None:
    sender = data.draw(st.sampled_from([None, *(region.name for region in some)]))
    not_before = now + data.draw(st.integers(-9, 9)) * timedelta(hours=3)
    found = passing(some, sender, now, not_before)
    turned = data.draw(st.permutations(some))
    assert passing(turned, sender, now, not_before) == found
    if found is not None:
        assert found.receiver in covering(some, found.at)
        assert sender not in covering(some, found.at)
        assert not_before <= found.at < found.until
        assert now < found.until
