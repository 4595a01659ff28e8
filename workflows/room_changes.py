"""What people do to an incident's channel: the topic is put back, a new name kept, a return made use of."""

from datetime import timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.errand import ErrandRow
from models.incident import AnnouncementChannel, Incident, Room
from models.timeline import EventKind, Review
from templates.room_events import ARCHIVED, SHUT_OUT
from workflows.announcing import announcements_renamed
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, held_incident, tasks_of
from workflows.keep import rooms_in
from workflows.reviews import PostReview
from workflows.saying import ROOM_GONE, SayEvent, is_lost, needing_room, note_loss, say
from workflows.showing import ShowAnnouncement, show, topic_of
from workflows.tasks import ShowTask, later_key
from workflows.who_is_inside import LookInside
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


async def is_known(session: AsyncSession, channel_id: str) -> bool:
    """Whether incidents are worked on, or announced, in this channel."""
    of_incident = exists().where(Room.channel_id == channel_id)
    of_announcements = exists().where(AnnouncementChannel.channel_id == channel_id)
    return bool(await session.scalar(select(or_(of_incident, of_announcements))))


class SeeChannel(Errand):
    """Look how a channel is now, when something was told of it, and act on that.

    Slack promises no order and tells some things late: what was told may have been undone since.
    """

    priority = Priority.WORDS

    channel_id: str

    @property
    def key(self) -> str:
        """One look at a time."""
        return f"see-channel:{self.channel_id}"

    async def carry_out(self, world: World) -> None:
        """Keep its name; note that it is lost to incidents, or that it is there again."""
        channel, how = None, SHUT_OUT
        try:
            channel = await world.slack.channel(self.channel_id)
            how = ARCHIVED if channel.is_archived else ""
        except SlackSaidNo as error:
            if error.code not in ROOM_GONE:
                raise
        async with world.start() as work:
            if channel is not None:
                await renamed(work, channel.id, channel.name)
                await announcements_renamed(work, channel.id, channel.name)
            if how:
                await note_loss(work, self.channel_id, how)
                return
            for incident_id in await waiting_in(work.session, self.channel_id):
                await come_back(work, await any_incident(work, incident_id))


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


async def waiting_in(session: AsyncSession, channel_id: str) -> list[int]:
    """The incidents for which there is anything to make good when their channel can be used again."""
    here = [room.incident_id for room in await rooms_in(session, channel_id)]
    return [one for one in here if await _waits_for_room(session, one)]


async def _waits_for_room(session: AsyncSession, incident_id: int) -> bool:
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
    if incident.is_private:
        # Of who came and left meanwhile nobody told us.
        work.send(LookInside(incident_id=incident.id))
    await work.hurry(incident)
    await say(work, work.record(EventKind.ROOM_BACK, incident))
    show(work, incident)
