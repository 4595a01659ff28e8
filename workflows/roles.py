"""Roles: who leads, who stands by, who writes, who speaks; and when a commander's shift ends."""

from datetime import datetime, time

from sqlalchemy.exc import IntegrityError

from models.incident import Incident
from models.organisation import Role
from models.person import Person
from models.role import RoleAssignment
from models.timeline import EventKind
from templates.briefings import role_briefing
from templates.text import Mrkdwn, bold, mention, mrkdwn
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import any_incident, facts_in
from workflows.handoff_showing import lapse_open_offer
from workflows.invitations import invite
from workflows.local_time import next_time
from workflows.on_call.region_watch import watch_regions
from workflows.own_wording import mind_words
from workflows.people import check_can_answer, learn, zone_of
from workflows.privacy import let_in, may_still_know
from workflows.reminders import plan_reminders
from workflows.role_taken import RoleIsTaken
from workflows.saying import say
from workflows.showing import show
from workflows.two_hats import mind_two_hats
from workflows.welcome import welcome
from workflows.work import Work


async def take_role(work: Work, incident: Incident, role: Role, slack_id: str) -> RoleAssignment:
    """Give a role to a person, who may be the one who acts.

    Raises Refused when the role has its one holder already: command is then handed over.
    """
    person = await work.person(slack_id)
    check_can_answer(person)
    facts = await facts_in(work, incident)
    if any(held.role == role.key and held.person_id == person.id for held in facts.holders):
        raise Refused(
            mrkdwn(
                "{who} already: {role} in {ref}.",
                who="You are that" if person is work.actor else mention(slack_id) + " is that",
                role=role.name,
                ref=incident.ref,
            )
        )
    holder = facts.holder(role.key)
    if role.single and holder is not None:
        raise RoleIsTaken(work, incident, role, holder, person)
    if role.key == "commander":
        await lapse_open_offer(work, incident)
    assignment = await _assign(work, incident, role, person)
    event = work.record(EventKind.ROLE_TAKEN, incident, role=role.key, person=slack_id)
    await say(work, event)
    await settle_in(work, incident, assignment)
    await mind_two_hats(work, incident, person)
    return assignment


async def hand_back(work: Work, incident: Incident, role: Role, slack_id: str) -> None:
    """End a person's hold of a role. Nobody has it then, where it has one holder.

    Raises Refused when they do not hold it, or when somebody else's command would be ended: command
    is handed over, so that it is never lost between two people.
    """
    facts = await facts_in(work, incident)
    held = next(
        (one for one in facts.holders if one.role == role.key and one.person.slack_id == slack_id),
        None,
    )
    if held is None:
        raise Refused(
            mrkdwn(
                "{who} not {role} in {ref}, so nothing was changed.",
                who="You are" if slack_id == work.person_acting.slack_id else _is(slack_id),
                role=bold(role.name.lower()),
                ref=incident.ref,
            )
        )
    if role.key == "commander" and held.person_id != work.person_acting.id:
        raise Refused(
            mrkdwn(
                "{who} has command, so nothing was changed. To pass it on, type "
                "`/incident handoff @person`: they take it when they are ready.",
                who=mention(slack_id),
            )
        )
    await _leave(work, incident, held)


async def _leave(work: Work, incident: Incident, held: RoleAssignment, **why: str) -> None:
    await end(work, held)
    event = work.record(
        EventKind.ROLE_HANDED_BACK, incident, role=held.role, person=held.person.slack_id, **why
    )
    await say(work, event)
    show(work, incident)
    plan_reminders(work, incident)


def _is(slack_id: str) -> Mrkdwn:
    return mention(slack_id) + " is"


async def end(work: Work, held: RoleAssignment) -> None:
    """End a hold of a role now. What is said of it is left to whoever ends it."""
    held.until = work.now
    await work.session.flush()


async def pass_role(
    work: Work,
    incident: Incident,
    role: Role,
    before: RoleAssignment | None,
    receiver: Person,
    **told: str,
) -> RoleAssignment:
    """Pass a role from one person to the next, as one event of the timeline: never none, never two.

    `told` is what else the event tells.
    """
    check_can_answer(receiver)
    if before is not None:
        await end(work, before)
    assignment = await _assign(work, incident, role, receiver)
    kind = EventKind.COMMAND_PASSED if role.key == "commander" else EventKind.ROLE_PASSED
    event = work.record(
        kind,
        incident,
        role=role.key,
        before=before.person.slack_id if before else None,
        after=receiver.slack_id,
        **told,
    )
    await say(work, event)
    await settle_in(work, incident, assignment)
    plan_reminders(work, incident)
    await mind_two_hats(work, incident, receiver)
    return assignment


