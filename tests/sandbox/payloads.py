"""Blocks and views in a few words."""

from typing import Any

from sandbox.state import Json


def plain(text: str) -> Json:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    """Return a section with words in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    """Return a button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def field(label: str, block_id: str, element: Json | None = None, **more: Any) -> Json:
    """Return an input block; without an element it is one line of text."""
    element = element or {"type": "plain_text_input"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


def form(*blocks: Json, title: str = "Form", **more: Any) -> Json:
    """Return a modal."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }
