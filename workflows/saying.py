"""Saying in an incident's channel what its timeline has just recorded, and what else when it is lost."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from templates.room_events import ARCHIVED, SHUT_OUT
from templates.said import said, said_elsewhere, said_late
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, TryLater, World
from workflows.facts import any_incident
from workflows.privacy import may_still_know
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
#: What is said later than this says so.
_LATE: Final = timedelta(minutes=5)
_ARCHIVED: Final = frozenset({"is_archived", "is_inactive"})


async def say(work: Work, event: TimelineEvent) -> None:
    """Say an event that this work recorded, once the work is committed."""
    await work.session.flush()
    say_all(work, event.incident_id, [event.id])


def say_all(work: Work, incident_id: int, event_ids: Sequence[int]) -> None:
    """Say events of an incident, in the order of the timeline with all else that this work says of it."""
    ids = {*event_ids}
    for sent in [*work.sent]:
        errand, _ = sent
        # What is more than saying an event, such as a topic that is put back, stands for itself.
        if type(errand) in (SayEvent, SayInOrder) and errand.about == incident_id:
            ids |= {*_events_of(errand)}
            work.sent.remove(sent)
    if len(ids) > 1:
        work.send(SayInOrder(incident_id=incident_id, event_ids=tuple(sorted(ids))))
    elif ids:
        work.send(SayEvent(incident_id=incident_id, event_id=ids.pop()))


def _events_of(errand: Errand) -> tuple[int, ...]:
    match errand:
        case SayEvent():
            return (errand.event_id,)
        case SayInOrder():
            return errand.event_ids
    return ()


def whoever_leads(facts: Facts) -> Person:
    """Who is told what cannot be said in the channel: the commander, or else whoever declared."""
    return facts.commander.person if facts.commander else facts.incident.declared_by


async def leads_and_may_know(world: World, facts: Facts) -> str | None:
    """The Slack id of whoever leads; None where they have left a private incident."""
    slack_id = whoever_leads(facts).slack_id
    return slack_id if await may_still_know(world, slack_id, facts.incident) else None


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

    @property
    def line(self) -> str | None:
        """What is said of an incident is said as it came to pass, also after an outage."""
        return line_of_words(self.incident_id)

    async def carry_out(self, world: World) -> None:
        """Post it in the channel; where there is none, or none any longer, tell whoever leads."""
        await _say(world, self.incident_id, self.event_id)


class SayInOrder(Errand):
    """Post several timeline events of one moment, each when the one before it stands."""

    priority = Priority.WORDS

    incident_id: int
    event_ids: tuple[int, ...]

    @property
    def line(self) -> str:
        """The same as that of a single event."""
        return line_of_words(self.incident_id)

    async def carry_out(self, world: World) -> None:
        """Post them. One that Slack does not take keeps back none of the others; all wait for Slack itself."""
        refused = None
        for event_id in self.event_ids:
            try:
                await _say(world, self.incident_id, event_id)
            except SlackSaidNo as error:
                refused = refused or error
        if refused is not None:
            raise refused


def line_of_words(incident_id: int) -> str:
    """The line of all that is said newly where people work on an incident."""
    return f"say:{incident_id}"


async def _say(world: World, incident_id: int, event_id: int) -> None:
    facts = await world.glance.facts(incident_id)
    async with world.start.looking() as session:
        event = await session.get_one(TimelineEvent, event_id)
    key = f"event:{facts.incident.uid}:{event.id}"
    is_late = world.start.clock.now() - world.written_at > _LATE
    if facts.room is not None:
        words = said_late(event, facts) if is_late else said(event, facts)
        try:
            await post_in_room(world, facts.room, words, key=key)
        except SlackSaidNo as error:
            if error.code not in ROOM_GONE:
                raise
            await room_lost(world, facts, error)
        else:
            return
    leads = await leads_and_may_know(world, facts)
    if leads is not None:
        await tell_directly(world, leads, said_elsewhere(event, facts), key=key)
