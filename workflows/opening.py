"""Opening the room of an incident in Slack: its channel, or else its thread, and all that goes there."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import exists, select

from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import CLOCK_SLACK
from integrations.slack_values import Channel
from models.errand import ErrandRow
from models.facts import Facts
from models.incident import Incident, Room
from models.organisation import Organisation
from models.suggestions import UNASKED, Choices
from models.timeline import EventKind
from workflows.declarer import BriefDeclarer, WhisperToDeclarer
from workflows.errands import FIRST_WAIT, Errand, Priority, World
from workflows.facts import facts_held
from workflows.invitations import invite, people_for
from workflows.owners import bring_owners
from workflows.room import AddBookmarks
from workflows.saying import say_all
from workflows.showing import announced_before, show
from workflows.source import Source, link_source
from workflows.threads import MAY_NOT_CREATE, thread_for
from workflows.work import Work

CHANNEL_NAME_LIMIT = 80
#: How many names are tried when other channels bear ours already.
NAMES_TRIED = 20


class OpenRoom(Errand):
    """Create the incident's channel, or else its thread; what needs it goes out side by side afterwards."""

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int
    response_url: str | None
    #: The severity that its channel's name may tell: as it was then, so that each try wishes the same name.
    severity: str = ""
    #: Events of the declaration that are said in the channel as soon as there is one.
    to_say: tuple[int, ...] = ()
    #: The message from which it was declared, where there is one.
    source: str = ""
    #: The keys of the services whose owners are brought then.
    services: tuple[str, ...] = ()
    #: What was made of the suggestions that they bring.
    choices: Choices = UNASKED

    @property
    def key(self) -> str:
        """One room for an incident."""
        return f"room:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Create the channel, or adopt the one that an earlier try of this errand created."""
        facts = await world.glance.facts(self.incident_id)
        if facts.room is not None:
            return
        try:
            room = await _room_for(world, facts, self.severity or facts.incident.severity)
        except (Unavailable, SlackSaidNo):
            if not world.repeat:
                async with world.start() as work:
                    work.send(self._whisper(delayed=True))
            raise
        async with world.start() as work:
            await self._move_in(work, await facts_held(work, self.incident_id), room)

    async def _move_in(self, work: Work, before: Facts, room: Room) -> None:
        incident, facts, rules = before.incident, replace(before, room=room), before.organisation
        work.session.add(room)
        where = {"thread": room.thread_link} if room.is_thread else {}
        work.record(
            EventKind.ROOM_OPENED,
            incident,
            channel_id=room.channel_id,
            name=room.channel_name,
            **where,
        )
        if work.now - incident.declared_at >= FIRST_WAIT:
            await work.hurry(incident)
        work.send(self._whisper(delayed=False))
        people = (incident.declared_by.slack_id, *people_for(rules, incident))
        await invite(work, incident, people)
        show(work, incident)
        work.send(BriefDeclarer(incident_id=incident.id))
        if (source := Source.read(self.source)) is not None:
            link_source(work, incident, source)
        say_all(work, incident.id, self.to_say)
        bring_owners(work, incident, self.services, self.choices)
        if rules.bookmarks and not room.is_thread:
            work.send(AddBookmarks(incident_id=incident.id))
        work.hand_on(facts)

    def _whisper(self, *, delayed: bool) -> WhisperToDeclarer:
        return WhisperToDeclarer(
            incident_id=self.incident_id, response_url=self.response_url, delayed=delayed
        )


async def open_room_anew(work: Work, incident: Incident) -> None:
    """Have a room opened for an incident that is worked on again and has none.

    Where one is on its way, that goes on: it holds all that was said when the incident was declared. There is
    none where it was over when it was told.
    """
    room = OpenRoom(incident_id=incident.id, response_url=None, severity=incident.severity)
    on_its_way = exists().where(ErrandRow.key == room.key, ErrandRow.done_at.is_(None))
    if not await work.session.scalar(select(on_its_way)):
        work.send(room)


def channel_name(
    organisation: Organisation, incident: Incident, severity: str, ending: str = ""
) -> str:
    """The channel's name: the organisation's template in the letters that Slack allows, 80 at most.

    The title is cut until all fits, so that the number stays whole wherever it stands. `severity` is
    the one that the name tells, and `ending` tells it from another channel that bears the name already.
    """
    beginning = "drill-" if incident.is_drill else ""
    most = CHANNEL_NAME_LIMIT - len(beginning) - len(ending)

    def named(title: str) -> str:
        filled = organisation.channels.name_template.format(
            number=incident.id,
            title=title,
            severity=severity,
            date=f"{incident.declared_at:%Y-%m-%d}",
        )
        return re.sub(r"[^a-z0-9_]+", "-", filled.lower()).strip("-")

    plain = unicodedata.normalize("NFKD", incident.title).encode("ascii", "ignore").decode()
    title = re.sub(r"\W+", "-", plain).strip("-")[:CHANNEL_NAME_LIMIT]
    while title and len(named(title)) > most:
        title = title[:-1]
    return beginning + named(title)[:most].rstrip("-") + ending


async def _room_for(world: World, facts: Facts, severity: str) -> Room:
    try:
        channel = await _channel_for(world, facts.incident, severity)
    except SlackSaidNo as error:
        if error.code not in MAY_NOT_CREATE:
            raise
        return await thread_for(world, facts)
    room = Room(
        incident_id=facts.incident.id,
        channel_id=channel.id,
        channel_name=channel.name,
        opened_at=world.start.clock.now(),
    )
    # A try at a time when no channel could be created may have begun a thread.
    if (stands := await announced_before(world, facts)) is not None:
        room.announcement_channel_id, room.announcement_ts = stands
    return room


async def _channel_for(world: World, incident: Incident, severity: str) -> Channel:
    wished = channel_name(world.organisation, incident, severity)
    for name in _names(world.organisation, incident, severity):
        try:
            return await world.slack.create_channel(name, is_private=incident.is_private)
        except SlackSaidNo as error:
            if error.code != "name_taken":
                raise
        if world.repeat and name == wished:
            ours = await _created_before(world, incident, severity)
            if ours is not None:
                return ours
    # Not even the name is told: this goes into the log, and in the name stands the title.
    raise SlackSaidNo("conversations.create", "name_taken", f"{NAMES_TRIED} names were tried")


def _names(organisation: Organisation, incident: Incident, severity: str) -> Iterator[str]:
    """The channel's name, and those that come after it where others bear it already."""
    yield channel_name(organisation, incident, severity)
    for number in range(2, NAMES_TRIED + 1):
        yield channel_name(organisation, incident, severity, f"-{number}")


async def _created_before(world: World, incident: Incident, severity: str) -> Channel | None:
    """The channel that an earlier try created though its answer was lost: ours, since the declaration."""
    names = frozenset(_names(world.organisation, incident, severity))
    us = await world.slack.bot_user_id()
    since = (incident.declared_at - CLOCK_SLACK).timestamp()
    async for channel in world.slack.channels(are_private=incident.is_private):
        if channel.name in names and channel.creator == us and channel.created >= since:
            return channel
    return None
