"""How the things of a workspace look in answers and payloads."""

import mimetypes
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.held import state_values
from sandbox.state import Bookmark, Channel, File, Json, Message, User, UserGroup, View
from sandbox.workspace import SLACKBOT, Workspace


def user_json(user: User, workspace: Workspace, now: datetime, *, with_email: bool) -> Json:
    """Return the user object; the e-mail address only where its scope allows."""
    zone = ZoneInfo(user.zone)
    offset = now.astimezone(zone).utcoffset()
    profile: Json = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "first_name": user.real_name.split()[0],
        "last_name": user.real_name.split()[-1],
        "status_text": "",
        "status_emoji": "",
        "team": workspace.team_id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    about: Json = {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return about
    return about | {
        "real_name": user.real_name,
        "tz": user.zone,
        "tz_label": now.astimezone(zone).tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": bool(user.guest),
        "is_ultra_restricted": user.guest == "single",
        "is_email_confirmed": bool(user.email),
    }


def channel_json(channel: Channel, viewer: str, workspace: Workspace) -> Json:
    """Return the conversation object as the app sees it."""
    if channel.kind == "im":
        other = next((m for m in channel.members if m != viewer), viewer)
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.archived,
            "is_im": True,
            "is_org_shared": False,
            "user": other,
            "is_user_deleted": workspace.users[other].deleted,
            "priority": 0,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.private,
        "created": channel.created,
        "creator": channel.creator,
        "updated": channel.updated * 1000,
        "is_archived": channel.archived,
        "is_general": channel.is_general,
        "is_member": viewer in channel.members,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [workspace.team_id],
        "context_team_id": workspace.team_id,
        "unlinked": 0,
        "parent_conversation": None,
        "topic": _remark(channel, "topic"),
        "purpose": _remark(channel, "purpose"),
        "previous_names": channel.previous_names,
    }


def _remark(channel: Channel, which: str) -> Json:
    remark = channel.topic_remark if which == "topic" else channel.purpose_remark
    return {"value": remark.value, "creator": remark.creator, "last_set": remark.last_set}


def message_json(
    message: Message, channel: Channel, workspace: Workspace, *, with_metadata: bool = False
) -> Json:
    """Return the message object; metadata only where it was asked for."""
    about: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    optional: Json = {
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "username": message.username,
        "icons": message.icons,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "files": [file_json(workspace.files[f], workspace) for f in message.files],
        "reactions": [
            {"name": r.name, "users": r.users, "count": len(r.users)} for r in message.reactions
        ],
    }
    about |= {name: value for name, value in optional.items() if value} | message.extra
    if not message.subtype:
        about["team"] = workspace.team_id
    if message.edited:
        about["edited"] = {"user": message.edited[0], "ts": message.edited[1]}
    if message.is_reply and (parent := channel.posts.get(message.thread_ts)) is not None:
        about["parent_user_id"] = parent.user
    if replies := channel.replies(message.ts):
        repliers = list(dict.fromkeys(reply.user for reply in replies))
        about |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": repliers,
            "reply_users_count": len(repliers),
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
    if channel.is_pinned(message.ts):
        about["pinned_to"] = [channel.id]
    if with_metadata and message.metadata:
        about["metadata"] = message.metadata
    return about


def view_json(view: View, workspace: Workspace) -> Json:
    """Return the view object with the values that the person has put in."""
    content = view.content
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.kind,
        "blocks": view.blocks,
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": view.callback_id,
        "state": {"values": state_values(view.blocks, view.chosen)},
        "hash": view.hash,
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def bookmark_json(bookmark: Bookmark, channel: Channel, workspace: Workspace) -> Json:
    """Return the bookmark object."""
    return {
        "id": bookmark.id,
        "channel_id": channel.id,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": bookmark.created,
        "date_updated": bookmark.updated,
        "rank": "",
        "last_updated_by_user_id": bookmark.user,
        "last_updated_by_team_id": workspace.team_id,
        "shortcut_id": None,
        "app_id": workspace.app_id,
    }


def file_json(file: File, workspace: Workspace) -> Json:
    """Return the file object, with its shares by channel."""
    shares: Json = {"public": {}, "private": {}}
    for channel_id, ts in file.shares:
        kind = "private" if workspace.channels[channel_id].private else "public"
        shares[kind].setdefault(channel_id, []).append({"ts": ts, "team_id": workspace.team_id})
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetypes.guess_type(file.name)[0] or "text/plain",
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "user_team": workspace.team_id,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(shares["public"]),
        "channels": [c for c in file.channels if not workspace.channels[c].private],
        "groups": [c for c in file.channels if workspace.channels[c].private],
        "ims": [],
        "shares": {kind: where for kind, where in shares.items() if where},
    }


def group_json(group: UserGroup, workspace: Workspace, *, users: bool, count: bool) -> Json:
    """Return the user group object, with its members where they were asked for."""
    about: Json = {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.made,
        "date_update": group.made,
        "date_delete": group.made if group.disabled else 0,
        "auto_type": None,
        "created_by": SLACKBOT,
        "prefs": {"channels": [], "groups": []},
    }
    if users:
        about["users"] = group.members
    if count:
        about["user_count"] = len(group.members)
    return about
