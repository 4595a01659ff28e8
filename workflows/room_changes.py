"""What people do to an incident's channel: the topic is put back, a new name kept, a return made use of."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errand import ErrandRow
from models.incident import Incident, Room
from models.timeline import EventKind, Review
from workflows.errands import World
from workflows.facts import any_incident, held_incident, tasks_of
from workflows.reviews import PostReview
from workflows.saying import SayEvent, is_lost, needing_room, say
from workflows.showing import ShowAnnouncement, show, topic_of
from workflows.tasks import ShowTask, later_key
from workflows.work import Work

#: How often an edited topic is put back at most, with a word about it.
PUT_BACK_EVERY = timedelta(minutes=1)


async def topic_edited(work: Work, incident_id: int, words: str) -> None:
    """Keep on the timeline what somebody made of the topic while the incident is open, and put it back."""
    # Whoever did it was there, whether they still are or not.
    incident = await held_incident(work, incident_id)
    room = await work.session.get_one(Room, incident_id)
    if incident is None or not incident.is_open or words == room.topic:
        return
    # Other programs would set it again and again.
    if work.person_acting.cannot_answer:
        return
    event = work.record(EventKind.TOPIC_EDITED, incident, words=words)
    await work.session.flush()
    errand = KeepTopic(incident_id=incident.id, event_id=event.id)
    last = await work.session.scalar(
        select(
            func.max(
                func.coalesce(ErrandRow.done_at, ErrandRow.due_at), type_=ErrandRow.due_at.type
            )
        ).where(ErrandRow.incident_id == incident.id, ErrandRow.kind == KeepTopic.kind())
    )
    if last is None:
        work.send(errand)
    else:
        # One that still waits keeps its moment.
        work.send(errand, at=max(work.now, last if last > work.now else last + PUT_BACK_EVERY))


class KeepTopic(SayEvent):
    """Put the channel's topic back and say so, once for all edits that came meanwhile."""

    @property
    def key(self) -> str:
        """One at a time."""
        return f"keep-topic:{self.incident_id}"

    @property
    def line(self) -> None:
        """None: it may wait long for its moment or for the channel, and keeps no other words back."""
        return None

    async def carry_out(self, world: World) -> None:
        """Put it back, if the incident is still open."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        if not facts.incident.is_open:
            return
        async with needing_room(world, facts):
            words = await topic_of(world, facts)
            await world.slack.set_topic(room.channel_id, words)
        world.given["topic"] = words
        await super().carry_out(world)


async def renamed(work: Work, channel_id: str, name: str) -> None:
    """Keep a channel's new name, where incidents are worked on in it or in threads of it."""
    others = select(Room.incident_id).where(
        Room.channel_id == channel_id, Room.channel_name != name
    )
    for incident_id in (await work.session.scalars(others.order_by(Room.incident_id))).all():
        incident = await any_incident(work, incident_id)
        room = await work.session.get_one(Room, incident_id, populate_existing=True)
        if room.channel_name == name:
            # It was told twice, and somebody else was faster.
            continue
        room.channel_name = name
        if not room.is_thread:
            work.record(EventKind.ROOM_RENAMED, incident, name=name)
        work.send(ShowAnnouncement(incident_id=incident.id))


async def waits_for_room(session: AsyncSession, incident_id: int) -> bool:
    """Whether there is anything to make good when an incident's channel can be used again."""
    if await is_lost(session, incident_id):
        return True
    review = await session.get(Review, incident_id)
    return review is not None and not review.link


async def come_back(work: Work, incident: Incident) -> None:
    """Go on in a channel that was lost: what waited is done at once, and what is shown drawn anew."""
    review = await work.session.get(Review, incident.id)
    if review is not None and not review.link:
        work.send(PostReview(incident_id=incident.id))
    if not await is_lost(work.session, incident.id):
        return
    for task in await tasks_of(work.session, incident.id):
        waits = await work.call_off(later_key(task.id))
        if waits or (task.message_ts is None and task.done_at is None):
            work.send(ShowTask(incident_id=incident.id, task_id=task.id))
    await work.hurry(incident)
    await say(work, work.record(EventKind.ROOM_BACK, incident))
    show(work, incident)
