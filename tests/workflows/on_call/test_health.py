"""What is worth a look in schedules, a plain sentence each, and the score."""

from datetime import timedelta

import pytest

from models.on_call import OnCall
from tests.workflows.on_call.written import at, on_call, schedule
from workflows.on_call.health import health_of, remarks_on

SIX = "people: [alice, bob, cara, dana, erin, finn]"
WEEK = 'first_turn: "2025-11-16 09:00", every: 1 week'
START = at("2025-11-16 09:00")


def told(of: OnCall, weeks: int = 12) -> dict[str, str]:
    """What is said, by kind; the first of each."""
    found: dict[str, str] = {}
    for remark in remarks_on(of, START, START + timedelta(weeks=weeks)):
        found.setdefault(remark.kind, remark.says)
    return found


def one(layers: str, zone: str = "UTC", **known: object) -> OnCall:
    return OnCall.model_validate({"schedules": [schedule(layers, zone)], **known})


def test_six_people_in_turn_need_no_word_and_have_full_marks() -> None:
    of = one(f"{SIX}, {WEEK}")
    assert told(of) == {}
    health = health_of(of.schedules[0], START, START + timedelta(weeks=12), {})
    assert (health.score, health.covered) == (100, 100)
    assert {load.hours for load in health.loads.values()} == {336}


def test_a_second_whose_two_offsets_cancel_is_the_first() -> None:
    of = on_call(f"""
        schedules:
          - key: first
            name: First
            zone: UTC
            layers: [{{name: Weekly, {SIX}, {WEEK}}}]
          - key: second
            name: Second
            zone: UTC
            second_to: first
            layers:
              - name: Weekly
                people: [dana, erin, finn, alice, bob, cara]
                first_turn: "2025-12-07 09:00"
                every: 1 week
    """)
    assert told(of)["twice"].startswith(
        "The same person is on call here and in first, always; first alice on 2025-11-16 09:00."
    )


def test_a_second_who_is_the_first_now_and_then() -> None:
    of = on_call("""
        schedules:
          - key: first
            name: First
            zone: UTC
            layers: [{name: D, people: [a, b, c, d, e, f], first_turn: "2025-11-16 09:00", every: 1 day}]
          - key: second
            name: Second
            zone: UTC
            second_to: first
            layers: [{name: W, people: [a, b, c, d, e, f], first_turn: "2025-11-16 09:00", every: 1 week}]
    """)
    assert "28 % of the time; first a on 2025-11-16 09:00" in told(of)["twice"]


def test_a_gap_of_regions_names_their_hours() -> None:
    of = one(
        """
        people: [amy], first_turn: "2025-01-01", every: 1 day, hours: [{starts: "08:00", ends: "16:00"}]
        people: [bob], first_turn: "2025-01-01", every: 1 day, hours: [{starts: "16:00", ends: "07:00"}]
        """
    )
    says = [remark.says for remark in remarks_on(of, START, START + timedelta(days=10))]
    assert says[0] == (
        "Nobody is on call from 2025-11-17 07:00 to 2025-11-17 08:00 (UTC). The hours of L, L do "
        "not meet there."
    )
    assert "There are 10 such gaps, 10 hours in all." in says


@pytest.mark.parametrize(
    ("layers", "kind", "says"),
    [
        ("people: [], " + WEEK, "gap", "Nobody is on call at all. Add a layer with people."),
        (f"people: [a], {WEEK}", "few", "Only 1 person takes turns."),
        (f"people: [a, b], {WEEK}", "few", "Only 2 people take turns."),
        (
            f'{SIX}, {WEEK}, hours: [{{starts: "09:00", ends: "05:00"}}]',
            "rest",
            "alice is on call again on 2025-11-17 09:00, 4 hours after the shift before.",
        ),
        (
            f'{SIX}, {WEEK}, hours: [{{starts: "09:00", ends: "08:59"}}]',
            "rest",
            "alice is on call again on 2025-11-17 09:00, 1 minute after the shift before.",
        ),
        (
            (
                f"{SIX}, {WEEK}\n{SIX}, {WEEK}, "
                'counts_from: "2025-11-23 09:00", counts_until: "2025-11-23 10:00"'
            ),
            "",
            "",
        ),
        (
            (
                f"{SIX}, {WEEK}\n"
                "people: [alice], first_turn: '2025-11-16', every: 1 day, "
                "counts_from: '2025-11-23 09:00', counts_until: '2025-11-28 09:00'"
            ),
            "rest",
            "alice is on call from 2025-11-16 09:00 for 12 days without a break",
        ),
        (
            "people: [a, b, a, c, a, d, a, e, a, f], first_turn: '2025-11-16 09:00', every: 1 day",
            "balance",
            "The hours are shared unevenly: a has 1008",
        ),
    ],
)
def test_each_kind_has_its_sentence(layers: str, kind: str, says: str) -> None:
    found = told(one(layers))
    assert found.get(kind, "").startswith(says)
    if not kind:
        assert "rest" not in found


def test_a_handoff_in_somebodys_night_is_told_by_their_clock() -> None:
    of = one(f"{SIX}, {WEEK}", people={"bob": {"zone": "America/Los_Angeles"}})
    assert told(of)["night"] == (
        "The shift of bob begins on 2025-11-23 at 01:00 by their clock (America/Los_Angeles)."
    )
