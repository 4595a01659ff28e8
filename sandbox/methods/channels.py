"""conversations.*: making, naming, joining, inviting, archiving."""

import re

from sandbox import rooms
from sandbox.arguments import invalid
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.rooms import for_app
from sandbox.state import Channel, Json, User

MAX_NAME, MAX_REMARK, MAX_INVITED, MAX_DIRECT = 80, 250, 100, 8


def check_name(call: Call, name: str, own: Channel | None = None) -> None:
    """Refuse a name as Slack does: too long, wrong letters, only punctuation, or taken."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise SlackError("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise SlackError("invalid_name_punctuation")
    taken = call.workspace.channel_by_name(name)
    if taken is not None and taken is not own:
        if name not in call.core.racing:
            raise SlackError("name_taken")
        call.core.racing.discard(name)


def create(call: Call) -> Json:
    """Make a channel; archived and private ones keep their names taken."""
    private = call.args.flag("is_private")
    rules = call.workspace.rules
    if not (rules.may_create_private if private else rules.may_create_public):
        raise SlackError("restricted_action")
    name = call.args.text("name")
    check_name(call, name)
    return {
        "channel": for_app(call.core, rooms.create(call.core, name, call.caller, private=private))
    }


def invite(call: Call) -> Json:
    """Invite up to a hundred users, all or none unless `force` is given."""
    channel = call.writable_channel()
    ids = list(dict.fromkeys(call.args.ids("users")))
    if not ids:
        raise SlackError("no_user")
    if len(ids) > MAX_INVITED:
        raise invalid(f"no more than {MAX_INVITED} items allowed [json-pointer:/users]")
    refused = [
        (user_id, error) for user_id in ids if (error := _cannot_invite(call, channel, user_id))
    ]
    errors = [{"user": user_id, "ok": False, "error": error} for user_id, error in refused]
    invited = [user_id for user_id in ids if user_id not in dict(refused)]
    if refused and (not call.args.flag("force") or not invited):
        raise SlackError(refused[0][1], errors=errors)
    for user_id in invited:
        rooms.join(call.core, channel, call.workspace.users[user_id], call.caller.id)
    answer: Json = {"channel": for_app(call.core, channel)}
    return answer | ({"errors": errors} if errors else {})


def _cannot_invite(call: Call, channel: Channel, user_id: str) -> str:
    if user_id == call.caller.id:
        return "cant_invite_self"
    user = call.workspace.users.get(user_id)
    if user is None or user.deleted:
        return "user_not_found"
    if user_id in channel.members:
        return "already_in_channel"
    if user.guest == "single" and _rooms_of(call, user):
        return "ura_max_channels"
    return ""


def _rooms_of(call: Call, user: User) -> list[Channel]:
    return [c for c in call.workspace.channels.values() if c.is_room and user.id in c.members]


def kick(call: Call) -> Json:
    """Remove a user from a channel."""
    channel = call.member_channel()
    user = call.user()
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user.id == call.caller.id:
        raise SlackError("cant_kick_self")
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    rooms.leave(call.core, channel, user)
    return {}


def join(call: Call) -> Json:
    """Make the app a member of a public channel."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if call.caller.id in channel.members:
        return {"channel": for_app(call.core, channel), "warning": "already_in_channel"}
    rooms.join(call.core, channel, call.caller)
    return {"channel": for_app(call.core, channel)}


def leave(call: Call) -> Json:
    """End the app's own membership."""
    channel = call.channel()
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if channel.archived:
        raise SlackError("is_archived")
    if call.caller.id not in channel.members:
        return {"not_in_channel": True}
    rooms.leave(call.core, channel, call.caller)
    return {}


def open_direct(call: Call) -> Json:
    """Open a direct conversation with one to eight users, or one that is known by its id."""
    if "channel" in call.args:
        channel = call.channel()
        return {"channel": for_app(call.core, channel), "no_op": True, "already_open": True}
    ids = call.args.ids("users")
    if not ids:
        raise SlackError("users_list_not_supplied")
    if len(ids) > MAX_DIRECT:
        raise SlackError("too_many_users")
    users = [call.workspace.users.get(user_id) for user_id in ids]
    found = [user for user in users if user is not None]
    if len(found) < len(users):
        raise SlackError("user_not_found")
    if any(user.deleted for user in found):
        raise SlackError("user_disabled")
    channel = rooms.open_direct(call.core, call.caller, *found)
    return {"channel": {"id": channel.id} | for_app(call.core, channel)}


def set_topic(call: Call) -> Json:
    """Give a channel its topic."""
    channel, topic = _with_remark(call, "topic")
    rooms.set_topic(call.core, channel, call.caller, topic)
    return {"channel": for_app(call.core, channel)}


def set_purpose(call: Call) -> Json:
    """Give a channel its purpose."""
    channel, purpose = _with_remark(call, "purpose")
    rooms.set_purpose(call.core, channel, call.caller, purpose)
    return {"channel": for_app(call.core, channel), "purpose": purpose}


def _with_remark(call: Call, name: str) -> tuple[Channel, str]:
    channel = call.writable_channel()
    words = call.args.text(name)
    if len(words) > MAX_REMARK:
        raise SlackError("too_long")
    return channel, words


def rename(call: Call) -> Json:
    """Give a channel another name."""
    channel = call.writable_channel()
    name = call.args.text("name")
    check_name(call, name, channel)
    rooms.rename(call.core, channel, call.caller, name)
    return {"channel": for_app(call.core, channel)}


def archive(call: Call) -> Json:
    """Close a channel."""
    channel = call.member_channel()
    if channel.archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if not call.workspace.rules.may_archive:
        raise SlackError("restricted_action")
    rooms.archive(call.core, channel, call.caller)
    return {}


def unarchive(call: Call) -> Json:
    """Open a closed channel again."""
    channel = call.channel()
    if not channel.archived:
        raise SlackError("not_archived")
    rooms.unarchive(call.core, channel, call.caller)
    return {}


METHODS: Methods = {
    "conversations.create": create,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.open": open_direct,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.rename": rename,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
}
