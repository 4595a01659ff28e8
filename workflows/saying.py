"""Saying in an incident's channel what its timeline has just recorded, and what else when it is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from templates.room_events import ARCHIVED, SHUT_OUT
from templates.said import said, said_elsewhere
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, TryLater, World
from workflows.facts import any_incident
from workflows.privacy import may_see
from workflows.room import post_in_room
from workflows.work import Work

#: Slack's words for a channel in which nothing can be done any longer.
ROOM_GONE: Final = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "method_not_supported_for_channel_type",  # of joining again, where we were put out
        "not_in_channel",
    }
)
_ARCHIVED: Final = frozenset({"is_archived", "is_inactive"})


async def say(work: Work, event: TimelineEvent) -> None:
    """Say an event that this work recorded, once the work is committed."""
    await work.session.flush()
    work.send(SayEvent(incident_id=event.incident_id, event_id=event.id))


def whoever_leads(facts: Facts) -> Person:
    """Who is told what cannot be said in the channel: the commander, or else whoever declared."""
    return facts.commander.person if facts.commander else facts.incident.declared_by


async def leads_and_may_know(world: World, facts: Facts) -> str | None:
    """The Slack id of whoever leads; None where they have left a private incident."""
    slack_id = whoever_leads(facts).slack_id
    async with world.start.looking() as session:
        return slack_id if await may_see(session, slack_id, facts.incident) else None


async def is_lost(session: AsyncSession, incident_id: int) -> bool:
    """Whether nothing can be done in the incident's channel, as far as we know."""
    last = await session.scalar(
        select(TimelineEvent.kind)
        .where(
            TimelineEvent.incident_id == incident_id,
            TimelineEvent.kind.in_([EventKind.ROOM_LOST.value, EventKind.ROOM_BACK.value]),
        )
        .order_by(TimelineEvent.id.desc())
        .limit(1)
    )
    return last == EventKind.ROOM_LOST


async def note_loss(work: Work, incident_id: int, how: str) -> None:
    """Note once that an open incident's channel is lost, and tell whoever leads what to do."""
    incident = await any_incident(work, incident_id)
    if incident.is_open and not await is_lost(work.session, incident_id):
        await say(work, work.record(EventKind.ROOM_LOST, incident, how=how))


@asynccontextmanager
async def needing_room(world: World, facts: Facts) -> AsyncIterator[None]:
    """What needs the channel of an open incident and finds it gone comes again later.

    Of one that is over nobody waits for it: it is made good if the channel ever comes back.
    """
    try:
        yield
    except SlackSaidNo as error:
        if error.code not in ROOM_GONE:
            raise
        if not facts.incident.is_open:
            raise Needless("the channel is gone, and the incident over") from error
        await room_lost(world, facts, error)
        raise TryLater("nothing can be done in the incident's channel just now") from error


async def room_lost(world: World, facts: Facts, error: SlackSaidNo) -> None:
    """Note, once, the loss of the channel by Slack's word for it."""
    async with world.start() as work:
        how = ARCHIVED if error.code in _ARCHIVED else SHUT_OUT
        await note_loss(work, facts.incident.id, how)


class SayEvent(Errand):
    """Post one timeline event where people work on the incident."""

    priority = Priority.WORDS

    incident_id: int
    event_id: int

    async def carry_out(self, world: World) -> None:
        """Post it in the channel; where there is none, or none any longer, tell whoever leads."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
        key = f"event:{facts.incident.uid}:{event.id}"
        if facts.room is not None:
            try:
                await post_in_room(world, facts.room, said(event, facts), key=key)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
                await room_lost(world, facts, error)
            else:
                return
        leads = await leads_and_may_know(world, facts)
        if leads is not None:
            await tell_directly(world, leads, said_elsewhere(event, facts), key=key)
