"""Declaring an incident: the record first, the room in Slack right after."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import CLOCK_SLACK, Channel
from models.facts import Facts
from models.incident import Incident, Kind, Room
from models.organisation import Organisation
from models.timeline import EventKind
from templates.declared import declared_briefing, declared_whisper, delay_whisper
from workflows.catalogue import Service
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.invitations import InvitePeople, people_for
from workflows.privacy import let_in
from workflows.reminders import begin_reminders
from workflows.room import AddBookmarks
from workflows.saying import SayEvent
from workflows.services import understand_services
from workflows.showing import show
from workflows.threads import MAY_NOT_CREATE, thread_for
from workflows.welcome import welcome
from workflows.work import Work

CHANNEL_NAME_LIMIT = 80
#: How many names are tried when other channels bear ours already.
NAMES_TRIED = 20


async def declare(
    work: Work,
    *,
    title: str,
    severity: str | None = None,
    noticed: str = "",
    kind: Kind = Kind.INCIDENT,
    is_private: bool = False,
    named: Sequence[tuple[Service, ...]] = (),
    response_url: str | None = None,
) -> Incident:
    """Write a new incident or drill down and send for its room. `response_url` is where the declarer waits.

    `named` are the services that its words name, as `Services.named_in` found them.
    Raises Refused for an empty title.
    """
    if not title:
        raise Refused(
            "What is happening? A few words are enough, such as `/incident declare checkout is down`.",
            field="title",
        )
    known = [one.key for one in work.organisation.severities]
    if severity is not None and severity not in known:
        raise Refused(
            f"The severity {severity} is no longer used here. Choose another.", field="severity"
        )
    incident = Incident(
        title=title,
        severity=severity or work.organisation.default_severity,
        noticed=noticed,
        kind=kind.value,
        is_private=is_private,
        declared_at=work.now,
        declared_by=work.person_acting,
    )
    await work.add(incident)
    work.record(
        EventKind.DECLARED, incident, title=title, severity=incident.severity, **_how(incident)
    )
    await let_in(work, incident, [work.person_acting.slack_id])
    to_say = await _understood(work, incident, named)
    work.send(OpenRoom(incident_id=incident.id, response_url=response_url, to_say=to_say))
    facts = Facts(work.organisation, incident, None, (), None)
    begin_reminders(work, facts)
    welcome(work, incident.declared_by)
    work.hand_on(facts)
    return incident


def _how(incident: Incident) -> dict[str, object]:
    """What is out of the ordinary in a declaration."""
    how: dict[str, object] = {}
    if incident.kind != Kind.INCIDENT:
        how["sort"] = incident.kind
    if incident.is_private:
        how["private"] = True
    return how


async def _understood(
    work: Work, incident: Incident, named: Sequence[tuple[Service, ...]]
) -> tuple[int, ...]:
    """Note the services that were named, and return the ids of the events that must be said."""
    if not named:
        return ()
    event = await understand_services(work, incident, named)
    await work.session.flush()
    return (event.id,)


class OpenRoom(Errand):
    """Create the incident's channel, or else its thread; what needs it goes out side by side afterwards."""

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int
    response_url: str | None
    #: Events of the declaration that are said in the channel as soon as there is one.
    to_say: tuple[int, ...] = ()

    async def carry_out(self, world: World) -> None:
        """Create the channel, or adopt the one that an earlier try of this errand created."""
        facts = await world.glance.facts(self.incident_id)
        if facts.room is not None:
            return
        try:
            room = await _room_for(world, facts)
        except (Unavailable, SlackSaidNo):
            if not world.repeat:
                async with world.start() as work:
                    work.send(self._whisper(delayed=True))
            raise
        async with world.start() as work:
            await self._move_in(work, facts.incident, room)

    async def _move_in(self, work: Work, incident: Incident, room: Room) -> None:
        work.session.add(room)
        where = {"thread": room.thread_link} if room.is_thread else {}
        work.record(
            EventKind.ROOM_OPENED,
            incident,
            channel_id=room.channel_id,
            name=room.channel_name,
            **where,
        )
        await work.hurry(incident)
        work.send(self._whisper(delayed=False))
        work.send(
            InvitePeople(
                incident_id=incident.id,
                people=(incident.declared_by.slack_id, *people_for(work.organisation, incident)),
            )
        )
        show(work, incident)
        work.send(BriefDeclarer(incident_id=incident.id))
        for event_id in self.to_say:
            work.send(SayEvent(incident_id=incident.id, event_id=event_id))
        if work.organisation.bookmarks and not room.is_thread:
            work.send(AddBookmarks(incident_id=incident.id))
        work.hand_on(await facts_in(work, incident))

    def _whisper(self, *, delayed: bool) -> "WhisperToDeclarer":
        return WhisperToDeclarer(
            incident_id=self.incident_id, response_url=self.response_url, delayed=delayed
        )


