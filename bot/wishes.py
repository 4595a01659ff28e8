"""From a payload of Slack's to what a person asks for: who, what of ours carries it out, and how to answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import commands
from bot import payloads
from bot.answers import Answering
from bot.payloads import Payload
from commands.command import SLASH
from commands.request import OpenForm, Pointed, Pressed, Request, Typed
from integrations.slack import Slack
from templates.blocks import View
from templates.typed import as_line, unescape
from workflows.errors import Refused
from workflows.work import Start


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what every request of theirs holds."""

    answering: Answering
    known: dict[str, Any]


def asker(slack: Slack, start: Start, body: Payload, answering: Answering | None = None) -> Asker:
    """Whoever a payload comes from; `answering` is how they are answered, where it does not say so.

    `start` knows where they are, as far as that is known now: what was asked for earlier tells where
    they were.
    """
    slack_id = payloads.person(body)
    answering = answering or Answering(slack, start, slack_id, body.get("response_url"))
    trigger_id = str(body.get("trigger_id", ""))

    async def open_form(view: View) -> None:
        await slack.open_form(trigger_id, view)

    known = {
        "slack_id": slack_id,
        "channel_id": payloads.channel(body),
        "start": start,
        "reply": answering.reply,
        "open_form": open_form,
    }
    return Asker(answering, known)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for."""

    answering: Answering
    do: Callable[[], Awaitable[None]]
    #: As it was typed, to be given back when it cannot be done; empty where nothing was typed.
    typed: str = ""


def only_looks(body: Payload) -> bool:
    """Whether a command, a press or a shortcut is known to change nothing."""
    return "command" in body and commands.only_looks(str(body.get("text", "")))


def wish(slack: Slack, start: Start, body: Payload) -> Wish:
    """What a command, a press or a shortcut asks for."""
    asks = asker(slack, start, body)
    if "command" in body:
        return _typed(asks, body)
    if body["type"] == "block_actions":
        return _pressed(asks, slack, body)
    return _shortcut(asks, body)


def _typed(asks: Asker, body: Payload) -> Wish:
    words = str(body.get("text", ""))
    typed = Typed(
        **asks.known,
        words=words,
        response_url=str(body["response_url"]),
        receipt=payloads.receipt(body),
    )
    return Wish(asks.answering, lambda: commands.run_typed(typed), as_line(f"{SLASH} {words}"))


def _pressed(asks: Asker, slack: Slack, body: Payload) -> Wish:
    action = body["actions"][0]
    handler = commands.PRESSES.get(action["action_id"], _of_another_version)
    pressed = Pressed(
        **asks.known,
        value=unescape(payloads.pressed_value(action)),
        block_id=str(action.get("block_id", "")),
        message_ts=payloads.pressed_message(body),
        form=_open_form(slack, body),
    )
    return Wish(asks.answering, lambda: handler(pressed))


def _open_form(slack: Slack, body: Payload) -> OpenForm | None:
    """The form in which something was pressed, if it was in one."""
    view = body.get("view")
    if view is None or view["type"] != "modal":
        return None

    async def redraw(anew: View) -> None:
        await slack.redraw_form(view["id"], float(body["actions"][0]["action_ts"]), anew)

    about = str(view.get("private_metadata", ""))
    return OpenForm(about=about, fields=payloads.filled_in(view), redraw=redraw)


def _shortcut(asks: Asker, body: Payload) -> Wish:
    name = body["callback_id"]
    if "message" in body:
        pointed = Pointed(**asks.known, **payloads.pointed_at(body["message"]))
        on_message = commands.MESSAGE_SHORTCUTS.get(name, _of_another_version)
        return Wish(asks.answering, lambda: on_message(pointed))
    handler = commands.SHORTCUTS.get(name, _of_another_version)
    return Wish(asks.answering, lambda: handler(Request(**asks.known)))


async def _of_another_version(_: Request) -> None:
    """What an older message still offers, or a newer one of a replica that was updated first."""
    raise Refused(
        "This comes from another version of Muster, so nothing was done. "
        f"`{SLASH} help` shows how to do the same by typing."
    )
