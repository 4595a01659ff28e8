"""Putting a message on the timeline: with a reaction or from the message's menu; edits are followed."""

import json

from commands.command import Events, Forms, MessageShortcuts
from commands.request import Heard, Pointed, Submitted
from templates.actions import KEEP_SHORTCUT, Field, Form
from templates.keep import CARRIED, keep_form
from templates.text import cut
from workflows import keep as workflow
from workflows.errors import Refused
from workflows.facts import all_open_incidents, any_incident
from workflows.keep import KeepMessage, Written, incident_of_message


async def on_reaction(heard: Heard) -> None:
    """Keep the message under which somebody put the organisation's emoji, in an incident's channel."""
    if heard.words not in heard.organisation.timeline_emoji or heard.channel_id is None:
        return
    async with heard.start.looking() as session:
        rooms = await workflow.rooms_in(session, heard.channel_id)
    if not rooms:
        return
    own = next((room.incident_id for room in rooms if not room.is_thread), None)
    async with heard.start(heard.slack_id) as work:
        if await work.first_time(heard.receipt):
            work.send(
                KeepMessage(
                    incident_id=own,
                    channel_id=heard.channel_id,
                    message_ts=heard.message_ts,
                    by=heard.slack_id,
                )
            )


async def point(pointed: Pointed) -> None:
    """Keep a message of an incident's channel; of one from elsewhere ask where it belongs."""
    channel_id = pointed.channel_id or ""
    async with pointed.start.looking() as session:
        incident_id = await incident_of_message(
            session, channel_id, pointed.message_ts, pointed.thread_ts
        )
    if incident_id is None:
        await _ask_which(pointed)
        return
    async with pointed.start(pointed.slack_id) as work:
        incident = await any_incident(work, incident_id)
        written = Written(
            channel_id, pointed.message_ts, pointed.words, pointed.author, pointed.edited_ts
        )
        answer = await workflow.keep(work, incident, written)
    await pointed.reply(answer)


async def _ask_which(pointed: Pointed) -> None:
    async with pointed.start.looking() as session:
        found = await all_open_incidents(session, pointed.slack_id)
    if not found:
        raise Refused(
            "No incident is open, so there is no timeline for this message. "
            "`/incident declare` opens one."
        )
    about = {
        "channel_id": pointed.channel_id or "",
        "message_ts": pointed.message_ts,
        "author": pointed.author or "",
        "words": cut(pointed.words, CARRIED),
    }
    await pointed.open_form(keep_form([incident for incident, _ in found], about))


async def submit(submitted: Submitted) -> None:
    """Keep the message on the timeline that was chosen."""
    about = json.loads(submitted.about)
    async with submitted.start(submitted.slack_id) as work:
        if not await work.first_time(submitted.receipt):
            return
        incident = await any_incident(work, int(submitted.fields[Field.INCIDENT]))
        work.send(
            KeepMessage(
                incident_id=incident.id,
                channel_id=about["channel_id"],
                message_ts=about["message_ts"],
                by=submitted.slack_id,
                words=about["words"],
                author=about["author"] or None,
            )
        )


async def on_edit(heard: Heard) -> None:
    """Follow the edit of a message that stands on a timeline."""
    if await _is_kept(heard):
        async with heard.start() as work:
            where = str(heard.channel_id), heard.message_ts
            await workflow.follow_edit(work, *where, heard.words, heard.edited_ts)


async def on_deletion(heard: Heard) -> None:
    """Take the words of a deleted message off the timelines on which it stands."""
    if await _is_kept(heard):
        async with heard.start() as work:
            await workflow.follow_deletion(work, str(heard.channel_id), heard.message_ts)


async def _is_kept(heard: Heard) -> bool:
    async with heard.start.looking() as session:
        return await workflow.is_kept(session, str(heard.channel_id), heard.message_ts)


MESSAGE_SHORTCUTS: MessageShortcuts = {KEEP_SHORTCUT: point}
FORMS: Forms = {Form.KEEP: submit}
OVERHEARD: Events = {
    "message_changed": on_edit,
    "message_deleted": on_deletion,
}
