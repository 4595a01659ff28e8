"""Where a page goes next: the next step in which there is somebody, looked for before anything is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.incident import Incident
from models.page import Page
from workflows.errands import World
from workflows.paging.finding import Found, find
from workflows.paging.plans import next_step, opens_at


@dataclass(frozen=True, slots=True)
class Move:
    """What the next step of a page is."""

    pass_number: int
    #: The step that is entered; where nobody can be paged it stays as it was.
    step: int
    found: Found = field(default_factory=Found)
    #: Who was missing in steps that were passed over, by the number of the step.
    gaps: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    #: Nobody of the policy is there: the fallback was looked for.
    is_gap: bool = False
    #: Nobody is left but those who work in hours that begin then.
    opens_at: datetime | None = None
    #: All passes are through.
    is_over: bool = False


async def next_move(world: World, incident: Incident, page: Page, now: datetime) -> Move:
    """Look for the next step. One in which nobody is there waits for nothing: the one after it is looked at."""
    policy, severity = page.policy, incident.severity
    step, pass_number = page.step, page.pass_number
    gaps: dict[int, Mapping[str, str]] = {}
    opens: list[datetime] = []
    was_reached = step > 0
    while True:
        following = next_step(policy, severity, step)
        if following is None:
            if not was_reached and (gaps or opens):
                break
            if pass_number > policy.repeat:
                return Move(pass_number, step, gaps=gaps, is_over=True)
            step, pass_number, was_reached = 0, pass_number + 1, False
            gaps, opens = {}, []
            if next_step(policy, severity, 0) is None:
                return Move(pass_number, step, gaps=gaps, is_over=True)
            continue
        step = following
        rule = policy.steps[step - 1]
        later = opens_at(rule.hours, now) if rule.hours else None
        if later is not None:
            opens.append(later)
            continue
        found = await find(world, incident, rule.notify, now)
        if found.callees:
            return Move(pass_number, step, found, gaps)
        gaps[step] = found.missing
    if opens and not gaps:
        return Move(page.pass_number, page.step, opens_at=min(opens))
    fallback = await find(world, incident, world.organisation.duty.paging.fallback, now)
    return Move(pass_number, step, fallback, gaps, is_gap=True)
