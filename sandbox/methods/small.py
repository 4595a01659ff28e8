"""pins.*, reactions.* and bookmarks.*: the small things on messages and channels."""

import re

from sandbox import posts
from sandbox.arguments import invalid
from sandbox.describe import bookmark_json, message_json
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.state import Bookmark, Channel, Json, Message

MAX_PINS, MAX_BOOKMARKS, MAX_TITLE, MAX_LINK, MAX_REACTIONS = 100, 100, 256, 2048, 23
_EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def _pinnable(call: Call) -> tuple[Channel, Message]:
    channel = call.member_channel()
    if not call.args.text("timestamp"):
        raise SlackError("no_item_specified")
    return channel, call.message(channel, "timestamp")


def add_pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _pinnable(call)
    if channel.archived:
        raise SlackError("not_pinnable")
    if channel.is_pinned(message.ts):
        raise SlackError("already_pinned")
    if len(channel.pins) >= MAX_PINS:
        raise SlackError("too_many_pins")
    posts.pin(call.core, channel, message, call.caller)
    return {}


def remove_pin(call: Call) -> Json:
    """Unpin a message."""
    channel, message = _pinnable(call)
    if not channel.is_pinned(message.ts):
        raise SlackError("no_pin")
    posts.unpin(call.core, channel, message, call.caller)
    return {}


def list_pins(call: Call) -> Json:
    """List what is pinned in a channel."""
    channel = call.channel()
    if call.caller.id not in channel.members:
        raise SlackError("channel_not_found")
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.created,
            "created_by": pin.user,
            "message": message_json(pin.message, channel, call.workspace),
        }
        for pin in reversed(channel.pins)
    ]
    return {"items": items}


def _reactable(call: Call) -> tuple[Channel, Message, str]:
    channel = call.channel()
    if call.caller.id not in channel.members:
        raise SlackError("no_access" if "no_access" in call.spec.errors else "channel_not_found")
    name = call.args.text("name").strip(":")
    if call.args.text("name") != name or not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    return channel, call.message(channel, "timestamp"), name


def add_reaction(call: Call) -> Json:
    """Put an emoji under a message."""
    channel, message, name = _reactable(call)
    if channel.archived:
        raise SlackError("is_archived")
    if len(message.reactions) >= MAX_REACTIONS and name not in {r.name for r in message.reactions}:
        raise SlackError("too_many_emoji")
    if not posts.react(call.core, channel, message, call.caller, name):
        raise SlackError("already_reacted")
    return {}


def remove_reaction(call: Call) -> Json:
    """Take the app's emoji away again."""
    channel, message, name = _reactable(call)
    if not posts.unreact(call.core, channel, message, call.caller, name):
        raise SlackError("no_reaction")
    return {}


def get_reactions(call: Call) -> Json:
    """Return a message with its reactions."""
    channel = call.channel()
    message = call.message(channel, "timestamp")
    described = message_json(message, channel, call.workspace)
    return {"type": "message", "channel": channel.id, "message": described}


def _bookmarked(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if call.caller.id not in channel.members or channel.archived:
        raise SlackError("permission_denied")
    return channel


def _checked_link(call: Call, title: str, link: str) -> None:
    if len(title) > MAX_TITLE:
        raise invalid("must be less than 257 characters [json-pointer:/title]")
    if not re.match(r"https?://\S+$", link) or len(link) > MAX_LINK:
        raise SlackError("invalid_link")
    emoji = call.args.text("emoji")
    if emoji and not _EMOJI.fullmatch(emoji.strip(":")):
        raise SlackError("invalid_emoji")


def add_bookmark(call: Call) -> Json:
    """Put a link into the bar of a channel."""
    if call.args.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    title, link = call.args.text("title"), call.args.text("link")
    channel = _bookmarked(call)
    _checked_link(call, title, link)
    if len(channel.bookmarks) >= MAX_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    now = call.core.seconds()
    made = Bookmark(
        call.workspace.new_id("Bk"), title, link, call.args.text("emoji"), now, 0, call.caller.id
    )
    channel.bookmarks.append(made)
    call.core.changed()
    return {"bookmark": bookmark_json(made, channel, call.workspace)}


def _bookmark(call: Call, channel: Channel) -> Bookmark:
    wanted = call.args.text("bookmark_id")
    found = next((b for b in channel.bookmarks if b.id == wanted), None)
    if found is None:
        raise SlackError("not_found")
    return found


def edit_bookmark(call: Call) -> Json:
    """Change a link in the bar."""
    channel = _bookmarked(call)
    bookmark = _bookmark(call, channel)
    title = call.args.text("title", bookmark.title)
    link = call.args.text("link", bookmark.link)
    _checked_link(call, title, link)
    bookmark.title, bookmark.link = title, link
    bookmark.emoji = call.args.text("emoji", bookmark.emoji)
    bookmark.updated = call.core.seconds()
    call.core.changed()
    return {"bookmark": bookmark_json(bookmark, channel, call.workspace)}


def remove_bookmark(call: Call) -> Json:
    """Take a link out of the bar."""
    channel = _bookmarked(call)
    channel.bookmarks.remove(_bookmark(call, channel))
    call.core.changed()
    return {}


def list_bookmarks(call: Call) -> Json:
    """List the links in the bar of a channel."""
    channel = call.channel("channel_id")
    described = [bookmark_json(b, channel, call.workspace) for b in channel.bookmarks]
    return {"bookmarks": described}


METHODS: Methods = {
    "pins.add": add_pin,
    "pins.remove": remove_pin,
    "pins.list": list_pins,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
    "bookmarks.add": add_bookmark,
    "bookmarks.edit": edit_bookmark,
    "bookmarks.remove": remove_bookmark,
    "bookmarks.list": list_bookmarks,
}
