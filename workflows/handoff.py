"""Handing over command: offered, answered, and passed in one moment, so that there is never none or two."""

from sqlalchemy import select, update

from models.incident import Incident
from models.role import Handoff, HandoffState, RoleAssignment
from models.timeline import EventKind
from templates.handoff import handoff_offer
from templates.text import mention, mrkdwn
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.invitations import InvitePeople
from workflows.people import check_can_answer
from workflows.roles import pass_role
from workflows.room import draw_in_room
from workflows.saying import needing_room, say
from workflows.work import Work


async def offer_handoff(
    work: Work, incident: Incident, to_slack_id: str, briefing: str = ""
) -> Handoff:
    """Offer command to a person. Until they accept, the present commander stays.

    Anybody may offer: a commander who fell silent must not hold the incident. An earlier offer that
    nobody answered lapses. Raises Refused when nobody has command, or this person has it.
    """
    commander = (await facts_in(work, incident)).commander
    if commander is None:
        raise Refused(
            mrkdwn(
                "Nobody has command of {ref}, so there is nothing to hand over. "
                "Press *Take command* on the card, or type `/incident role commander @person`.",
                ref=incident.ref,
            )
        )
    receiver = await work.person(to_slack_id)
    check_can_answer(receiver)
    if receiver.id == commander.person_id:
        raise Refused(
            mrkdwn("{who} has command already.", who=mention(to_slack_id)), field="receiver"
        )
    await lapse_open_offer(work, incident)
    handoff = Handoff(
        incident_id=incident.id,
        offered_by=work.person_acting,
        offered_to=receiver,
        offered_at=work.now,
        briefing=briefing,
    )
    await work.add(handoff)
    work.record(
        EventKind.HANDOFF_OFFERED,
        incident,
        to=to_slack_id,
        briefing=briefing,
        handoff_id=handoff.id,
    )
    work.send(InvitePeople(incident_id=incident.id, people=(to_slack_id,)))
    work.send(ShowHandoff(incident_id=incident.id, handoff_id=handoff.id))
    return handoff


async def accept_handoff(work: Work, handoff_id: int) -> RoleAssignment:
    """Accept, by "I have command": end one assignment and begin the next, as one event of the timeline.

    Raises Refused for anybody but the person it was offered to, or when it is no longer open.
    """
    handoff, incident = await _answered(work, handoff_id, HandoffState.ACCEPTED)
    facts = await facts_in(work, incident)
    work.send(ShowHandoff(incident_id=incident.id, handoff_id=handoff.id))
    role = work.organisation.role("commander")
    return await pass_role(work, incident, role, facts.commander, handoff.offered_to)


async def decline_handoff(work: Work, handoff_id: int) -> None:
    """Decline, by "not now": nothing changes hands, and everyone sees that somebody else must be asked."""
    handoff, incident = await _answered(work, handoff_id, HandoffState.DECLINED)
    event = work.record(EventKind.HANDOFF_DECLINED, incident, handoff_id=handoff.id)
    await say(work, event)
    work.send(ShowHandoff(incident_id=incident.id, handoff_id=handoff.id))


async def lapse_open_offer(work: Work, incident: Incident) -> None:
    """End an offer that nobody answered, because something else took its place."""
    lapsed = await work.session.scalar(
        update(Handoff)
        .where(Handoff.incident_id == incident.id, Handoff.state == HandoffState.OFFERED.value)
        .values(state=HandoffState.LAPSED.value, answered_at=work.now)
        .returning(Handoff.id)
    )
    if lapsed is not None:
        work.record(EventKind.HANDOFF_LAPSED, incident, handoff_id=lapsed)
        work.send(ShowHandoff(incident_id=incident.id, handoff_id=lapsed))


async def _answered(work: Work, handoff_id: int, state: HandoffState) -> tuple[Handoff, Incident]:
    """The offer, answered by the person who acts."""
    incident_id = await work.session.scalar(
        select(Handoff.incident_id).where(Handoff.id == handoff_id)
    )
    if incident_id is None:
        raise Refused("This offer is no longer known.")
    incident = await open_incident(work, incident_id)
    handoff = await work.session.get_one(Handoff, handoff_id, populate_existing=True)
    if handoff.offered_to_id != work.person_acting.id:
        raise Refused(
            mrkdwn(
                "This offer is for {who}. Until they answer, nothing changes.",
                who=mention(handoff.offered_to.slack_id),
            )
        )
    if handoff.state != HandoffState.OFFERED:
        raise Refused("This offer was answered already, or something else took its place.")
    handoff.state, handoff.answered_at = state.value, work.now
    return handoff, incident


class ShowHandoff(Errand):
    """Post an offer of command in the incident's channel, or redraw it with its answer."""

    priority = Priority.PEOPLE

    incident_id: int
    handoff_id: int

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"handoff:{self.handoff_id}"

    async def carry_out(self, world: World) -> None:
        """Draw it."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            handoff = await session.get_one(Handoff, self.handoff_id)
        message = handoff_offer(facts, handoff)
        async with needing_room(world, facts):
            if handoff.message_ts is not None:
                # An offer that somebody deleted is not posted anew: its answer is told besides.
                await world.slack.redraw(room.channel_id, handoff.message_ts, message)
                return
            key = f"handoff:{facts.incident.uid}:{handoff.id}"
            ts = await draw_in_room(world, room, message, key=key)
        async with world.start() as work:
            (await work.session.get_one(Handoff, self.handoff_id)).message_ts = ts
