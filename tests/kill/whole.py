"""Whether an incident stands in Slack as it should: whole, and nothing of it twice."""

from collections import Counter
from collections.abc import Iterator

from models.incident import Incident, Room
from sandbox import Sandbox
from sandbox.state import Channel, Message

#: What marks a post of the bot, and what it counts by.
MARK = "muster_post"


def faults_of(slack: Sandbox, incident: Incident, room: Room | None) -> Iterator[str]:
    """Give a sentence for everything that a declared incident lacks."""
    about = incident.ref
    if room is None:
        yield f"{about} has no channel"
        return
    channel = slack.workspace.channels[room.channel_id]
    if incident.declared_by.slack_id not in channel.members:
        yield f"{about}: whoever declared it is not in the channel"
    if incident.title not in channel.topic:
        yield f"{about}: the topic is {channel.topic!r}"
    if [key_of(pin.message) for pin in channel.pins] != [f"card:{incident.uid}"]:
        yield f"{about}: the pins are {[pin.message.shown for pin in channel.pins]}"
    if len(channel.bookmarks) != 1:
        yield f"{about}: the bookmarks are {[mark.title for mark in channel.bookmarks]}"
    declarer = slack.person(slack.workspace.users[incident.declared_by.slack_id].handle)
    for what, where in (
        ("card", channel),
        ("announcement", slack.channel("incidents")),
        ("declared", declarer.dm),
    ):
        key = f"{what}:{incident.uid}"
        found = [message for message in where.messages if key_of(message) == key]
        if len(found) != 1:
            yield f"{about}: {key} stands there {len(found)} times"
    if not any(f"{about}:" in whisper.shown for whisper in declarer.ephemerals()):
        yield f"{about}: whoever declared it was not told where to go"


def doubled(slack: Sandbox) -> list[str]:
    """Give the key of every post that was made twice."""
    keys = Counter(
        key_of(message)
        for channel in slack.workspace.channels.values()
        for message in channel.messages
        if message.metadata
    )
    return [key for key, times in keys.items() if times > 1]


def incident_channels(slack: Sandbox) -> list[Channel]:
    """Give every channel that the bot made for an incident."""
    return [
        channel
        for channel in slack.workspace.channels.values()
        if channel.creator == slack.bot.id and channel.name.startswith("inc-")
    ]


def key_of(message: Message) -> str:
    """Return the key by which the bot knows a post of its own again."""
    held = message.metadata or {}
    return str(held["event_payload"]["key"]) if held.get("event_type") == MARK else ""
