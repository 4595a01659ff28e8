"""Keeping what people see true: the card, the announcement and the topic, drawn from the record as it stands."""

from sqlalchemy import or_, select

from integrations.errors import SlackSaidNo
from models.errand import ErrandRow
from models.facts import Facts
from models.incident import AlsoTold, Incident, Kind, Room
from templates.announcement import announcement
from templates.card import card
from templates.topic import topic
from workflows.also import TellAlso
from workflows.announcing import announcing, known_announcement_channel, needing_announcement
from workflows.errands import Errand, Needless, Priority, World
from workflows.facts import any_incident
from workflows.own_wording import mind_words
from workflows.people import learn
from workflows.room import draw, draw_in_room
from workflows.saying import ROOM_GONE, needing_room
from workflows.work import Work


def show(work: Work, incident: Incident) -> None:
    """Redraw whatever shows this incident, after this work is committed: nothing shows a near-miss."""
    if incident.kind == Kind.NEAR_MISS:
        return
    work.send(ShowCard(incident_id=incident.id))
    work.send(ShowAnnouncement(incident_id=incident.id))
    work.send(ShowTopic(incident_id=incident.id))


async def _facts_and_room(world: World, incident_id: int) -> tuple[Facts, Room]:
    """What to draw, and where. What was over when it was told may never have a place; with one, all is drawn."""
    facts = await world.glance.facts(incident_id)
    if facts.room is None and facts.incident.is_past:
        raise Needless("it was over when it was told, and has no place")
    return await world.glance.facts_and_room(incident_id)


class ShowCard(Errand):
    """Post the incident's card, pinned in a channel, or redraw it where it stands. The last drawing wins."""

    priority = Priority.CARD

    incident_id: int

    @property
    def key(self) -> str:
        """One drawing at a time, so that an older one never lands on a newer one."""
        return f"card:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Draw it."""
        facts, room = await _facts_and_room(world, self.incident_id)
        async with needing_room(world, facts):
            await self._draw(world, facts, room)

    async def _draw(self, world: World, facts: Facts, room: Room) -> None:
        drawing, ts = card(facts, world.start.clock.now()), room.card_ts
        stands = ts is not None and await world.slack.redraw(room.channel_id, ts, drawing)
        if ts is None or not stands:
            ts = await draw_in_room(world, room, drawing, key=f"card:{facts.incident.uid}")
            world.given["card_ts"] = ts
        if not room.is_thread and (not stands or world.repeat):
            await world.slack.pin(room.channel_id, ts)


class ShowAnnouncement(Errand):
    """Post the incident in the announcement channel, or redraw it where it stands."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"announcement:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Draw it. A private incident is never announced, and none that was over when it was told."""
        facts, room = await _facts_and_room(world, self.incident_id)
        if facts.incident.is_private or facts.incident.is_past:
            return
        if also := facts.organisation.channels.also:
            async with world.start() as work:
                # While this one waits for its channel, the others need be told only once.
                if not world.repeat or await work.first_time(f"also:{world.mark}"):
                    for name in also:
                        work.send(TellAlso(incident_id=self.incident_id, channel_name=name))
        await self._draw(world, facts, room)
        words = facts.organisation.wording.announcement
        await mind_words(world, facts, words, place="the announcement")

    async def _draw(self, world: World, facts: Facts, room: Room) -> None:
        where, ts = room.announcement_channel_id, room.announcement_ts
        if where and ts:
            async with needing_announcement(world, facts.incident, where):
                if await world.slack.redraw(where, ts, announcement(facts)):
                    return
        channel_id, ts = await announce(world, facts)
        world.given.update({"announcement_channel_id": channel_id, "announcement_ts": ts})


async def announce(world: World, facts: Facts) -> tuple[str, str]:
    """Post the announcement, once for an incident. Returns the channel and the ts."""
    async with announcing(world) as channel_id:
        return channel_id, await draw(world, channel_id, announcement(facts), key=_mark(facts))


async def announced_before(world: World, facts: Facts) -> tuple[str, str] | None:
    """Where an earlier try of the same errand announced an incident; None where none did, or none can be seen."""
    if world.look_since is None or facts.incident.is_private or facts.incident.is_past:
        return None
    channel_id = await known_announcement_channel(world.slack, world.start)
    if channel_id is None:
        return None
    try:
        ts = await world.slack.own_post(channel_id, _mark(facts), world.look_since)
    except SlackSaidNo as error:
        if error.code not in ROOM_GONE:
            raise
        return None
    return None if ts is None else (channel_id, ts)


def _mark(facts: Facts) -> str:
    return f"announcement:{facts.incident.uid}"


async def announce_on(work: Work, channel_id: str) -> None:
    """Put right at once what waits for a channel in which incidents are announced: it can be used again."""
    announced = select(Room.incident_id).where(Room.announcement_channel_id == channel_id)
    also_told = select(AlsoTold.incident_id).where(AlsoTold.channel_id == channel_id)
    waiting = select(Incident.id).where(
        or_(Incident.id.in_(announced), Incident.id.in_(also_told)),
        Incident.id.in_(
            select(ErrandRow.incident_id).where(ErrandRow.done_at.is_(None), ErrandRow.failures > 0)
        ),
    )
    for incident_id in (await work.session.scalars(waiting.order_by(Incident.id))).all():
        incident = await any_incident(work, incident_id)
        await work.hurry(incident)
        work.send(ShowAnnouncement(incident_id=incident.id))


class ShowTopic(Errand):
    """Set the channel's topic. Slack allows few of these a minute, so many changes become one."""

    incident_id: int

    @property
    def key(self) -> str:
        """One topic at a time."""
        return f"topic:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Set it; a thread has none."""
        facts, room = await _facts_and_room(world, self.incident_id)
        if room.is_thread:
            return
        words = await topic_of(world, facts)
        # Of what an earlier try did, Slack may know more than we do.
        if words == room.topic and not world.repeat:
            return
        async with needing_room(world, facts):
            await world.slack.set_topic(room.channel_id, words)
        world.given["topic"] = words


async def topic_of(world: World, facts: Facts) -> str:
    """The topic as it should be. It cannot mention anybody, so it needs the commander's name itself."""
    if facts.commander is not None and facts.commander.person.learned_at is None:
        await learn(world, facts.commander.person.slack_id)
        facts = await world.glance.facts_now(facts.incident.id)
    return topic(facts)
