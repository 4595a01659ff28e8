"""What people do with an app, turned into the payloads that Slack sends for it."""

import json
from datetime import timedelta
from typing import Any

from sandbox import modals, rooms
from sandbox.core import Core
from sandbox.describe import message_json, view_json
from sandbox.events import announce
from sandbox.held import keepers, state_values, value_of
from sandbox.journal import Delivery
from sandbox.manifest import Shortcut, SlashCommand
from sandbox.posts import Draft, post, whisper
from sandbox.state import Channel, Json, Message, User, View
from sandbox.text import as_command_text
from sandbox.wording import draft_of
from sandbox.workspace import SLACKBOT, ResponseUrl, Trigger

RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5
INTERACTIVE, COMMANDS = "interactive", "slash_commands"


def new_trigger(core: Core, user: User, view: View | None = None) -> str:
    """Return the trigger of an interaction that happens now."""
    number = core.seconds()
    trigger_id = f"{number}.{core.workspace.new_id('')[1:]}.{core.random.getrandbits(128):032x}"
    made = Trigger(trigger_id, user.id, core.now(), view.id if view else "")
    core.workspace.triggers[trigger_id] = made
    return trigger_id


def new_response_url(
    core: Core, user: User, channel: Channel, message: Message | None = None
) -> str:
    """Return an address at which the app may answer into the channel."""
    secret = f"{core.random.getrandbits(96):024x}"
    core.workspace.response_urls[secret] = ResponseUrl(
        secret, user.id, channel.id, core.now(), message
    )
    return f"{core.origin}/respond/{secret}"


def _about(core: Core, user: User) -> Json:
    workspace = core.workspace
    return {
        "team": workspace.team_json(),
        "user": {
            "id": user.id,
            "username": user.handle,
            "name": user.handle,
            "team_id": workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": core.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(core: Core, user: User, channel: Channel, known: SlashCommand, text: str) -> Delivery:
    """Deliver a slash command and show the person what comes of it."""
    workspace = core.workspace
    shared = channel.name if channel.is_room and not channel.private else "privategroup"
    payload = {
        "token": core.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else shared,
        "user_id": user.id,
        "user_name": user.handle,
        "command": known.command,
        "text": as_command_text(text, workspace, should_escape=known.should_escape),
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": new_response_url(core, user, channel),
        "trigger_id": new_trigger(core, user),
    }
    typed = f"{known.command} {text}".rstrip()

    def done(delivery: Delivery) -> None:
        _command_answered(core, user, channel, typed, delivery)

    return core.deliveries.send(
        COMMANDS, payload, f"{user.handle} types {typed}", takes_answer=True, on_done=done
    )


def _command_answered(
    core: Core, user: User, channel: Channel, typed: str, delivery: Delivery
) -> None:
    answer, name = delivery.answer, delivery.payload["command"]
    if answer is None:
        reason = "operation_timeout" if delivery.outcome == "timed_out" else "dispatch_failed"
        _slackbot_says(core, user, channel, f'{name} failed with the error "{reason}"')
        return
    if not answer.body:
        return
    body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
    draft, problem = draft_of(core, body)
    if draft is None:
        core.journal.violate(f"the answer to {typed!r} was refused: {problem}", "slash command")
        says = f'{name} failed with the error "invalid_command_response"'
        _slackbot_says(core, user, channel, says)
    elif body.get("response_type") == "in_channel":
        post(core, channel, user, Draft(text=typed))
        post(core, channel, core.bot, draft)
    else:
        whisper(core, channel, core.bot, user.id, draft)


def _slackbot_says(core: Core, user: User, channel: Channel, text: str) -> None:
    whisper(core, channel, core.workspace.users[SLACKBOT], user.id, Draft(text=text))


def global_shortcut(core: Core, user: User, shortcut: Shortcut) -> Delivery:
    """Deliver the use of a global shortcut; it has a trigger and no response_url."""
    payload = _about(core, user) | {
        "type": "shortcut",
        "action_ts": core.workspace.new_ts(core.now()),
        "callback_id": shortcut.callback_id,
        "trigger_id": new_trigger(core, user),
    }
    return core.deliveries.send(INTERACTIVE, payload, f"{user.handle} uses {shortcut.name!r}")


def message_shortcut(
    core: Core, user: User, shortcut: Shortcut, channel: Channel, message: Message
) -> Delivery:
    """Deliver the use of a shortcut on a message."""
    payload = _about(core, user) | {
        "type": "message_action",
        "action_ts": core.workspace.new_ts(core.now()),
        "callback_id": shortcut.callback_id,
        "trigger_id": new_trigger(core, user),
        "response_url": new_response_url(core, user, channel, message),
        "message_ts": message.ts,
        "channel": _channel_about(channel),
        "message": message_json(message, channel, core.workspace),
    }
    return core.deliveries.send(
        INTERACTIVE, payload, f"{user.handle} uses {shortcut.name!r} on a message"
    )


def _channel_about(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}


def _in_message(core: Core, user: User, channel: Channel, message: Message) -> Json:
    about: Json = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.only_for),
        },
        "channel": _channel_about(channel),
        "state": {"values": state_values(message.blocks, message.chosen)},
        "response_url": new_response_url(core, user, channel, message),
    }
    if message.thread_ts:
        about["container"]["thread_ts"] = message.thread_ts
    if not message.only_for:
        about["message"] = message_json(message, channel, core.workspace)
    return about


