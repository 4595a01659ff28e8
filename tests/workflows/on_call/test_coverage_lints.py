"""What `lint` says of regions: gaps, hours without a commander, handoffs at night."""

from datetime import timedelta

from tests.workflows.on_call.written import at, on_call
from workflows.on_call.coverage_lints import remarks_on_coverage

RING = """
schedules:
  - key: apac
    name: APAC
    zone: Asia/Singapore
    layers:
      - {name: Days, people: [dan, eve], first_turn: "2026-01-05 08:00", every: 1 week}
regions:
  - {name: Americas, zone: America/Los_Angeles, hours: [{starts: "08:00", ends: "18:00"}], commanders: U0ANN0001}
  - {name: EMEA, zone: Europe/London, hours: [{starts: "08:00", ends: "18:00"}], commanders: U0CARA001}
  - {name: APAC, zone: Asia/Singapore, hours: [{starts: "08:00", ends: "18:00"}], commanders: apac}
"""
#: APAC takes over at six in the morning.
EARLY = RING.replace(
    'zone: America/Los_Angeles, hours: [{starts: "08:00", ends: "18:00"}]',
    'zone: America/Los_Angeles, hours: [{starts: "08:00", ends: "14:00"}]',
).replace(
    'zone: Asia/Singapore, hours: [{starts: "08:00"',
    'zone: Asia/Singapore, hours: [{starts: "05:00"',
)
START = at("2026-03-01")


def told(text: str) -> list[str]:
    found = remarks_on_coverage(on_call(text), START, START + timedelta(weeks=26))
    return [f"{one.schedule}: {one.says}" for one in found]


def test_the_ring_as_it_should_be_leaves_nothing_to_say() -> None:
    assert told(RING) == []
    assert told("schedules: []") == []


def test_a_gap_is_told_with_its_hours_and_how_many_there_are() -> None:
    text = RING.replace("hours: [{starts", "hours: [{days: [mon, tue, wed, thu, fri], starts")
    first, second, third, total = told(text)
    assert first == (
        "regions: No region covers from Sun 2026-03-01 00:00 to Mon 2026-03-02 00:00 UTC (16:00 in "
        "Americas, 00:00 in EMEA, 08:00 in APAC). Whoever leads then goes on leading. Longer hours of "
        "one of them would fill it."
    )
    assert "from Sat 2026-03-07 02:00 to Mon 2026-03-09 00:00 UTC" in second
    assert "from Sat 2026-03-14 01:00" in third
    assert total == "regions: There are 27 such gaps, 1221 hours in all."


def test_hours_in_which_nobody_is_on_call_to_lead_are_told() -> None:
    text = RING.replace(
        "every: 1 week}", 'every: 1 week, hours: [{starts: "08:00", ends: "17:00"}]}'
    )
    (says,) = told(text)
    assert says == (
        "APAC: Nobody is on call to lead from Sun 2026-03-01 17:00 to Sun 2026-03-01 18:00 "
        "(Asia/Singapore), in hours that it covers."
    )


def test_a_handoff_at_night_is_told_once_with_the_clock_of_whoever_gets_it() -> None:
    (says,) = told(EARLY)
    assert says == (
        "Americas: Command passes to APAC at 06:00 by the clocks there, first on 2026-03-02. "
        "Between 07:00 and 22:00 people take over better."
    )


def test_a_handoff_is_at_night_by_the_clock_of_the_person_where_that_is_known() -> None:
    text = RING + "people: {dan: {zone: Pacific/Auckland}, eve: {zone: Europe/Berlin}}\n"
    (says,) = told(text)
    assert says == (
        "Americas: Command passes to eve, who leads for APAC then, at 03:00 by their own clock "
        "(Europe/Berlin), first on 2026-03-01. Between 07:00 and 22:00 people take over better."
    )


def test_whoever_is_awake_where_they_live_gets_no_handoff_at_night() -> None:
    awake = "people: {dan: {zone: Pacific/Auckland}, eve: {zone: Pacific/Auckland}}\n"
    assert [one for one in told(EARLY + awake) if one.startswith("Americas")] == []
