"""What the doctor says of regions that follow the sun."""

from bot.checks.coverage import look_at_coverage
from bot.checks.finding import Verdict
from models.organisation import Organisation
from sandbox.clock import Clock
from tests.workflows.on_call.test_coverage_lints import RING
from tests.workflows.on_call.written import on_call


def test_a_ring_without_a_gap_is_well(clock: Clock) -> None:
    (found,) = look_at_coverage(Organisation().with_duty(on_call(RING)), clock)
    assert (found.verdict, found.says) == (
        Verdict.WELL,
        "3 regions cover, and somebody leads at every hour.",
    )
    assert look_at_coverage(Organisation(), clock) == []


def test_a_gap_is_told_with_where_to_look(clock: Clock) -> None:
    without_asia = RING.replace("  - {name: APAC", "  #")
    organisation = Organisation(on_call="on-call.yaml").with_duty(on_call(without_asia))
    first, *_ = look_at_coverage(organisation, clock)
    assert first.says.startswith("regions: No region covers from Tue 2026-03-03 02:00")
    assert first.do.startswith("Look at `regions` in on-call.yaml")
