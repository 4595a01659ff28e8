"""conversations.*: what the app can read about channels and in them."""

import re

from sandbox.arguments import invalid
from sandbox.describe import message_json
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.rooms import for_app
from sandbox.state import Channel, Json, Message

_TYPES = {
    "public_channel": ("public", "channels:read"),
    "private_channel": ("private", "groups:read"),
    "im": ("im", "im:read"),
    "mpim": ("mpim", "mpim:read"),
}
_TS = re.compile(r"\d+(\.\d+)?")


def listed(call: Call, member: str = "") -> list[Channel]:
    """Return the channels of the wanted types that the caller may know of, and `member` is in."""
    wanted = (call.args.text("types") or "public_channel").split(",")
    kinds = []
    for name in (word.strip() for word in wanted):
        if name not in _TYPES:
            raise SlackError("invalid_types")
        kind, scope = _TYPES[name]
        if scope not in call.token.scopes:
            raise SlackError(
                "missing_scope", needed=scope, provided=",".join(sorted(call.token.scopes))
            )
        kinds.append(kind)
    skip_archived = call.args.flag("exclude_archived")
    return [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and not (channel.private and call.caller.id not in channel.members)
        and not (skip_archived and channel.archived)
        and (not member or member in channel.members)
    ]


def list_channels(call: Call) -> Json:
    """Page through the channels of the workspace."""
    page = call.page(listed(call), default=100)
    workspace = call.workspace
    channels = [
        for_app(call.core, c) | ({"num_members": len(c.members)} if c.is_room else {})
        for c in page.things
    ]
    return {"channels": channels, **page.metadata, "context_team_id": workspace.team_id}


def list_own(call: Call) -> Json:
    """Page through the channels that a user (the app without one) is in."""
    user = call.workspace.users.get(call.args.text("user", call.caller.id))
    if user is None:
        raise invalid("must be the id of a user [json-pointer:/user]")
    page = call.page(listed(call, member=user.id), default=100)
    return {"channels": [for_app(call.core, c) for c in page.things], **page.metadata}


def info(call: Call) -> Json:
    """Tell about one channel."""
    channel = call.channel()
    about = for_app(call.core, channel)
    if call.args.flag("include_num_members"):
        about["num_members"] = len(channel.members)
    if call.caller.id in channel.members:
        about["last_read"] = channel.read_up_to.get(call.caller.id, "0000000000.000000")
    if channel.canvas:
        about["properties"] = {"canvas": {"file_id": channel.canvas, "is_empty": False}}
    return {"channel": about}


def members(call: Call) -> Json:
    """Page through the members of a channel."""
    page = call.page(call.channel().members, default=100)
    return {"members": page.things, **page.metadata}


def history(call: Call) -> Json:
    """Page through the messages of a channel, newest first; replies only if also sent to it."""
    channel = call.member_channel()
    posts = [m for m in reversed(channel.messages) if not m.is_reply or m.broadcast]
    page = call.page([m for m in posts if _within(call, m)], default=100, high=999)
    return {
        "messages": _described(call, channel, page.things),
        "has_more": bool(page.cursor),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **(page.metadata if page.cursor else {}),
    }


def replies(call: Call) -> Json:
    """Page through a thread, its first message included, oldest first."""
    channel = call.member_channel()
    ts = call.args.text("ts")
    start = channel.posts.get(ts)
    if start is None:
        raise SlackError("thread_not_found")
    thread = [start, *(channel.replies(ts))]
    page = call.page([m for m in thread if m is start or _within(call, m)], default=1000)
    return {
        "messages": _described(call, channel, page.things),
        "has_more": bool(page.cursor),
        **(page.metadata if page.cursor else {}),
    }


def _within(call: Call, message: Message) -> bool:
    oldest, latest = call.args.text("oldest", "0"), call.args.text("latest")
    for name, value in (("oldest", oldest), ("latest", latest)):
        if value and not _TS.fullmatch(value):
            raise SlackError(f"invalid_ts_{name}")
    ts = _moment(message.ts)
    if call.args.flag("inclusive"):
        return _moment(oldest) <= ts and (not latest or ts <= _moment(latest))
    return _moment(oldest) < ts and (not latest or ts < _moment(latest))


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, micros = ts.partition(".")
    return int(seconds), int(f"{micros:0<6}"[:6])


def _described(call: Call, channel: Channel, messages: list[Message]) -> list[Json]:
    with_metadata = call.args.flag("include_all_metadata")
    return [
        message_json(message, channel, call.workspace, with_metadata=with_metadata)
        for message in messages
    ]


def mark(call: Call) -> Json:
    """Move the app's own reading mark."""
    channel = call.member_channel()
    ts = call.args.text("ts")
    if not _TS.fullmatch(ts):
        raise SlackError("invalid_timestamp")
    channel.read_up_to[call.caller.id] = ts
    return {}


METHODS: Methods = {
    "conversations.list": list_channels,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.mark": mark,
    "users.conversations": list_own,
}
