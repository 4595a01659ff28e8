"""Rules of repetition against an independent library, and rules that would never end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.rules import Effort, TooMuch, repeats, rule_of

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
START = datetime(2026, 1, 5, 9, 30)  # noqa: DTZ001 -- by the clocks on the wall


@st.composite
def rules(draw: st.DrawFn) -> str:
    every = draw(st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    months = every in {"MONTHLY", "YEARLY"}
    days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)
    numbered = st.builds("{}{}".format, st.sampled_from([1, 2, 5, -1, -2]), st.sampled_from(DAYS))
    parts = {
        "INTERVAL": st.integers(1, 5).map(str),
        "COUNT": st.integers(1, 40).map(str),
        "BYDAY": (days | st.lists(numbered, min_size=1, max_size=2) if months else days).map(
            ",".join
        ),
        "BYMONTH": st.lists(st.integers(1, 12).map(str), min_size=1, max_size=3).map(",".join),
        "WKST": st.sampled_from(DAYS),
    }
    if every != "WEEKLY":
        parts["BYMONTHDAY"] = st.sampled_from(["1", "15", "29", "31", "-1", "-3", "1,-1"])
    chosen = draw(st.sets(st.sampled_from(sorted(parts))))
    if "BYMONTHDAY" in chosen:
        # Together they may never come true, which the other library takes long to find out.
        chosen -= {"BYMONTH", "BYDAY"}
    if months and "BYDAY" in chosen and draw(st.booleans()):
        parts["BYSETPOS"] = st.sampled_from(["1", "-1", "2", "1,-1"])
        chosen.add("BYSETPOS")
    return ";".join([f"FREQ={every}", *(f"{name}={draw(parts[name])}" for name in sorted(chosen))])


@settings(max_examples=250, deadline=None)
@given(rules(), st.integers(0, 700), st.integers(-60, 600), st.integers(1, 250))
def test_repetitions_are_those_of_an_independent_library(
    written: str, begins: int, looks: int, days: int
) -> None:
    start = START + timedelta(days=begins, hours=begins % 24)
    since = start + timedelta(days=looks)
    until = since + timedelta(days=days)
    rule = rule_of(written, start)
    assert rule is not None
    theirs = rrulestr(written, dtstart=start).between(since, until, inc=True)
    assert list(repeats(rule, start, since, until, Effort())) == theirs


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("RRULE:freq=weekly;until=20260201t080000z", datetime(2026, 2, 1, 8, tzinfo=UTC)),
        ("FREQ=WEEKLY;UNTIL=20260201T080000", datetime(2026, 2, 1, 8)),  # noqa: DTZ001
        ("FREQ=WEEKLY;UNTIL=20260201", date(2026, 2, 1)),
        ("FREQ=WEEKLY;BYHOUR=9;BYMINUTE=30;X-ODD=1;", None),
    ],
)
def test_rules_as_several_programs_write_them(written: str, until: object) -> None:
    rule = rule_of(written, START)
    assert rule is not None
    assert (rule.every, rule.until) == ("WEEKLY", until)


@pytest.mark.parametrize(
    "written",
    [
        "", "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=30", "FREQ=WEEKLY;BYWEEKNO=3", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-3", "FREQ=DAILY;BYHOUR=9,17", "FREQ=DAILY;UNTIL=soon",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=MO,", "WEEKLY", "FREQ=WEEKLY;UNTIL=20261301",
    ],
)  # fmt: skip
def test_what_is_no_rule_that_is_known_is_none(written: str) -> None:
    assert rule_of(written, START) is None


@pytest.mark.parametrize(
    "written",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;COUNT=99999;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=99999;BYMONTHDAY=31;BYMONTH=4",
    ],
)
def test_a_rule_that_never_comes_true_ends_all_the_same(written: str) -> None:
    rule = rule_of(written, START)
    assert rule is not None
    assert list(repeats(rule, START, START, START + timedelta(days=400), Effort())) == []
    with pytest.raises(TooMuch):
        list(repeats(rule, START, START, START + timedelta(days=400), Effort(left=300)))
