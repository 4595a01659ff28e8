"""What is done to channels, by people and by the app alike: create, join, leave, name, archive."""

from sandbox.core import Core
from sandbox.describe import channel_json
from sandbox.events import announce, of_room
from sandbox.posts import notice
from sandbox.state import Channel, Json, Remark, User


def create(core: Core, name: str, creator: User, *, private: bool) -> Channel:
    """Make a channel with its creator as the first member."""
    workspace = core.workspace
    channel = Channel(
        id=workspace.new_id("C"),
        name=name,
        kind="private" if private else "public",
        creator=creator.id,
        created=core.seconds(),
        updated=core.seconds(),
    )
    workspace.channels[channel.id] = channel
    if not private:
        about = {"id": channel.id, "name": name, "created": channel.created, "creator": creator.id}
        event: Json = {"type": "channel_created", "channel": about}
        announce(core, "channel_created", event, channel, needs_bot=False)
    join(core, channel, creator)
    return channel


def join(core: Core, channel: Channel, user: User, inviter: str = "") -> None:
    """Make a user a member, by themselves or invited by `inviter`."""
    channel.members.append(user.id)
    subtype = "group_join" if channel.private else "channel_join"
    where = "group" if channel.private else "channel"
    extra = {"inviter": inviter} if inviter else {}
    notice(core, channel, user, subtype, f"<@{user.id}> has joined the {where}", **extra)
    _announce_member(core, "member_joined_channel", channel, user, extra)


def leave(core: Core, channel: Channel, user: User) -> None:
    """End a membership; whether by choice or by force looks the same."""
    notice_type = "group_leave" if channel.private else "channel_leave"
    where = "group" if channel.private else "channel"
    channel.members.remove(user.id)
    notice(core, channel, user, notice_type, f"<@{user.id}> has left the {where}")
    _announce_member(core, "member_left_channel", channel, user, {})
    if user.id == core.workspace.bot_user:
        subscription = of_room(channel, "left")
        event: Json = {"type": subscription, "channel": channel.id}
        announce(core, subscription, event, channel, needs_bot=False)
    core.changed()


def _announce_member(
    core: Core, event: str, channel: Channel, user: User, extra: dict[str, str]
) -> None:
    payload: Json = {
        "type": event,
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": core.workspace.team_id,
        **extra,
    }
    announce(core, event, payload, channel)
    core.changed()


def set_topic(core: Core, channel: Channel, user: User, topic: str) -> None:
    """Give the channel a topic and say so in it."""
    channel.topic_remark = Remark(topic, user.id, core.seconds())
    _touch(core, channel, user, "topic", f"set the channel topic: {topic}", topic=topic)


def set_purpose(core: Core, channel: Channel, user: User, purpose: str) -> None:
    """Give the channel a purpose (its description) and say so in it."""
    channel.purpose_remark = Remark(purpose, user.id, core.seconds())
    says = f"set the channel description: {purpose}"
    _touch(core, channel, user, "purpose", says, purpose=purpose)


def rename(core: Core, channel: Channel, user: User, name: str) -> None:
    """Give the channel another name."""
    before, channel.name = channel.name, name
    channel.previous_names.append(before)
    says = f'has renamed the channel from "{before}" to "{name}"'
    _touch(core, channel, user, "name", says, old_name=before, name=name)
    about = {"id": channel.id, "name": name, "created": channel.created}
    _announce_room(core, channel, "rename", {"channel": about})


def archive(core: Core, channel: Channel, user: User) -> None:
    """Close the channel for writing; it stays readable."""
    _touch(core, channel, user, "archive", "archived the channel")
    channel.archived = True
    _announce_room(core, channel, "archive", {"channel": channel.id, "user": user.id})


def unarchive(core: Core, channel: Channel, user: User) -> None:
    """Open an archived channel again."""
    channel.archived = False
    if user.id not in channel.members:
        channel.members.append(user.id)
    _touch(core, channel, user, "unarchive", "un-archived the channel")
    _announce_room(core, channel, "unarchive", {"channel": channel.id, "user": user.id})


def _touch(core: Core, channel: Channel, user: User, what: str, says: str, **more: str) -> None:
    channel.updated = core.seconds()
    prefix = "group" if channel.kind == "private" else "channel"
    notice(core, channel, user, f"{prefix}_{what}", f"<@{user.id}> {says}", **more)


def _announce_room(core: Core, channel: Channel, happening: str, more: Json) -> None:
    subscription = of_room(channel, happening)
    announce(core, subscription, {"type": subscription, **more}, channel, needs_bot=channel.private)
    core.changed()


def open_direct(core: Core, *users: User) -> Channel:
    """Return the direct conversation of these users, made if it is not there yet."""
    workspace = core.workspace
    ids = [user.id for user in users]
    if (known := workspace.direct(*ids)) is not None:
        return known
    pair = len(set(ids)) <= 2  # noqa: PLR2004 - a pair
    channel = Channel(
        id=workspace.new_id("D" if pair else "G"),
        name="" if pair else "mpdm-" + "--".join(user.handle for user in users) + "-1",
        kind="im" if pair else "mpim",
        creator=ids[0],
        created=core.seconds(),
        members=ids,
        updated=core.seconds(),
    )
    workspace.channels[channel.id] = channel
    core.changed()
    return channel


def for_app(core: Core, channel: Channel) -> Json:
    """Return the conversation object as the app sees it."""
    return channel_json(channel, core.workspace.bot_user, core.workspace)
