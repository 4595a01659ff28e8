"""chat.*: posting, whispering, changing, deleting and planning messages."""

from sandbox import posts, rooms
from sandbox.arguments import Arguments
from sandbox.describe import message_json
from sandbox.errors import SlackError, Untaught
from sandbox.methods.call import Call, Methods
from sandbox.posts import Draft
from sandbox.state import Channel, Json, ScheduledMessage, Token
from sandbox.text import as_stored
from sandbox.wording import kept_blocks, kept_metadata, kept_text

MAX_UPDATE, MAX_MARKDOWN = 4_000, 12_000
MAX_AHEAD_SECONDS = 120 * 24 * 3600
_CUSTOM = ("username", "icon_emoji", "icon_url")


def target(call: Call) -> Channel:
    """Return where a message is to go: a channel id, a #name, or a user id for a direct message."""
    named = call.args.text("channel")
    if named in call.workspace.users:
        return _direct(call, named)
    if named not in call.workspace.channels:
        found = call.workspace.channel_by_name(named.removeprefix("#"))
        if found is None or (found.private and call.caller.id not in found.members):
            raise SlackError("channel_not_found")
        return found
    return call.channel()


def _direct(call: Call, user_id: str) -> Channel:
    app = call.workspace.app
    if not app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return rooms.open_direct(call.core, call.caller, call.workspace.users[user_id])


def _may_post(call: Call, channel: Channel) -> None:
    if channel.archived:
        raise SlackError("is_archived")
    if call.caller.id in channel.members:
        return
    if channel.kind != "public":
        raise SlackError("channel_not_found")
    if "chat:write.public" not in call.token.scopes:
        raise SlackError("not_in_channel")


def _refuse_unknown_ways(args: Arguments) -> None:
    if args.structure("attachments"):
        raise Untaught("attachments; use blocks")
    if args.flag("link_names") or args.text("parse") not in ("", "none"):
        raise Untaught("finding names in text (`link_names`, `parse`)")


def _refuse_uncustomised(token: Token, args: Arguments) -> None:
    if any(args.text(name) for name in _CUSTOM) and "chat:write.customize" not in token.scopes:
        raise SlackError(
            "missing_scope", needed="chat:write.customize", provided=",".join(sorted(token.scopes))
        )


def draft(call: Call) -> tuple[Draft, list[str]]:
    """Return what the arguments say as a message, and the warnings of it."""
    args = call.args
    _refuse_unknown_ways(args)
    _refuse_uncustomised(call.token, args)
    markdown = args.text("markdown_text")
    if markdown and ("text" in args or "blocks" in args):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MAX_MARKDOWN:
        raise SlackError("msg_too_long")
    blocks = args.structure("blocks") if "blocks" in args else []
    kept = kept_blocks(call.core, blocks) if blocks != [] else []
    if markdown:
        kept = kept_blocks(call.core, [{"type": "markdown", "text": markdown}])
    text, warnings = kept_text(args.text("text"))
    if not text and not kept:
        raise SlackError("no_text")
    metadata = kept_metadata(args.structure("metadata")) if "metadata" in args else None
    icons = {"emoji": args.text("icon_emoji")} if args.text("icon_emoji") else {}
    return Draft(
        text=text,
        blocks=kept,
        metadata=metadata,
        thread_ts=args.text("thread_ts"),
        broadcast=args.flag("reply_broadcast"),
        username=args.text("username"),
        icons=icons,
    ), warnings


def _check_thread(call: Call, channel: Channel, thread_ts: str) -> None:
    if not thread_ts:
        return
    parent = channel.posts.get(thread_ts)
    if parent is None:
        raise SlackError("cannot_reply_to_message")
    if parent.is_reply:
        call.core.journal.violate(
            "thread_ts is the timestamp of a reply; Slack misfiles such a message", call.spec.name
        )