class WhisperToDeclarer(Errand):
    """Tell whoever declared, where they typed it, that the channel is open or takes longer."""

    priority = Priority.PEOPLE

    incident_id: int
    response_url: str | None
    delayed: bool

    async def carry_out(self, world: World) -> None:
        """Say it privately; without a place to answer the direct message does."""
        if self.response_url is None and not self.delayed:
            return
        facts = await world.glance.facts(self.incident_id)
        message = delay_whisper(facts) if self.delayed else declared_whisper(facts)
        if self.response_url is not None:
            try:
                await world.slack.whisper(self.response_url, message)
            except SlackSaidNo:
                pass  # The address lives for half an hour only; the direct message says the same.
            else:
                return
        if self.delayed:
            await world.slack.post(
                await world.slack.conversation_with(facts.incident.declared_by.slack_id),
                message,
                key=f"delay:{facts.incident.uid}",
                look_since=world.look_since,
            )


class BriefDeclarer(Errand):
    """Send whoever declared the channel and what to do next, as a direct message that stays."""

    priority = Priority.WORDS

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Send it."""
        facts = await world.glance.facts(self.incident_id)
        await world.slack.post(
            await world.slack.conversation_with(facts.incident.declared_by.slack_id),
            declared_briefing(facts),
            key=f"declared:{facts.incident.uid}",
            look_since=world.look_since,
        )


def channel_name(organisation: Organisation, incident: Incident, ending: str = "") -> str:
    """The channel's name: the organisation's template in the letters that Slack allows, 80 at most.

    The title is cut until all fits, so that the number stays whole wherever it stands. `ending`
    tells it from another channel that bears the name already.
    """
    beginning = "drill-" if incident.is_drill else ""
    most = CHANNEL_NAME_LIMIT - len(beginning) - len(ending)

    def named(title: str) -> str:
        filled = organisation.channels.name_template.format(
            number=incident.id,
            title=title,
            severity=incident.severity,
            date=f"{incident.declared_at:%Y-%m-%d}",
        )
        return re.sub(r"[^a-z0-9_]+", "-", filled.lower()).strip("-")

    plain = unicodedata.normalize("NFKD", incident.title).encode("ascii", "ignore").decode()
    title = re.sub(r"\W+", "-", plain).strip("-")[:CHANNEL_NAME_LIMIT]
    while title and len(named(title)) > most:
        title = title[:-1]
    return beginning + named(title)[:most].rstrip("-") + ending


async def _room_for(world: World, facts: Facts) -> Room:
    try:
        channel = await _channel_for(world, facts.incident)
    except SlackSaidNo as error:
        if error.code not in MAY_NOT_CREATE:
            raise
        return await thread_for(world, facts)
    return Room(
        incident_id=facts.incident.id,
        channel_id=channel.id,
        channel_name=channel.name,
        opened_at=world.start.clock.now(),
    )


async def _channel_for(world: World, incident: Incident) -> Channel:
    wished = channel_name(world.organisation, incident)
    for name in _names(world.organisation, incident):
        try:
            return await world.slack.create_channel(name, is_private=incident.is_private)
        except SlackSaidNo as error:
            if error.code != "name_taken":
                raise
        if world.repeat and name == wished:
            ours = await _created_before(world, incident)
            if ours is not None:
                return ours
    raise SlackSaidNo("conversations.create", "name_taken", f"{wished} and {NAMES_TRIED} like it")


def _names(organisation: Organisation, incident: Incident) -> Iterator[str]:
    """The channel's name, and those that come after it where others bear it already."""
    yield channel_name(organisation, incident)
    for number in range(2, NAMES_TRIED):
        yield channel_name(organisation, incident, f"-{number}")


async def _created_before(world: World, incident: Incident) -> Channel | None:
    """The channel that an earlier try created though its answer was lost: ours, since the declaration."""
    names = frozenset(_names(world.organisation, incident))
    us = await world.slack.bot_user_id()
    since = (incident.declared_at - CLOCK_SLACK).timestamp()
    async for channel in world.slack.channels(are_private=incident.is_private):
        if channel.name in names and channel.creator == us and channel.created >= since:
            return channel
    return None
