"""An offer of command as the channel shows it: the message, what stands in its thread, and its lapse."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.incident import Incident
from models.role import Handoff, HandoffState
from models.timeline import EventKind, TimelineEvent
from templates.handoff import brief_messages, handoff_offer
from templates.handoff_nudges import could_you, waits_for_you
from templates.said import said
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, World
from workflows.privacy import may_see
from workflows.room import draw_in_room, post_in_room
from workflows.saying import needing_room
from workflows.work import Work


async def open_offer(work: Work, incident: Incident) -> Handoff | None:
    """The offer that waits for an answer, if there is one."""
    return await work.session.scalar(
        select(Handoff).where(
            Handoff.incident_id == incident.id, Handoff.state == HandoffState.OFFERED.value
        )
    )


async def lapse_open_offer(work: Work, incident: Incident) -> None:
    """End an offer that nobody answered, because something else took its place."""
    lapsed = await work.session.scalar(
        update(Handoff)
        .where(Handoff.incident_id == incident.id, Handoff.state == HandoffState.OFFERED.value)
        .values(state=HandoffState.LAPSED.value, answered_at=work.now)
        .returning(Handoff)
    )
    if lapsed is not None:
        work.record(EventKind.HANDOFF_LAPSED, incident, handoff_id=lapsed.id)
        await show_answered(work, lapsed)


async def show_answered(work: Work, handoff: Handoff) -> None:
    """Redraw an offer that is open no longer, wherever it stands."""
    where = {"incident_id": handoff.incident_id, "handoff_id": handoff.id}
    work.send(ShowHandoff(**where))
    for event in await chased_for(work.session, handoff):
        for slack_id in event.details["whom"]:
            work.send(TellOfOffer(**where, slack_id=slack_id))


async def chased_for(session: AsyncSession, handoff: Handoff) -> list[TimelineEvent]:
    """The steps that were made for an offer, oldest first."""
    events = await session.scalars(
        select(TimelineEvent)
        .where(
            TimelineEvent.incident_id == handoff.incident_id,
            TimelineEvent.kind == EventKind.HANDOFF_CHASED.value,
            TimelineEvent.at >= handoff.offered_at,
        )
        .order_by(TimelineEvent.at, TimelineEvent.id)
    )
    return [one for one in events if one.details["handoff_id"] == handoff.id]


async def call_or_not(work: Work, incident: Incident) -> None:
    """Have an open offer made in a call or not, as the severity asks that has just changed."""
    handoff = await open_offer(work, incident)
    if handoff is not None:
        handoff.in_call = work.organisation.hands_over_in_a_call(incident.severity)
        work.send(ShowHandoff(incident_id=incident.id, handoff_id=handoff.id))


class ShowHandoff(Errand):
    """Post an offer of command in the incident's channel, or redraw it as it stands."""

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
        handoff = await _handoff(world, self.handoff_id)
        message = handoff_offer(facts, handoff, world.start.clock.now())
        async with needing_room(world, facts):
            if handoff.message_ts is not None:
                # An offer that somebody deleted is not posted anew: its answer is told besides.
                await world.slack.redraw(room.channel_id, handoff.message_ts, message)
                return
            ts = await draw_in_room(world, room, message, key=_key(facts, handoff))
        async with world.start() as work:
            (await work.session.get_one(Handoff, self.handoff_id)).message_ts = ts
            work.send(BriefReceiver(incident_id=self.incident_id, handoff_id=self.handoff_id))


class BriefReceiver(Errand):
    """Say in the thread of an offer what else the next commander should know."""

    priority = Priority.PEOPLE

    incident_id: int
    handoff_id: int

    async def carry_out(self, world: World) -> None:
        """Post it in as many messages as it needs."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        handoff = await _handoff(world, self.handoff_id)
        async with needing_room(world, facts):
            for number, message in enumerate(brief_messages(handoff)):
                key = f"brief-for-{_key(facts, handoff)}:{number}"
                await post_in_room(world, room, message, key=key, under=handoff.message_ts)


class TellOfOffer(Errand):
    """Tell one person that command waits for somebody's word, as a direct message."""

    priority = Priority.PEOPLE

    incident_id: int
    handoff_id: int
    slack_id: str

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"handoff-told:{self.handoff_id}:{self.slack_id}"

    async def carry_out(self, world: World) -> None:
        """Send it, if the offer is open still and they may know of it; once it is not, redraw what was sent."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            handoff = await session.get_one(Handoff, self.handoff_id)
            may_know = await may_see(session, self.slack_id, facts.incident)
        if not may_know:
            raise Needless("they may not know of it")
        is_receiver = self.slack_id == handoff.offered_to.slack_id
        message = (waits_for_you if is_receiver else could_you)(facts, handoff)
        key = f"asked:{facts.incident.uid}:{handoff.id}:{self.slack_id}"
        if handoff.state == HandoffState.OFFERED:
            await tell_directly(world, self.slack_id, message, key=key)
            return
        where = await world.slack.conversation_with(self.slack_id)
        ts = await world.slack.own_post(where, key, handoff.offered_at)
        if ts is not None:
            await world.slack.redraw(where, ts, message)


class SayUnderHandoff(Errand):
    """Say an event of the timeline in the thread of an offer."""

    priority = Priority.WORDS

    incident_id: int
    handoff_id: int
    event_id: int

    async def carry_out(self, world: World) -> None:
        """Post it there; where the offer never stood anywhere, there is nobody to tell."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        handoff = await _handoff(world, self.handoff_id)
        if handoff.message_ts is None:
            raise Needless("the offer stands nowhere")
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
        async with needing_room(world, facts):
            key = f"under-{_key(facts, handoff)}:{event.id}"
            await post_in_room(world, room, said(event, facts), key=key, under=handoff.message_ts)


async def _handoff(world: World, handoff_id: int) -> Handoff:
    async with world.start.looking() as session:
        return await session.get_one(Handoff, handoff_id)


def _key(facts: Facts, handoff: Handoff) -> str:
    return f"handoff:{facts.incident.uid}:{handoff.id}"
