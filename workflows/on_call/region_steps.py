"""What is said when command passes between regions, step after step: each follows from the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.timeline import RegionStep, TimelineEvent
from workflows.on_call.leading import Plan

#: After the hour: how long until the sender is asked once more, until the receiver may take
#: command with one press, and until it is written down that it stays where it is.
_AFTER: Final = {
    RegionStep.NUDGED: timedelta(minutes=10),
    RegionStep.OPENED: timedelta(minutes=20),
    RegionStep.KEPT: timedelta(hours=1),
}
#: What comes later than that after its moment says so.
LATE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Due:
    """A step with its moment (UTC)."""

    step: RegionStep
    at: datetime


def next_step(
    plan: Plan,
    done: Mapping[RegionStep, datetime],
    now: datetime,
    notice: timedelta,
    *,
    is_led: bool,
) -> Due | None:
    """The step that comes next, which may be due; `done` says when the others of this plan were.

    However long nobody was there, it begins with what is said at the hour, and never in a burst.
    """
    if not is_led:
        return None if RegionStep.ASKED in done else Due(RegionStep.ASKED, plan.at)
    if RegionStep.DUE not in done:
        if RegionStep.NOTICED not in done and now < plan.at:
            return Due(RegionStep.NOTICED, plan.at - notice)
        return Due(RegionStep.DUE, plan.at)
    before, waited = RegionStep.DUE, timedelta()
    for step, after in _AFTER.items():
        if not any(later in done for later in _from(step)):
            # What was put off puts off what follows it.
            return Due(step, done[before] + after - waited)
        before, waited = step, after
    return None


def done_for(
    plan: Plan, assignment: int | None, events: Sequence[TimelineEvent]
) -> dict[RegionStep, datetime]:
    """Which steps of a plan the timeline tells of, with their moments."""
    return {
        RegionStep(event.details["step"]): event.at
        for event in events
        if event.details["planned_at"] == plan.at.isoformat()
        and event.details["receiver"] == plan.receiver
        and event.details["assignment"] == assignment
    }


def _from(step: RegionStep) -> list[RegionStep]:
    """A step and those that come after it."""
    order = list(_AFTER)
    return order[order.index(step) :]
