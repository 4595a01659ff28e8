"""Passing command from region to region: one errand for each incident watches, asks, and asks again.

Nothing changes without somebody's word: whoever leads goes on leading until another says that they do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.incident import Kind
from models.role import Handoff, HandoffState, RoleAssignment
from models.timeline import EventKind, RegionStep, TimelineEvent
from templates.region_change import told_directly
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in, facts_of
from workflows.on_call.coverage import is_awake, off_by
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.finding import found_in_slack
from workflows.on_call.leading import IN_SIGHT, Plan, plan_for, says_several
from workflows.on_call.people import known_people
from workflows.on_call.region_steps import LATE, Due, done_for, next_step
from workflows.people import usable_zone
from workflows.privacy import may_see
from workflows.saying import say
from workflows.work import Work

#: While somebody is asked by an offer, that offer is what is waited for.
_WAIT_FOR_ANSWER: Final = timedelta(minutes=10)
_PRESSING: Final = (RegionStep.NUDGED, RegionStep.OPENED)
#: Whom each step tells by direct message: who leads, or who should.
_TELLS: Final = {
    RegionStep.NOTICED: ("sender", "person"),
    RegionStep.DUE: ("sender",),
    RegionStep.OPENED: ("person",),
    RegionStep.ASKED: ("person",),
}


class WatchRegions(Errand):
    """Say what is due in an incident whose command passes with the sun, and come again for the next step."""

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int

    @property
    def key(self) -> str:
        """One watch over an incident."""
        return f"regions:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Reckon what comes next, find who is meant, and write down what is due."""
        now = world.start.clock.now()
        async with world.start.looking() as session:
            facts = await facts_of(session, world.organisation, self.incident_id)
            duty = await duty_in(session, facts.organisation.duty, now - IN_SIGHT)
            seen = await _ahead(session, facts, duty, now)
        if seen is None:
            return
        people = await found_in_slack(world, duty, seen.plan.names)
        async with world.start() as work:
            # Held until the end, so that nobody passes command between this look and the words.
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            ahead = await _ahead(work.session, facts, duty, now)
            if ahead is not None and ahead == seen and ahead.due.at <= work.now:
                known = [people[name] for name in ahead.plan.names if name in people]
                await _tell(work, facts, duty, ahead, await who_can(work, facts, known))
                await work.session.flush()
                ahead = await _ahead(work.session, facts, duty, now)
            if ahead is not None:
                work.send(self, at=max(ahead.due.at, work.now))


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What is said next, and of which plan."""

    plan: Plan
    due: Due


async def _ahead(session: AsyncSession, facts: Facts, duty: Duty, now: datetime) -> _Ahead | None:
    """The next step in an incident; of the plan after the present one, where all is said of that."""
    events = await region_changes(session, facts.incident.id)
    commander, notice = facts.commander, facts.organisation.handoffs.notice_before
    assignment = commander.id if commander else None
    at, judged_at = now, await _judged_at(session, facts)
    while (plan := _plan(facts, duty, judged_at, at)) is not None and plan.at - now < IN_SIGHT:
        done = done_for(plan, assignment, events)
        due = next_step(plan, done, now, notice, is_led=commander is not None)
        if due is not None:
            if due.step in _PRESSING and await _is_asked(session, facts.incident.id):
                due = replace(due, at=max(due.at, now + _WAIT_FOR_ANSWER))
            return _Ahead(plan, due)
        at = plan.until
    return None


def watch_regions(work: Work, incident_id: int) -> None:
    """Find anew how command of an incident passes, where regions cover at all."""
    if work.organisation.duty.regions:
        work.send(WatchRegions(incident_id=incident_id))


async def region_changes(session: AsyncSession, incident_id: int) -> Sequence[TimelineEvent]:
    """What the timeline tells of command that passes between regions, oldest first."""
    events = await session.scalars(
        select(TimelineEvent)
        .where(
            TimelineEvent.incident_id == incident_id,
            TimelineEvent.kind == EventKind.REGION_CHANGE.value,
        )
        .order_by(TimelineEvent.at, TimelineEvent.id)
    )
    return events.all()


async def passing_at(session: AsyncSession, commander: RoleAssignment) -> datetime | None:
    """When command was to pass from a commander to the next region (UTC), where that was said already."""
    for event in reversed(await region_changes(session, commander.incident_id)):
        if event.details["assignment"] == commander.id:
            return datetime.fromisoformat(event.details["planned_at"])
    return None


async def passes_before_shift_end(session: AsyncSession, facts: Facts) -> datetime | None:
    """When command passes to another region (UTC), as it is planned shortly before the commander's shift ends.

    None where nobody knows when that is, or nothing is planned: then nobody speaks to them of it.
    """
    commander, on_call = facts.commander, facts.organisation.duty
    if commander is None or commander.shift_ends_at is None or not on_call.regions:
        return None
    at = commander.shift_ends_at - facts.organisation.handoffs.notice_before
    duty = await duty_in(session, on_call, at - IN_SIGHT)
    plan = _plan(facts, duty, await _judged_at(session, facts), at)
    return plan.at if plan else None


async def _judged_at(session: AsyncSession, facts: Facts) -> datetime | None:
    """When people last found that it is more than one region's, or no more than one's."""
    events = await session.scalars(
        select(TimelineEvent)
        .where(
            TimelineEvent.incident_id == facts.incident.id,
            TimelineEvent.kind == EventKind.CHANGED.value,
        )
        .order_by(TimelineEvent.at.desc(), TimelineEvent.id.desc())
    )
    on_call = facts.organisation.duty
    for event in events:
        before, after = event.details["changes"].get("regions", ((), ()))
        if says_several(on_call, before) != says_several(on_call, after):
            return event.at
    return None


def _plan(facts: Facts, duty: Duty, judged_at: datetime | None, now: datetime) -> Plan | None:
    incident = facts.incident
    if not incident.is_open or incident.kind == Kind.NEAR_MISS:
        return None
    on_call, commander = facts.organisation.duty, facts.commander
    return plan_for(on_call, duty, incident, commander, now, judged_at=judged_at)


async def _is_asked(session: AsyncSession, incident_id: int) -> bool:
    """Whether somebody is asked for an answer to an offer of command, and not all of them were in vain."""
    offer = await session.scalar(
        select(Handoff.id).where(
            Handoff.incident_id == incident_id, Handoff.state == HandoffState.OFFERED.value
        )
    )
    if offer is None:
        return False
    chased = await session.scalars(
        select(TimelineEvent).where(
            TimelineEvent.incident_id == incident_id,
            TimelineEvent.kind == EventKind.HANDOFF_CHASED.value,
        )
    )
    return all(one.details["whom"] for one in chased if one.details["handoff_id"] == offer)


async def who_can(work: Work, facts: Facts, slack_ids: Sequence[str]) -> str | None:
    """The first who could take command: not a program, not gone, and not leading already."""
    leads = facts.commander.person.slack_id if facts.commander else None
    for slack_id in slack_ids:
        person = await work.person(slack_id)
        if not person.cannot_answer and slack_id != leads:
            return slack_id
    return None


async def _tell(work: Work, facts: Facts, duty: Duty, ahead: _Ahead, person: str | None) -> None:
    incident, commander = facts.incident, facts.commander
    plan, due = ahead.plan, ahead.due
    zones = {one.name: one.zone for one in facts.organisation.duty.regions}
    zone, own_zone = zones.get(plan.receiver), await _own_zone(work, duty, plan, person)
    sleeps_by = own_zone or zone
    is_known = person is not None and await may_see(work.session, person, incident)
    event = work.record(
        EventKind.REGION_CHANGE,
        incident,
        step=due.step,
        planned_at=plan.at,
        until=plan.until,
        sender=plan.sender,
        receiver=plan.receiver,
        assignment=commander.id if commander else None,
        leads=commander.person.slack_id if commander else None,
        person=person,
        may_know=is_known,
        late=work.now - plan.at > LATE and due.step in (RegionStep.DUE, RegionStep.ASKED),
        asleep=sleeps_by is not None and not is_awake(plan.at, sleeps_by),
        own_zone=own_zone,
        off_minutes=_minutes_off(plan.at, zones.get(plan.sender or ""), zone),
    )
    await say(work, event)
    whom = {
        "sender": commander.person.slack_id if commander else None,
        "person": person if is_known else None,
    }
    for role in _TELLS.get(due.step, ()):
        if slack_id := whom[role]:
            work.send(
                TellOfRegionChange(incident_id=incident.id, event_id=event.id, slack_id=slack_id)
            )


async def _own_zone(work: Work, duty: Duty, plan: Plan, slack_id: str | None) -> str | None:
    """The time zone in which somebody of a plan lives, as far as that is known."""
    people = await known_people(work.session, duty, plan.names)
    zones = (one.zone for one in people.values() if slack_id and one.slack_id == slack_id)
    return usable_zone(next(zones, None))


def _minutes_off(at: datetime, one: str | None, other: str | None) -> int:
    return abs(off_by(at, one, other)) // timedelta(minutes=1) if one and other else 0


class TellOfRegionChange(Errand):
    """Tell one person what the passing of command asks of them, as a direct message."""

    priority = Priority.WORDS

    incident_id: int
    event_id: int
    slack_id: str

    async def carry_out(self, world: World) -> None:
        """Send it, if the incident goes on and they may still know of it."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
            may_know = await may_see(session, self.slack_id, facts.incident)
        if facts.incident.is_open and may_know:
            await tell_directly(
                world,
                self.slack_id,
                told_directly(event, facts, self.slack_id),
                key=f"region:{facts.incident.uid}:{event.id}:{self.slack_id}",
            )
