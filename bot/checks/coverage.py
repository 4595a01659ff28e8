"""Looks whether the regions that follow the sun leave hours without anybody to lead."""

from datetime import timedelta
from typing import Final

from bot.checks.finding import Finding, unknown, well
from models.organisation import Organisation
from workflows.clock import Clock
from workflows.on_call.coverage_lints import remarks_on_coverage

_LOOKED_AT: Final = timedelta(weeks=13)


def look_at_coverage(organisation: Organisation, clock: Clock) -> list[Finding]:
    """What is odd in the next quarter. Nothing is said where no regions cover."""
    regions = organisation.duty.regions
    if not regions:
        return []
    now = clock.now()
    found = remarks_on_coverage(organisation.duty, now, now + _LOOKED_AT)
    do = f"Look at `regions` in {organisation.on_call}; `muster schedule lint` tells more."
    return [unknown(f"{one.schedule}: {one.says}", do) for one in found] or [
        well(f"{len(regions)} regions cover, and somebody leads at every hour.")
    ]
