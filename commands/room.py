"""Coming to an incident's channel, following it from afar, and what happens there unasked."""

from commands.command import Command, Events, Presses
from commands.here import incident_id_asked
from commands.request import Heard, Pressed, Typed
from templates.actions import Action
from templates.message import Message
from templates.subscription import invited, subscribed, unsubscribed
from templates.typed import as_line
from workflows import subscriptions
from workflows.activity import note_activity
from workflows.errors import Refused
from workflows.facts import any_incident, facts_in, incident_id_of_channel, open_incident
from workflows.handoff_measures import Question, is_question, note_question
from workflows.invitations import come_in
from workflows.room_changes import SeeChannel, is_known, topic_edited, waiting_in
from workflows.showing import announce_on
from workflows.work import Work


async def join(typed: Typed) -> None:
    """Invite whoever types it into the incident's channel."""
    async with typed.start(typed.slack_id) as work:
        answer = await _join(work, await incident_id_asked(work, typed))
    await typed.reply(answer)


async def press_join(pressed: Pressed) -> None:
    """The same, with the announcement's button."""
    async with pressed.start(pressed.slack_id) as work:
        answer = await _join(work, int(pressed.value))
    await pressed.reply(answer)


async def _join(work: Work, incident_id: int) -> Message:
    incident = await any_incident(work, incident_id)
    facts = await facts_in(work, incident)
    if facts.room is None and not incident.is_open:
        raise Refused(
            f"{incident.ref} has no channel of its own. "
            f"`/incident timeline {incident.ref}` tells what is known of it."
        )
    await come_in(work, facts)
    return invited(facts)


async def subscribe(typed: Typed) -> None:
    """Send the incident's news to whoever types it."""
    async with typed.start(typed.slack_id) as work:
        answer = await _subscribe(work, await incident_id_asked(work, typed))
    await typed.reply(answer)


async def press_subscribe(pressed: Pressed) -> None:
    """The same, with the announcement's button."""
    async with pressed.start(pressed.slack_id) as work:
        answer = await _subscribe(work, int(pressed.value))
    await pressed.reply(answer)


async def _subscribe(work: Work, incident_id: int) -> Message:
    incident = await open_incident(work, incident_id)
    await subscriptions.subscribe(work, incident)
    return subscribed(await facts_in(work, incident))


async def unsubscribe(typed: Typed) -> None:
    """Send no more of it."""
    async with typed.start(typed.slack_id) as work:
        answer = await _unsubscribe(work, await incident_id_asked(work, typed))
    await typed.reply(answer)


async def press_unsubscribe(pressed: Pressed) -> None:
    """The same, with the button under each message."""
    async with pressed.start(pressed.slack_id) as work:
        answer = await _unsubscribe(work, int(pressed.value))
    await pressed.reply(answer)


async def _unsubscribe(work: Work, incident_id: int) -> Message:
    incident = await any_incident(work, incident_id)
    await subscriptions.unsubscribe(work, incident)
    return unsubscribed(await facts_in(work, incident))


async def on_message(heard: Heard) -> None:
    """Somebody wrote something."""
    if heard.channel_id is not None:
        await note_activity(heard.start, heard.channel_id, heard.thread_ts, heard.message_ts)
        if heard.thread_ts and is_question(heard.words):
            asked = Question(
                channel_id=heard.channel_id,
                thread_ts=heard.thread_ts,
                message_ts=heard.message_ts,
                slack_id=heard.slack_id,
                receipt=heard.receipt,
            )
            await note_question(heard.start, asked)


async def on_topic(heard: Heard) -> None:
    """Somebody set the topic of a channel."""
    async with heard.start.looking() as session:
        incident_id = await incident_id_of_channel(session, str(heard.channel_id))
    if incident_id is not None:
        async with heard.start(heard.slack_id) as work:
            if await work.first_time(heard.receipt):
                await topic_edited(work, incident_id, as_line(heard.words))


async def on_change(heard: Heard) -> None:
    """A channel was renamed or archived, or somebody put us out of it."""
    channel_id = str(heard.channel_id)
    async with heard.start.looking() as session:
        is_ours = await is_known(session, channel_id)
    if is_ours:
        async with heard.start() as work:
            work.send(SeeChannel(channel_id=channel_id))


async def on_join(heard: Heard) -> None:
    """Somebody came into a channel. Only our own return matters, and a public one we never lose."""
    if heard.by_us and heard.in_private:
        await on_return(heard)


async def on_unarchived(heard: Heard) -> None:
    """Somebody took a channel out of the archive."""
    await on_return(heard)
    async with heard.start() as work:
        await announce_on(work, str(heard.channel_id))


async def on_return(heard: Heard) -> None:
    """A channel can be used again."""
    # Our own coming into each new channel is told here, too: that must cost next to nothing.
    async with heard.start.looking() as session:
        waiting = await waiting_in(session, str(heard.channel_id))
    if waiting:
        async with heard.start() as work:
            work.send(SeeChannel(channel_id=str(heard.channel_id)))


JOIN = Command(
    name="join",
    usage="[INC-12]",
    help="Come into an incident's channel",
    run=join,
)
SUBSCRIBE = Command(
    name="subscribe",
    usage="[INC-12]",
    help="Get each update as a direct message, until it is over",
    aliases=("follow", "watch"),
    run=subscribe,
)
UNSUBSCRIBE = Command(
    name="unsubscribe",
    usage="[INC-12]",
    help="Get no more of these messages",
    aliases=("unfollow", "unwatch"),
    run=unsubscribe,
)
PRESSES: Presses = {
    Action.JOIN: press_join,
    Action.SUBSCRIBE: press_subscribe,
    Action.UNSUBSCRIBE: press_unsubscribe,
}
#: What happens in private channels has names of its own, where Slack does not use the others.
OVERHEARD: Events = {
    "message": on_message,
    "channel_topic": on_topic,
    "group_topic": on_topic,
    "channel_rename": on_change,
    "group_rename": on_change,
    "channel_archive": on_change,
    "group_archive": on_change,
    "channel_unarchive": on_unarchived,
    "group_unarchive": on_unarchived,
    "group_left": on_change,
    "member_joined_channel": on_join,
}
