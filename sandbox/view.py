"""What one person sees of the workspace: the JSON from which the page is drawn."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.core import Core
from sandbox.held import Chosen
from sandbox.state import Channel, File, Json, Message, User, View

MESSAGES_AT_ONCE = 150
_NOTICES = ("_join", "_leave", "_topic", "_purpose", "_name", "_archive", "_unarchive")
_MASS_MENTIONS = ("<!here", "<!channel", "<!everyone")


@dataclass(slots=True)
class Look:
    """Who is looking at what; `unread_from` is the first message that was new when the look fell on it."""

    viewer: User
    channel: Channel
    thread: str = ""
    tab: str = ""
    limit: int = MESSAGES_AT_ONCE
    journal: bool = False
    unread_from: str = ""


def view_of(core: Core, look: Look) -> Json:
    """Return everything that the page shows for one look."""
    workspace, viewer, app = core.workspace, look.viewer, core.workspace.app
    home = workspace.homes.get(viewer.id)
    return {
        "workspace": {"name": workspace.name, "id": workspace.team_id},
        "app": {"name": app.name, "home": app.home_tab},
        "now": _milliseconds(core.now()),
        "ticking": core.clock.ticks,
        "nextDue": _milliseconds(due) if (due := core.next_planned()) else None,
        "me": _person(core, viewer),
        "people": [_person(core, user) for user in workspace.users.values()],
        "groups": [
            {"id": group.id, "handle": group.handle, "name": group.name}
            for group in workspace.groups.values()
            if not group.disabled
        ],
        "commands": [
            {"command": one.command, "hint": one.usage_hint, "says": one.description}
            for one in app.commands
        ],
        "shortcuts": [
            {
                "callback_id": one.callback_id,
                "name": one.name,
                "type": one.type,
                "says": one.description,
            }
            for one in app.shortcuts
        ],
        "channels": [
            _channel(core, channel, viewer)
            for channel in workspace.channels.values()
            if may_see(channel, viewer)
        ],
        "open": _open(core, look),
        "thread": _thread(core, look),
        "home": _view(home) if home else None,
        "modals": [_view(view) for view in workspace.modals.get(viewer.id, [])],
        "violations": len(core.journal.violations),
    }


def may_see(channel: Channel, viewer: User) -> bool:
    """Tell whether the person knows that the channel exists; guests know only their own."""
    if viewer.id in channel.members:
        return True
    return channel.kind == "public" and not viewer.guest


def unread_in(core: Core, channel: Channel, viewer: User) -> list[Message]:
    """Return the messages of others that the person has not looked at yet, oldest first."""
    if viewer.id not in channel.members:
        return []
    read = float(channel.read_up_to.get(viewer.id, "0"))
    return [
        message
        for message in channel.messages
        if float(message.ts) > read
        and message.user != viewer.id
        and not _is_notice(message)
        and (_stands_in_channel(message) or _calls(core, message, viewer))
    ]


def mark_read(look: Look) -> None:
    """Note that the person has seen all that stands in the channel before them."""
    if look.viewer.id in look.channel.members and look.channel.posts:
        look.channel.read_up_to[look.viewer.id] = max(look.channel.posts, key=float)


def messages_in(look: Look) -> list[Message]:
    """Return what stands in the channel for this viewer, oldest first, whispers to them included."""
    whispers = [m for m in look.channel.ephemerals if m.only_for == look.viewer.id]
    both = [m for m in [*look.channel.messages, *whispers] if _stands_in_channel(m)]
    return sorted(both, key=lambda message: float(message.ts))


def _stands_in_channel(message: Message) -> bool:
    return not message.is_reply or message.broadcast


def _is_notice(message: Message) -> bool:
    return message.subtype == "pinned_item" or message.subtype.endswith(_NOTICES)


def _calls(core: Core, message: Message, viewer: User) -> bool:
    groups = [group.id for group in core.workspace.groups.values() if viewer.id in group.members]
    words = f"{message.text} {message.blocks}"
    return (
        f"<@{viewer.id}" in words
        or f"'user_id': '{viewer.id}'" in words
        or any(mention in words for mention in _MASS_MENTIONS)
        or any(f"<!subteam^{group}" in words for group in groups)
    )


def _milliseconds(moment: datetime) -> float:
    return moment.timestamp() * 1000


def _person(core: Core, user: User) -> Json:
    groups = core.workspace.groups.values()
    return {
        "id": user.id,
        "handle": user.handle,
        "name": user.shown_name,
        "zone": user.zone,
        "office": user.office,
        "title": user.title,
        "team": next((group.handle for group in groups if user.id in group.members), ""),
        "bot": user.is_bot,
        "guest": bool(user.guest),
        "deleted": user.deleted,
    }


def _channel(core: Core, channel: Channel, viewer: User) -> Json:
    unread = unread_in(core, channel, viewer)
    others = [member for member in channel.members if member != viewer.id] or channel.members
    for_me = len(unread) if channel.kind == "im" else sum(_calls(core, m, viewer) for m in unread)
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.private,
        "archived": channel.archived,
        "general": channel.is_general,
        "member": viewer.id in channel.members,
        "topic": channel.topic,
        "with": others[0] if channel.kind == "im" else None,
        "group": others if channel.kind == "mpim" else None,
        "unread": len(unread),
        "mentions": for_me,
    }


def _open(core: Core, look: Look) -> Json:
    channel, app = look.channel, core.workspace.app
    messages, threads = messages_in(look), _threads(channel)
    to_app = channel.kind == "im" and core.has_bot(channel)
    return {
        **_channel(core, channel, look.viewer),
        "purpose": channel.purpose,
        "members": channel.members,
        "readOnly": to_app and (app.messages_tab_read_only or not app.messages_tab),
        "bookmarks": [
            {"title": mark.title, "link": mark.link, "emoji": mark.emoji}
            for mark in channel.bookmarks
        ],
        "pins": [_message(core, pin.message, look, []) for pin in reversed(channel.pins)],
        "earlier": len(messages) > look.limit,
        "unreadFrom": look.unread_from,
        "messages": [
            _message(core, message, look, threads.get(message.ts, []))
            for message in messages[-look.limit :]
        ],
    }


def _threads(channel: Channel) -> dict[str, list[Message]]:
    threads: dict[str, list[Message]] = {}
    for message in channel.messages:
        if message.is_reply:
            threads.setdefault(message.thread_ts, []).append(message)
    return threads


def _thread(core: Core, look: Look) -> list[Json] | None:
    parent = look.channel.posts.get(look.thread)
    if parent is None:
        return None
    whispers = [
        message
        for message in look.channel.ephemerals
        if message.only_for == look.viewer.id and message.thread_ts == parent.ts
    ]
    below = sorted([*look.channel.replies(parent.ts), *whispers], key=lambda m: float(m.ts))
    return [_message(core, message, look, []) for message in [parent, *below]]


def _message(core: Core, message: Message, look: Look, replies: list[Message]) -> Json:
    channel = look.channel
    return {
        "key": f"{'whisper-' if message.only_for else ''}{message.ts}",
        "ts": message.ts,
        "channel": channel.id,
        "thread": message.thread_ts if message.is_reply else None,
        "inThread": message.is_reply and message.broadcast,
        "author": message.user,
        "name": message.username,
        "text": message.text,
        "shown": message.shown,
        "blocks": message.blocks,
        "attachments": message.extra.get("attachments", []),
        "edited": float(message.edited[1]) if message.edited else None,
        "deleted": message.subtype == "tombstone",
        "note": _is_notice(message),
        "joined": message.subtype.endswith("_join"),
        "ephemeral": bool(message.only_for),
        "pinned": channel.is_pinned(message.ts),
        "mine": message.user == look.viewer.id and not _is_notice(message),
        "reactions": [{"name": one.name, "users": one.users} for one in message.reactions],
        "replies": _replies(replies) if replies else None,
        "files": [_file(core.workspace.files[file_id]) for file_id in message.files],
    }


def _replies(replies: list[Message]) -> Json:
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {"count": len(replies), "users": users, "latest": replies[-1].ts}


def _file(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "alt": file.alt_text,
        "length": file.length,
        "address": f"page-files/{file.id}",
    }


def _view(view: View) -> Json:
    content = view.content
    return {
        "id": view.id,
        "user": view.user,
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "blocks": view.blocks,
        "errors": view.errors,
        "trouble": view.trouble,
        "chosen": _chosen(view.chosen),
    }


def _chosen(chosen: Chosen) -> Json:
    nested: Json = {}
    for (block_id, action_id), held in chosen.items():
        nested.setdefault(block_id, {})[action_id] = held
    return nested
