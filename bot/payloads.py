"""Slack's payloads, read: the few things in them that we use, in our words."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from templates.actions import field_of

Payload = dict[str, Any]
#: Takes in an event.
Hear: TypeAlias = Callable[[Payload], Awaitable[None]]


#: The sorts of messages that are somebody's words, and not a notice of something else.
_WORDS = (None, "thread_broadcast", "file_share", "me_message")


#: The fields of a payload that are read, besides the message and the form that it is about.
_READ = (
    "type",
    "command",
    "text",
    "callback_id",
    "actions",
    "user",
    "user_id",
    "channel",
    "channel_id",
    "container",
    "response_url",
    "trigger_id",
)
#: What the mark of anything that was asked for begins with.
ASKED: Final = "asked:"
_READ_OF_A_FORM = ("id", "type", "hash", "private_metadata", "state")


def kind(body: Payload) -> str:
    """What sort of thing it is: the name of the command that was typed, or Slack's own word for it."""
    return str(body.get("command") or body.get("type") or "")


def person(body: Payload) -> str:
    """The Slack id of whoever did it."""
    return str(body["user_id"] if "user_id" in body else body["user"]["id"])


def receipt(body: Payload) -> str:
    """The mark of a command, a press or a shortcut: the same one, however often Slack delivers it."""
    return f"{ASKED}{body['trigger_id']}"


def channel(body: Payload) -> str | None:
    """The channel in which it was done, where there is one."""
    return body.get("channel_id") or (body.get("channel") or {}).get("id")


def pressed_message(body: Payload) -> str:
    """The time stamp of the message in which something was pressed; empty where it was a form."""
    return str((body.get("container") or {}).get("message_ts", ""))


def pressed_value(action: Payload) -> str:
    """What a press stands for: the option chosen, the time or person picked, or the button's value."""
    match action:
        case {"selected_option": {"value": value}}:
            return str(value)
        case {"selected_options": several}:
            return "\n".join(str(option["value"]) for option in several)
        case {"selected_users": several} | {"selected_conversations": several}:
            return "\n".join(map(str, several))
        case (
            {"selected_time": value}
            | {"selected_date": value}
            | {"selected_date_time": value}
            | {"selected_user": value}
            | {"selected_conversation": value}
            | {"selected_channel": value}
            | {"value": value}
        ):
            return str(value or "")
        case _:
            return ""


def filled_in(view: Payload) -> dict[str, str]:
    """What stands in each field of a form; an empty field is an empty string.

    A field of several blocks has the lines of all of them.
    """
    lines: dict[str, list[str]] = {}
    for block_id, elements in view["state"]["values"].items():
        of_field = lines.setdefault(field_of(block_id), [])
        of_field += filter(None, map(_field, elements.values()))
    return {field: "\n".join(several) for field, several in lines.items()}


def happened(event: Payload) -> Payload | None:
    """What happened in a channel, in the words of `Heard`; None for what a program did there.

    An edited message tells its new words, a deleted one its own time stamp. Slack does not say who
    renamed a channel.
    """
    message = event.get("message") or event.get("previous_message") or event
    item = event.get("item") or {}
    if "bot_id" in message:
        return None
    where = event.get("channel") or item.get("channel")
    renamed = where if isinstance(where, dict) else {"id": where, "name": ""}
    # Of a deleted message that has replies Slack leaves an empty one, as if it had been edited.
    is_gone = message.get("subtype") == "tombstone"
    subtype = "message_deleted" if is_gone else event.get("subtype")
    about = [event.get("reaction"), message.get("text"), renamed["name"]]
    return {
        "slack_id": str(message.get("user") or event.get("user") or ""),
        "channel_id": renamed["id"],
        "what": str(event["type"] if subtype in _WORDS else subtype),
        "message_ts": str(item.get("ts") or event.get("deleted_ts") or message.get("ts") or ""),
        "thread_ts": str(message.get("thread_ts") or ""),
        "edited_ts": _edited(message),
        # A topic may have been emptied.
        "words": str(event.get("topic", next(filter(None, about), ""))),
        "in_private": event.get("channel_type") in ("group", "G"),
    }


def pointed_at(message: Payload) -> Payload:
    """The message on which a shortcut was used, in the words of `Pointed`."""
    return {
        "message_ts": str(message["ts"]),
        "words": str(message.get("text") or ""),
        "author": None if "bot_id" in message else message.get("user"),
        "thread_ts": str(message.get("thread_ts") or ""),
        "edited_ts": _edited(message),
    }


def _edited(message: Payload) -> str:
    return str((message.get("edited") or {}).get("ts") or "")


def _field(element: Payload) -> str:
    return pressed_value({name: value for name, value in element.items() if value is not None})


def cut_down(body: Payload) -> Payload:
    """What of a command, press or shortcut is read here: enough to carry it out later."""
    cut = {name: body[name] for name in _READ if name in body}
    if "message" in body and body.get("type") == "message_action":
        cut["message"] = {
            name: body["message"][name] for name in body["message"] if name != "blocks"
        }
    if "view" in body:
        cut["view"] = {name: body["view"][name] for name in _READ_OF_A_FORM if name in body["view"]}
    return cut


def block_of_field(view: Payload, field: str | None) -> str:
    """The block id of a field of the form, or of the first, beside which a general word can stand."""
    inputs = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    return next((one for one in inputs if field_of(one) == field), inputs[0])