def post_message(call: Call) -> Json:
    """Post a message."""
    channel = target(call)
    _may_post(call, channel)
    content, warnings = draft(call)
    _check_thread(call, channel, content.thread_ts)
    message = posts.post(call.core, channel, call.caller, content)
    answer: Json = {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(message, channel, call.workspace, with_metadata=True),
    }
    if warnings:
        answer |= {"warning": warnings[0], "response_metadata": {"warnings": warnings}}
    return answer


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    channel = target(call)
    if channel.archived:
        raise SlackError("is_archived")
    if call.caller.id not in channel.members:
        raise SlackError("not_in_channel")
    if call.args.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    content, _warnings = draft(call)
    message = posts.whisper(call.core, channel, call.caller, call.args.text("user"), content)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change a message of the app's own; what is not given stays as it was."""
    args = call.args
    _refuse_unknown_ways(args)
    channel = call.channel()
    message = call.message(channel, "ts")
    if channel.archived:
        raise SlackError("is_inactive")
    if message.user != call.caller.id or message.subtype:
        raise SlackError("cant_update_message")
    if not {"text", "blocks", "markdown_text"} & set(args.raw):
        raise SlackError("no_text")
    if "markdown_text" in args:
        raise Untaught("`markdown_text` in chat.update")
    if len(args.text("text")) > MAX_UPDATE:
        raise SlackError("msg_too_long")
    text = as_stored(args.text("text")) if "text" in args else message.text
    blocks = (
        kept_blocks(call.core, args.structure("blocks")) if "blocks" in args else message.blocks
    )
    if not text and not blocks:
        raise SlackError("no_text")
    metadata = kept_metadata(args.structure("metadata")) if "metadata" in args else message.metadata
    posts.edit(call.core, channel, message, Draft(text=text, blocks=blocks, metadata=metadata))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": text,
        "message": message_json(message, channel, call.workspace, with_metadata=True),
    }


def delete(call: Call) -> Json:
    """Take away a message of the app's own."""
    channel = call.channel()
    message = call.message(channel, "ts")
    if message.user != call.caller.id or message.subtype:
        raise SlackError("cant_delete_message")
    posts.delete(call.core, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Return the address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p"
    link += message.ts.replace(".", "")
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def schedule_message(call: Call) -> Json:
    """Plan a message for later, up to 120 days ahead."""
    channel = target(call)
    _may_post(call, channel)
    content, _warnings = draft(call)
    post_at, now = call.args.number("post_at", 0), call.core.seconds()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + MAX_AHEAD_SECONDS:
        raise SlackError("time_too_far")
    core, scheduled = call.core, call.workspace.scheduled
    plan = ScheduledMessage(
        call.workspace.new_id("Q"), channel.id, post_at, now, {"text": content.text}
    )
    scheduled[plan.id] = plan

    def due() -> None:
        if scheduled.pop(plan.id, None) is not None and not channel.archived:
            posts.post(core, channel, core.bot, content)

    plan.take_back = core.agenda.after(core.until(post_at), due).cancel
    return {
        "channel": channel.id,
        "scheduled_message_id": plan.id,
        "post_at": post_at,
        "message": {"text": content.text, "type": "delayed_message", "user": call.caller.id},
    }


def delete_scheduled(call: Call) -> Json:
    """Take back a planned message."""
    plan = call.workspace.scheduled.get(call.args.text("scheduled_message_id"))
    if plan is None or plan.channel != call.args.text("channel"):
        raise SlackError("invalid_scheduled_message_id")
    del call.workspace.scheduled[plan.id]
    plan.take_back()
    return {}


def list_scheduled(call: Call) -> Json:
    """Page through the planned messages."""
    wanted = call.args.text("channel")
    plans = [p for p in call.workspace.scheduled.values() if wanted in ("", p.channel)]
    oldest = float(call.args.text("oldest", "0"))
    latest = float(call.args.text("latest", "inf"))
    page = call.page([p for p in plans if oldest <= p.post_at <= latest], default=100)
    described = [
        {
            "id": plan.id,
            "channel_id": plan.channel,
            "post_at": plan.post_at,
            "date_created": plan.made_at,
            "text": plan.arguments["text"],
        }
        for plan in page.things
    ]
    return {"scheduled_messages": described, **page.metadata}


METHODS: Methods = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "chat.scheduleMessage": schedule_message,
    "chat.deleteScheduledMessage": delete_scheduled,
    "chat.scheduledMessages.list": list_scheduled,
}
