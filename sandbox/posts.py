"""What is done to messages, by people and by the app alike: post, edit, delete, react and pin."""

from dataclasses import dataclass, field, replace

from sandbox.core import Core
from sandbox.describe import message_json
from sandbox.events import announce, announce_message
from sandbox.state import Channel, Json, Message, Pin, Reaction, User


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message is to say, already checked and in the form in which it is stored."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    broadcast: bool = False
    username: str = ""
    icons: Json = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    subtype: str = ""
    extra: Json = field(default_factory=dict)


def post(core: Core, channel: Channel, author: User, draft: Draft) -> Message:
    """Put a message into the channel for all its members."""
    message = _message(core, channel, author, draft)
    channel.add(message)
    announce_message(core, channel, message, message_json(message, channel, core.workspace))
    core.changed()
    return message


def whisper(core: Core, channel: Channel, author: User, to: str, draft: Draft) -> Message:
    """Put a message into the channel that only the user `to` sees; Slack keeps no copy of it."""
    message = _message(core, channel, author, draft)
    message.only_for = to
    channel.ephemerals.append(message)
    core.changed()
    return message


def _message(core: Core, channel: Channel, author: User, draft: Draft) -> Message:
    return Message(
        channel=channel.id,
        ts=core.workspace.new_ts(core.now()),
        user=author.id,
        text=draft.text,
        blocks=draft.blocks,
        metadata=draft.metadata,
        thread_ts=draft.thread_ts,
        subtype=draft.subtype or ("thread_broadcast" if draft.broadcast else ""),
        bot_id=author.bot_id,
        app_id=author.app_id,
        username=draft.username,
        icons=draft.icons,
        broadcast=draft.broadcast,
        files=draft.files,
        extra=draft.extra,
        reading=core.read,
    )


def notice(core: Core, channel: Channel, user: User, subtype: str, text: str, **extra: str) -> None:
    """Post one of the lines that Slack itself writes, such as "has joined the channel"."""
    post(core, channel, user, Draft(text=text, subtype=subtype, extra=dict(extra)))


def edit(core: Core, channel: Channel, message: Message, draft: Draft) -> None:
    """Change the words, blocks and metadata of a message."""
    before = message_json(message, channel, core.workspace)
    message.text, message.blocks, message.metadata = draft.text, draft.blocks, draft.metadata
    message.chosen = {}
    message.edited = (message.user, core.workspace.new_ts(core.now()))
    if message.only_for:
        core.changed()
        return
    after = message_json(message, channel, core.workspace)
    _announce_hidden(
        core, channel, "message_changed", {"message": after, "previous_message": before}
    )


def delete(core: Core, channel: Channel, message: Message) -> None:
    """Take a message away; one with replies leaves a tombstone in its place."""
    if message.only_for:
        channel.ephemerals.remove(message)
        core.changed()
        return
    before = message_json(message, channel, core.workspace)
    channel.pins = [pin for pin in channel.pins if pin.message is not message]
    if channel.replies(message.ts):
        message.subtype, message.text = "tombstone", "This message was deleted."
        message.blocks, message.metadata, message.files = [], None, []
    else:
        channel.remove(message)
    _announce_hidden(
        core,
        channel,
        "message_deleted",
        {"deleted_ts": message.ts, "previous_message": before},
    )


def _announce_hidden(core: Core, channel: Channel, subtype: str, more: Json) -> None:
    ts = core.workspace.new_ts(core.now())
    event = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, **more}
    shadow = replace(_EMPTY, channel=channel.id, ts=ts)
    announce_message(core, channel, shadow, event)
    core.changed()


_EMPTY = Message(channel="", ts="", user="")


def react(core: Core, channel: Channel, message: Message, user: User, name: str) -> bool:
    """Add an emoji to a message; False when that user's is there already."""
    reaction = next((r for r in message.reactions if r.name == name), None)
    if reaction is None:
        reaction = Reaction(name, [])
        message.reactions.append(reaction)
    if user.id in reaction.users:
        return False
    reaction.users.append(user.id)
    by = {"user": user.id, "reaction": name}
    _announce_reaction(core, "reaction_added", channel, message, by)
    return True


def unreact(core: Core, channel: Channel, message: Message, user: User, name: str) -> bool:
    """Take a user's emoji off a message; False when it was not there."""
    reaction = next((r for r in message.reactions if r.name == name), None)
    if reaction is None or user.id not in reaction.users:
        return False
    reaction.users.remove(user.id)
    message.reactions = [r for r in message.reactions if r.users]
    by = {"user": user.id, "reaction": name}
    _announce_reaction(core, "reaction_removed", channel, message, by)
    return True


def _announce_reaction(
    core: Core, event: str, channel: Channel, message: Message, by: Json
) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    payload: Json = {"type": event, **by, "item": item, "item_user": message.user}
    announce(core, event, payload, channel)
    core.changed()


def pin(core: Core, channel: Channel, message: Message, user: User) -> None:
    """Hold a message at the top of its channel, and say so in the channel."""
    channel.pins.append(Pin(message, user.id, core.seconds()))
    notice(core, channel, user, "pinned_item", f"<@{user.id}> pinned a message to this channel.")
    _announce_pin(core, "pin_added", channel, message, user)


def unpin(core: Core, channel: Channel, message: Message, user: User) -> None:
    """Let go of a pinned message."""
    channel.pins = [held for held in channel.pins if held.message is not message]
    _announce_pin(core, "pin_removed", channel, message, user)


def _announce_pin(core: Core, event: str, channel: Channel, message: Message, user: User) -> None:
    item = {
        "type": "message",
        "channel": channel.id,
        "created": core.seconds(),
        "created_by": user.id,
        "message": message_json(message, channel, core.workspace),
    }
    payload: Json = {"type": event, "user": user.id, "channel_id": channel.id, "item": item}
    announce(core, event, payload | {"pin_count": len(channel.pins)}, channel)
    core.changed()
