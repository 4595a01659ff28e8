"""Saying in an incident's channel what its timeline has just recorded, and what else when it is lost."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Incident, Room
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from templates.room_events import ARCHIVED, SHUT_OUT
from templates.said import said, said_elsewhere, said_late
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, TryLater, World
from workflows.facts import any_incident, facts_of_several
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
    return await _was_last(session, incident_id, EventKind.ROOM_LOST, EventKind.ROOM_BACK)


async def _is_noted(session: AsyncSession, incident_id: int) -> bool:
    """Whether that was noted since the incident was last opened: whoever leads it then is told anew."""
    others = (EventKind.ROOM_BACK, EventKind.REOPENED)
    return await _was_last(session, incident_id, EventKind.ROOM_LOST, *others)


async def _was_last(
    session: AsyncSession, incident_id: int, kind: EventKind, *others: EventKind
) -> bool:
    """Whether there is an event of this kind, and none of the others after it."""
    last = await session.scalar(
        select(TimelineEvent.kind)
        .where(
            TimelineEvent.incident_id == incident_id,
            TimelineEvent.kind.in_([one.value for one in (kind, *others)]),
        )
        .order_by(TimelineEvent.id.desc())
        .limit(1)
    )
    return last == kind


async def note_loss(work: Work, channel_id: str, how: str) -> None:
    """Note once for each open incident of a channel that it is lost, and tell whoever leads what to do.

    Of several that are worked on in threads there each who leads is told in one message.
    """
    there = select(Incident.id).join(Room, Room.incident_id == Incident.id)
    is_open = there.where(Room.channel_id == channel_id, Incident.ended_at.is_(None))
    lost = []
    for incident_id in (await work.session.scalars(is_open.order_by(Incident.id))).all():
        incident = await any_incident(work, incident_id)
        if incident.is_open and not await _is_noted(work.session, incident_id):
            lost.append(incident_id)
    led_by: dict[str, list[Incident]] = {}
    for facts in (await facts_of_several(work.session, work.organisation, lost)).values():
        led_by.setdefault(whoever_leads(facts).slack_id, []).append(facts.incident)
    for first, *others in led_by.values():
        also = {"also": [one.id for one in others]} if others else {}
        await say(work, work.record(EventKind.ROOM_LOST, first, how=how, **also))
        for one in others:
            work.record(EventKind.ROOM_LOST, one, how=how)


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
        await room_lost(world, facts, error)
        if not facts.incident.is_open:
            raise Needless("the channel is gone, and the incident over") from error
        raise TryLater("nothing can be done in the incident's channel just now") from error


async def room_lost(world: World, facts: Facts, error: SlackSaidNo) -> None:
    """Note, once, the loss of the channel by Slack's word for it. Of one that is over nobody is told."""
    how = ARCHIVED if error.code in _ARCHIVED else SHUT_OUT
    async with world.start() as work:
        if await _is_noted(work.session, facts.incident.id):
            return
        if facts.incident.is_open:
            room = await work.session.get_one(Room, facts.incident.id)
            await note_loss(work, room.channel_id, how)
            return
        incident = await any_incident(work, facts.incident.id)
        if not await _is_noted(work.session, incident.id):
            work.record(EventKind.ROOM_LOST, incident, how=how)


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
