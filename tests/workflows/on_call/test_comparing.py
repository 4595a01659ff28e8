"""What another program shows against what we make of it."""

from tests.workflows.on_call.written import at, schedule
from workflows.on_call.comparing import differences
from workflows.on_call.spans import Span

DAILY = 'people: [ann, bob], first_turn: "2026-06-01 09:00", every: 1 day'


def shown(*rows: tuple[str, str, str]) -> list[Span]:
    return [
        Span(at(f"2026-06-0{start}"), at(f"2026-06-0{end}"), (who,)) for start, end, who in rows
    ]


def test_the_same_people_at_the_same_time_differ_nowhere() -> None:
    of = schedule(DAILY, "UTC")
    assert (
        differences(of, shown(("1 09:00", "2 09:00", "ann"), ("2 09:00", "2 12:00", "bob"))) == []
    )
    assert differences(of, []) == []


def test_other_people_and_nobody_are_told_with_their_time_and_seconds_are_not() -> None:
    of = schedule(DAILY, "UTC")
    found = differences(
        of,
        shown(
            ("1 10:00", "2 09:01", "ann"),
            ("2 09:01", "2 12:00", "bob"),
            ("2 15:00", "3 09:00", "bob"),
            ("3 09:00", "4 10:00", "ann"),
        ),
    )
    assert [(f"{one.start:%d %H}", f"{one.end:%d %H}", one.ours, one.theirs) for one in found] == [
        ("02 12", "02 15", ("bob",), ()),
        ("04 09", "04 10", ("bob",), ("ann",)),
    ]
