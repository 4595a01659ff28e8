"""Putting what people wrote in a channel on the timeline, as they wrote it and when; edits are followed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from integrations.slack_values import Said, written_at
from models.incident import Incident, Room
from models.timeline import EventKind, KeptMessage, TimelineEvent
from templates.keep import GONE, OURS, kept_already, now_kept
from templates.message import Message
from workflows.errands import Errand, Priority, World
from workflows.facts import held_incident
from workflows.privacy import may_see
from workflows.work import Work

#: Slack's words for a channel in which we are not, and for a message that is no longer there.
_NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})
_GONE = frozenset({"message_not_found", "thread_not_found"})


@dataclass(frozen=True, slots=True)
class Written:
    """A message of somebody: where and when it was written, by whom, and its words as Slack has them."""

    channel_id: str
    message_ts: str
    words: str
    #: None for what a program posted.
    author: str | None
    #: When it was last edited, as Slack writes it; empty where it never was.
    edited_ts: str = ""

    @property
    def at(self) -> datetime:
        """When it was written (UTC)."""
        return written_at(self.message_ts)


async def keep(work: Work, incident: Incident, written: Written) -> Message:
    """Put a message on an incident's timeline, once. Returns the answer for whoever asked for it."""
    there = select(KeptMessage.id).where(
        KeptMessage.incident_id == incident.id,
        KeptMessage.channel_id == written.channel_id,
        KeptMessage.message_ts == written.message_ts,
    )
    if await work.session.scalar(there) is not None:
        return kept_already(incident)
    event = work.record(
        EventKind.MESSAGE_KEPT,
        incident,
        words=written.words,
        by=work.person_acting.slack_id,
        edited_ts=written.edited_ts,
    )
    event.at = written.at
    event.actor_id = (await work.person(written.author)).id if written.author else None
    await work.session.flush()
    await work.add(
        KeptMessage(
            incident_id=incident.id,
            channel_id=written.channel_id,
            message_ts=written.message_ts,
            event_id=event.id,
        )
    )
    return now_kept(incident)


async def rooms_in(session: AsyncSession, channel_id: str) -> list[Room]:
    """The incidents that are worked on in a channel: its own one, or those in threads of it, oldest first."""
    there = select(Room).where(Room.channel_id == channel_id).order_by(Room.incident_id)
    return list(await session.scalars(there))


async def incident_of_message(
    session: AsyncSession, channel_id: str, message_ts: str, thread_ts: str
) -> int | None:
    """The incident in whose channel, or in whose thread, a message stands; None for any other."""
    return await session.scalar(
        select(Room.incident_id).where(
            Room.channel_id == channel_id,
            or_(Room.thread_ts == "", Room.thread_ts == (thread_ts or message_ts)),
        )
    )


async def follow_edit(
    work: Work, channel_id: str, message_ts: str, words: str, edited_ts: str
) -> None:
    """Show a kept message as its author has it now. What is told late undoes nothing that came after it."""
    for event in await _to_change(work.session, channel_id, message_ts):
        # Slack writes every moment with as many digits, so the later one is the greater text, too.
        is_older = edited_ts < str(event.details.get("edited_ts", ""))
        if not (is_older or event.details.get("deleted")):
            event.details = {**event.details, "words": words, "edited_ts": edited_ts}


async def follow_deletion(work: Work, channel_id: str, message_ts: str) -> None:
    """Take the words of a kept message away with the message; that there was one stays."""
    for event in await _to_change(work.session, channel_id, message_ts):
        event.details = {**event.details, "words": "", "deleted": True}


async def is_kept(session: AsyncSession, channel_id: str, message_ts: str) -> bool:
    """Whether a message stands on any timeline."""
    return bool(await _events_of(session, channel_id, message_ts))


async def _events_of(
    session: AsyncSession, channel_id: str, message_ts: str
) -> list[TimelineEvent]:
    return list(await session.scalars(_those(channel_id, message_ts)))


async def _to_change(
    session: AsyncSession, channel_id: str, message_ts: str
) -> list[TimelineEvent]:
    """The same, one work at a time: two edits may be told at one moment."""
    those = _those(channel_id, message_ts).order_by(TimelineEvent.id)
    return list(await session.scalars(those.with_for_update(of=TimelineEvent)))


def _those(channel_id: str, message_ts: str) -> Select[TimelineEvent]:
    return (
        select(TimelineEvent)
        .join(KeptMessage, KeptMessage.event_id == TimelineEvent.id)
        .where(KeptMessage.channel_id == channel_id, KeptMessage.message_ts == message_ts)
    )


class KeepMessage(Errand):
    """Read a message that somebody pointed at, put it on the timeline, and tell them so."""

    priority = Priority.WORDS

    #: None where only the message itself can tell, by the thread in which it stands.
    incident_id: int | None
    channel_id: str
    message_ts: str
    #: Who wants it there.
    by: str
    #: What is known of it where we may not read it ourselves.
    words: str | None = None
    author: str | None = None

    @property
    def key(self) -> str:
        """Each message once at a time for each who wants it there: all of them are answered."""
        return f"keep:{self.incident_id}:{self.channel_id}:{self.message_ts}:{self.by}"

    async def carry_out(self, world: World) -> None:
        """Read it, keep it, answer. What its author has deleted meanwhile is kept nowhere."""
        said = await self._read(world)
        if said is None:
            await world.slack.whisper_in(self.channel_id, self.by, GONE)
            return
        if said.author is not None and said.author == await world.slack.bot_user_id():
            await world.slack.whisper_in(self.channel_id, self.by, OURS)
            return
        async with world.start(self.by) as work:
            incident_id = self.incident_id or await incident_of_message(
                work.session, self.channel_id, self.message_ts, said.thread_ts
            )
            # That they may was seen when they asked for it.
            incident = await held_incident(work, incident_id) if incident_id else None
            if incident is None:
                return
            written = Written(
                self.channel_id, self.message_ts, said.words, said.author, said.edited_ts
            )
            answer = await keep(work, incident, written)
            may_know = await may_see(work.session, self.by, incident)
        if may_know:
            await world.slack.whisper_in(self.channel_id, self.by, answer)

    async def _read(self, world: World) -> Said | None:
        try:
            return await world.slack.message(self.channel_id, self.message_ts)
        except SlackSaidNo as error:
            if error.code in _NOT_THERE:
                return None if self.words is None else Said(self.words, self.author)
            if error.code in _GONE:
                return None
            raise