async def _assign(work: Work, incident: Incident, role: Role, person: Person) -> RoleAssignment:
    assignment = RoleAssignment(
        incident_id=incident.id,
        role=role.key,
        single=role.single,
        person=person,
        since=work.now,
    )
    try:
        async with work.session.begin_nested():
            await work.add(assignment)
    except IntegrityError:
        # Two presses at one moment: the database let one of them through, and it was not this one.
        holder = (await facts_in(work, incident)).holder(role.key)
        if holder is None:
            raise
        raise RoleIsTaken(work, incident, role, holder, person) from None
    return assignment


async def settle_in(work: Work, incident: Incident, assignment: RoleAssignment) -> None:
    """What follows when somebody holds a role: they are in the channel, briefed, and everyone sees it."""
    await let_in(work, incident, [assignment.person.slack_id])
    await invite(work, incident, [assignment.person.slack_id], assignment_id=assignment.id)
    work.send(BriefRoleHolder(incident_id=incident.id, assignment_id=assignment.id))
    welcome(work, assignment.person)
    show(work, incident)
    if assignment.role == "commander":
        watch_regions(work, incident.id)


async def set_shift_end(work: Work, incident: Incident, at: time) -> datetime:
    """Note when the shift of the commander, who acts, ends; `at` is their own local clock time.

    Returns the moment in UTC. Raises Refused for anybody but the commander.
    """
    commander = (await facts_in(work, incident)).commander
    if commander is None or commander.person_id != work.person_acting.id:
        raise Refused("Only the commander's shift matters here, and command is not yours just now.")
    return _note_shift_end(work, incident, commander, at)


async def forget_shift_end(work: Work, incident: Incident) -> None:
    """Take back when the shift of the commander, who acts, ends: nobody is reminded of it."""
    commander = (await facts_in(work, incident)).commander
    if commander is not None and commander.person_id == work.person_acting.id:
        commander.shift_ends_at = None
        plan_reminders(work, incident)


def _note_shift_end(
    work: Work, incident: Incident, commander: RoleAssignment, at: time
) -> datetime:
    ends_at = next_time(work.now, at, zone_of(commander.person))
    commander.shift_ends_at = ends_at
    work.record(
        EventKind.SHIFT_END_SET, incident, person=commander.person.slack_id, ends_at=ends_at
    )
    plan_reminders(work, incident)
    return ends_at


class BriefRoleHolder(Errand):
    """Send the new holder of a role what it asks of them and what is open now."""

    priority = Priority.WORDS

    incident_id: int
    assignment_id: int

    async def carry_out(self, world: World) -> None:
        """Send it as a direct message, in the person's own time zone, once that is known.

        Whoever has left a private incident meanwhile is told nothing.
        """
        facts = await world.glance.facts(self.incident_id)
        assignment = await self._assignment(world)
        if assignment.until is not None or not facts.incident.is_open:
            return
        if not await may_still_know(world, assignment.person.slack_id, facts.incident):
            return
        if assignment.person.learned_at is None:
            await learn(world, assignment.person.slack_id)
            assignment = await self._assignment(world)
        if assignment.person.cannot_answer:
            await self._release(world)
            return
        at = world.organisation.handoffs.shift_ends
        if at is not None and assignment.role == "commander" and not assignment.shift_ends_at:
            async with world.start() as work:
                incident = await any_incident(work, self.incident_id)
                assignment = await work.session.get_one(
                    RoleAssignment, self.assignment_id, populate_existing=True
                )
                if assignment.until is None and incident.is_open:
                    _note_shift_end(work, incident, assignment, at)
        await tell_directly(
            world,
            assignment.person.slack_id,
            role_briefing(facts, assignment),
            key=f"briefing:{facts.incident.uid}:{assignment.id}",
        )
        words = facts.organisation.wording.briefings.get(assignment.role)
        await mind_words(world, facts, words, place=f"the briefing of the role {assignment.role}")

    async def _release(self, world: World) -> None:
        """Free the role again: only now is it known that its holder is nobody who could answer."""
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            held = await work.session.get_one(
                RoleAssignment, self.assignment_id, populate_existing=True
            )
            if held.until is None and incident.is_open:
                await _leave(work, incident, held, why="cannot answer")

    async def _assignment(self, world: World) -> RoleAssignment:
        async with world.start.looking() as session:
            return await session.get_one(RoleAssignment, self.assignment_id)