def _in_view(core: Core, view: View) -> Json:
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(view, core.workspace),
    }


def _surroundings(core: Core, user: User, place: Message | View) -> Json:
    if isinstance(place, View):
        return _in_view(core, place)
    return _in_message(core, user, core.workspace.channels[place.channel], place)


def block_action(  # noqa: PLR0917 - an element is named by its block
    core: Core, user: User, place: Message | View, block: Json, element: Json, held: Json
) -> Delivery:
    """Deliver a click or a choice; `held` is what the element holds now (see `action_value`)."""
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": core.workspace.new_ts(core.now()),
        **{k: v for k, v in element.items() if k in ("text", "value", "style", "placeholder")},
        **held,
    }
    payload = _about(core, user) | {
        "type": "block_actions",
        "trigger_id": new_trigger(core, user, place if isinstance(place, View) else None),
        "actions": [action],
        **_surroundings(core, user, place),
    }
    about = f"{user.handle} uses {element['action_id']!r}"
    return core.deliveries.send(INTERACTIVE, payload, about)


def submission(core: Core, user: User, view: View) -> Delivery:
    """Deliver a submitted form and do to it what the app answers."""
    view.errors, view.trouble = {}, ""

    def done(delivery: Delivery) -> None:
        body = delivery.answer.body if delivery.answer else None
        if body == {"response_action": "clear"}:
            closing(core, user, view, is_cleared=True)
        else:
            modals.submission_answered(core, view, delivery)

    payload = _about(core, user) | {
        "type": "view_submission",
        "trigger_id": new_trigger(core, user, view),
        "view": view_json(view, core.workspace),
        "response_urls": _form_response_urls(core, user, view),
    }
    return core.deliveries.send(
        INTERACTIVE,
        payload,
        f"{user.handle} submits {view.callback_id!r}",
        takes_answer=True,
        on_done=done,
    )


def _form_response_urls(core: Core, user: User, view: View) -> list[Json]:
    urls = []
    for block, element in keepers(view.blocks):
        held = value_of(block, element, view.chosen)
        channel_id = held.get("selected_conversation") or held.get("selected_channel")
        if element.get("response_url_enabled") and channel_id:
            channel = core.workspace.channels[channel_id]
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel_id,
                    "response_url": new_response_url(core, user, channel),
                }
            )
    return urls


def closing(core: Core, user: User, view: View, *, is_cleared: bool) -> Delivery | None:
    """Close a modal, or with `is_cleared` the whole stack; deliver it only where asked for.

    A view that says `clear_on_close` takes the whole stack with it in any case.
    """
    is_cleared = is_cleared or bool(view.content.get("clear_on_close"))
    told = modals.stack_of(core, user.id)[0] if is_cleared else view
    about = view_json(told, core.workspace)
    modals.close(core, told)
    if not told.content.get("notify_on_close"):
        return None
    payload = _about(core, user) | {
        "type": "view_closed",
        "view": about,
        "is_cleared": is_cleared,
    }
    return core.deliveries.send(INTERACTIVE, payload, f"{user.handle} closes {told.callback_id!r}")


def suggestion(  # noqa: PLR0917 - an element is named by its block
    core: Core, user: User, place: Message | View, block: Json, element: Json, typed: str
) -> Delivery:
    """Ask the app for the options of an external menu."""
    payload = _about(core, user) | {
        "type": "block_suggestion",
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": typed,
        **_surroundings(core, user, place),
    }
    about = f"{user.handle} looks for {typed!r} in {element['action_id']!r}"
    return core.deliveries.send(INTERACTIVE, payload, about, takes_answer=True)


def opened_home(core: Core, user: User, tab: str) -> None:
    """Tell the app that somebody looks at its home."""
    channel = rooms.open_direct(core, core.bot, user)
    event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    if tab == "home" and (view := core.workspace.homes.get(user.id)) is not None:
        event["view"] = view_json(view, core.workspace)
    announce(core, "app_home_opened", event)


def as_form(payload: Json, kind: str) -> dict[str, Any]:
    """Return an interaction as HTTP mode sends it: a command as fields, the rest in `payload`."""
    return payload if kind == COMMANDS else {"payload": json.dumps(payload)}
