"""Views: the stack of modals before each person, App Homes, and what a submission's answer does."""

import json
from typing import Any

from sandbox.blocks.shown import NewId, as_returned, escaped_once
from sandbox.blocks.whole import VIEW_BYTES, view_problems
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.held import surviving
from sandbox.journal import Delivery
from sandbox.state import Json, View
from sandbox.workspace import Trigger

STACK = 3
TRIGGER_SECONDS = 3
TROUBLE = "We had some trouble connecting. Try again?"


def use_trigger(core: Core, trigger_id: str) -> Trigger:
    """Take a trigger: once, within three seconds of the click. Raises Slack's errors otherwise."""
    trigger = core.workspace.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if (core.now() - trigger.made).total_seconds() >= TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    return trigger


def stack_of(core: Core, user: str) -> list[View]:
    """Return the open modals of a user, the one on top last."""
    return core.workspace.modals.setdefault(user, [])


def open_modal(core: Core, user: str, content: Json) -> View:
    """Open a modal as the first of a new stack; one that was open before gives way."""
    view = _make(core, user, content, "modal")
    for old in stack_of(core, user):
        core.workspace.views.pop(old.id, None)
    core.workspace.modals[user] = [view]
    core.changed()
    return view


def push_modal(core: Core, user: str, content: Json) -> View:
    """Open a modal on top of the others; three fit."""
    stack = stack_of(core, user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    view = _make(core, user, content, "modal")
    view.previous_id, view.root_id = stack[-1].id, stack[0].id
    stack.append(view)
    core.changed()
    return view


def update(core: Core, view: View, content: Json) -> None:
    """Change an open view; values stay where block_id and action_id stay."""
    _check_external_id(core, content, view)
    view.content = _kept(core, content)
    view.external_id = content.get("external_id", "")
    view.chosen = surviving(view.chosen, view.blocks)
    view.errors, view.trouble = {}, ""
    view.hash = _new_hash(core)
    core.changed()


def publish(core: Core, user: str, content: Json) -> View:
    """Show an App Home to a user."""
    if (view := core.workspace.homes.get(user)) is not None:
        update(core, view, content)
        return view
    view = _make(core, user, content, "home")
    core.workspace.homes[user] = view
    core.changed()
    return view


def close(core: Core, view: View) -> None:
    """Close the view and everything on top of it."""
    stack = stack_of(core, view.user)
    at = stack.index(view)
    for closed in stack[at:]:
        core.workspace.views.pop(closed.id, None)
    del stack[at:]
    core.changed()


def check(content: Any) -> None:
    """Refuse a view that Slack would refuse, with its words."""
    if problems := view_problems(content):
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    if len(json.dumps(content)) > VIEW_BYTES:
        raise SlackError("view_too_large")


def _make(core: Core, user: str, content: Json, kind: str) -> View:
    _check_external_id(core, content, None)
    view_id = core.workspace.new_id("V")
    view = View(
        id=view_id,
        user=user,
        kind="modal" if kind == "modal" else "home",
        content=_kept(core, content),
        root_id=view_id,
        external_id=content.get("external_id", ""),
        hash=_new_hash(core),
    )
    core.workspace.views[view_id] = view
    return view


def _kept(core: Core, content: Json) -> Json:
    kept = dict(content)
    new_id = NewId(core.workspace.new_id(""))
    kept["blocks"] = as_returned(content["blocks"], new_id, core.workspace)
    for name in ("title", "submit", "close"):
        if isinstance(part := kept.get(name), dict):
            kept[name] = {"emoji": True, **part, "text": escaped_once(part["text"])}
    return kept


def _check_external_id(core: Core, content: Json, own: View | None) -> None:
    external_id = content.get("external_id")
    for view in core.workspace.views.values():
        if external_id and view.external_id == external_id and view is not own:
            raise SlackError("duplicate_external_id")


def _new_hash(core: Core) -> str:
    return f"{core.seconds()}.{core.random.getrandbits(32):08x}"


def submission_answered(core: Core, view: View, delivery: Delivery) -> None:
    """Do to the form what the app's answer to its submission says."""
    if view.id not in core.workspace.views:
        return
    if delivery.answer is None:
        view.trouble = TROUBLE
        core.changed()
        return
    body = delivery.answer.body or {}
    try:
        _act(core, view, body)
    except SlackError as refused:
        view.trouble = TROUBLE
        details = refused.more.get("response_metadata", {}).get("messages", [])
        core.journal.violate(
            f"the answer to a submission was not understood: {refused.error} {details}",
            "view_submission",
        )
        core.changed()


def _act(core: Core, view: View, body: Any) -> None:
    action = body.get("response_action", "") if isinstance(body, dict) else "?"
    if action == "":
        if body:
            raise SlackError("an answer without response_action must be empty")
        close(core, view)
    elif action == "errors":
        _show_errors(core, view, body.get("errors"))
    elif action in ("update", "push"):
        content = body.get("view")
        check(content)
        if action == "update":
            update(core, view, content)
        else:
            push_modal(core, view.user, content)
    else:
        raise SlackError(f"unknown response_action {action!r}")


def _show_errors(core: Core, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("`errors` must be keyed by the block_id of input blocks in the view")
    view.errors = {name: str(text) for name, text in errors.items()}
    core.changed()
