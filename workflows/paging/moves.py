"""Where a page goes next: the next step in which there is somebody, looked for before anything is written down."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from models.incident import Incident
from models.page import Answer, Page, Paged
from models.timeline import EventKind, TimelineEvent
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
    #: Nobody else was to be asked, and all of them said that they cannot: asking them again is of no use.
    all_cannot: bool = False


async def next_move(world: World, incident: Incident, page: Page, now: datetime) -> Move:
    """Look for the next step. One in which nobody is there waits for nothing: the one after it is looked at.

    Whoever has said that they cannot is not there for the rest of the page. Where somebody has it go on
    by hand, those are asked again who said so in an earlier pass.
    """
    policy, severity = page.policy, incident.severity
    step, pass_number = page.step, page.pass_number
    gaps: dict[int, Mapping[str, str]] = {}
    opens: list[datetime] = []
    was_reached = step > 0
    declined = await _declined(world, page)
    asks_again = await _goes_on_by_hand(world, page)
    cannot = {one for one, last in declined.items() if not asks_again or last == pass_number}
    while True:
        following = next_step(policy, severity, step)
        if following is None:
            if not was_reached and (gaps or opens):
                break
            if await _all_cannot(world, incident, page, declined, now):
                return Move(pass_number, step, gaps=gaps, is_over=True, all_cannot=True)
            if pass_number > policy.repeat:
                return Move(pass_number, step, gaps=gaps, is_over=True)
            step, pass_number, was_reached = 0, pass_number + 1, False
            gaps, opens, cannot = {}, [], set() if asks_again else cannot
            if next_step(policy, severity, 0) is None:
                return Move(pass_number, step, gaps=gaps, is_over=True)
            continue
        step = following
        rule = policy.steps[step - 1]
        later = opens_at(rule.hours, now) if rule.hours else None
        if later is not None:
            opens.append(later)
            continue
        found = _without(await find(world, incident, rule.notify, now), cannot)
        if found.callees:
            return Move(pass_number, step, found, gaps)
        gaps[step] = found.missing
    if opens and not gaps:
        return Move(page.pass_number, page.step, opens_at=min(opens))
    fallback = await find(world, incident, world.organisation.duty.paging.fallback, now)
    return Move(pass_number, step, _without(fallback, cannot), gaps, is_gap=True)


async def _all_cannot(
    world: World, incident: Incident, page: Page, declined: Collection[str], now: datetime
) -> bool:
    """Whether all whom a page goes to have said so: those of its steps, or else of the fallback."""
    if not declined:
        return False
    steps = [one.notify for one in page.policy.steps if one.is_for(incident.severity)]
    found = [await find(world, incident, targets, now) for targets in steps]
    if not any(one.callees for one in found):
        found = [await find(world, incident, world.organisation.duty.paging.fallback, now)]
    asked = [one.slack_id for each in found for one in each.callees]
    return bool(asked) and all(one in declined for one in asked)


async def _declined(world: World, page: Page) -> Mapping[str, int]:
    """Who said since the page began that they cannot, by Slack id, and in which pass they did so last."""
    async with world.start.looking() as session:
        found = await session.execute(
            select(Paged.slack_id, func.max(Paged.pass_number))
            .where(
                Paged.page_id == page.id,
                Paged.round == page.round,
                Paged.answer == Answer.DECLINED.value,
            )
            .group_by(Paged.slack_id)
        )
        return dict(found.all())


async def _goes_on_by_hand(world: World, page: Page) -> bool:
    """Whether the step that is due now is so because somebody pressed for it."""
    async with world.start.looking() as session:
        found = await session.scalars(
            select(TimelineEvent).where(
                TimelineEvent.incident_id == page.incident_id,
                TimelineEvent.kind == EventKind.PAGE_ESCALATED.value,
                TimelineEvent.at == page.next_at,
            )
        )
        return any(one.details["page"] == page.id and one.details.get("by_hand") for one in found)


def _without(found: Found, cannot: Collection[str]) -> Found:
    callees = [one for one in found.callees if one.slack_id not in cannot]
    missing = {
        one.via or one.name: "has said that they cannot"
        for one in found.callees
        if one.slack_id in cannot
    }
    return Found(callees, {**found.missing, **missing})
