"""Builders for Slack blocks, modals and the home view: plain dicts in which every text is safe.

A str is escaped, Mrkdwn goes in as it is, and where Slack wants plain text it gets plain text. Text
for people is cut to Slack's limits; structure that breaks them raises ValueError. The limits are
those of https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from templates.elements import (
    Element,
    check_count,
    check_unique,
    checked,
    checked_id,
    image_element,
    mrkdwn_text,
    plain_text,
)
from templates.text import pieces

Block: TypeAlias = dict[str, Any]
View: TypeAlias = dict[str, Any]

_HEADER = 150
_SECTION = 3_000
_FIELD = 2_000
_FIELDS = 10
_CONTEXT_ELEMENTS = 10
_ACTION_ELEMENTS = 25
_LABEL = 2_000
_VIEW_BLOCKS = 100
_VIEW_TITLE = 24
_VIEW_METADATA = 3_000
_VIEW_BYTES = 250_000

_PICKED = {
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
}
_PRESSED = {*_PICKED, "button", "overflow"}
_BESIDE_SECTION = {*_PRESSED, "image"}
_IN_CONTEXT = {"image", "mrkdwn", "plain_text"}
_IN_INPUT = {*_PICKED, "plain_text_input"}


def header(text: str, block_id: str | None = None) -> Block:
    """Return a line in large plain letters, at most 150 characters."""
    return _block({"type": "header", "text": plain_text(text, _HEADER)}, block_id)


def section(
    text: str | None = None,
    fields: Sequence[str] = (),
    accessory: Element | None = None,
    block_id: str | None = None,
) -> Block:
    """Return text of at most 3,000 characters, up to 10 fields of 2,000, or both.

    Longer text keeps its end with `paragraphs`.
    """
    if text is None and not fields:
        raise ValueError("A section needs a text or fields.")
    made: Block = {"type": "section"}
    if text is not None:
        made["text"] = mrkdwn_text(text, _SECTION)
    if fields:
        check_count(fields, _FIELDS, "fields in a section")
        made["fields"] = [mrkdwn_text(field, _FIELD) for field in fields]
    if accessory is not None:
        _check_kinds([accessory], _BESIDE_SECTION, "beside a section")
        made["accessory"] = accessory
    return _block(made, block_id)


def paragraphs(text: str) -> list[Block]:
    """Return as many sections as the text needs, split at paragraphs, lines or words."""
    return [section(piece) for piece in pieces(text, _SECTION)]


def divider(block_id: str | None = None) -> Block:
    """Return a thin line."""
    return _block({"type": "divider"}, block_id)


def context(*elements: str | Element, block_id: str | None = None) -> Block:
    """Return 1 to 10 small texts and images in a row."""
    check_count(elements, _CONTEXT_ELEMENTS, "elements in a context")
    made = [mrkdwn_text(one, _SECTION) if isinstance(one, str) else one for one in elements]
    _check_kinds(made, _IN_CONTEXT, "in a context")
    return _block({"type": "context", "elements": made}, block_id)


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """Return 1 to 25 buttons and menus in a row; each has its own action_id."""
    check_count(elements, _ACTION_ELEMENTS, "elements in actions")
    _check_kinds(elements, _PRESSED, "in actions")
    check_unique((element["action_id"] for element in elements), "action_id")
    return _block({"type": "actions", "elements": list(elements)}, block_id)


def input_block(
    label: str,
    element: Element,
    block_id: str,
    hint: str | None = None,
    *,
    optional: bool = False,
    dispatch_action: bool = False,
) -> Block:
    """Return a labelled field of a form; with `dispatch_action` a change is told at once."""
    _check_kinds([element], _IN_INPUT, "in an input block")
    made: Block = {
        "type": "input",
        "label": plain_text(label, _LABEL),
        "element": element,
        "optional": optional,
        "dispatch_action": dispatch_action,
    }
    if hint is not None:
        made["hint"] = plain_text(hint, _LABEL)
    return _block(made, block_id)


def image(url: str, alt: str, title: str | None = None, block_id: str | None = None) -> Block:
    """Return an image over the whole width; `alt` says what it shows."""
    made: Block = image_element(url, alt)
    if title is not None:
        made["title"] = plain_text(title, _LABEL)
    return _block(made, block_id)


def modal(
    title: str,
    submit: str | None,
    close: str | None,
    blocks: Sequence[Block],
    callback_id: str,
    *,
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    """Return a modal view; `private_metadata` holds an id of ours, not a document."""
    view = _view("modal", blocks)
    view["title"] = plain_text(title, _VIEW_TITLE)
    view["callback_id"] = checked_id(callback_id, "callback_id")
    view["notify_on_close"] = notify_on_close
    if submit is not None:
        view["submit"] = plain_text(submit, _VIEW_TITLE)
    elif any(block["type"] == "input" for block in blocks):
        raise ValueError("A modal with an input block needs a submit button.")
    if close is not None:
        view["close"] = plain_text(close, _VIEW_TITLE)
    if private_metadata:
        view["private_metadata"] = checked(private_metadata, _VIEW_METADATA, "private_metadata")
    return _fitting(view)


def home(blocks: Sequence[Block]) -> View:
    """Return the view of the app's Home tab."""
    return _fitting(_view("home", blocks))


def check_block_ids(blocks: Iterable[Block]) -> None:
    """Raise ValueError when two blocks of one message or view share a block_id."""
    check_unique((block["block_id"] for block in blocks if "block_id" in block), "block_id")


def _block(made: Block, block_id: str | None) -> Block:
    if block_id is not None:
        made["block_id"] = checked_id(block_id, "block_id")
    return made


def _view(kind: str, blocks: Sequence[Block]) -> View:
    check_count(blocks, _VIEW_BLOCKS, f"blocks in a {kind}")
    check_block_ids(blocks)
    focused = sum(bool(block.get("element", {}).get("focus_on_load")) for block in blocks)
    if focused > 1:
        raise ValueError(f"Only one field of a view can have the focus, not {focused}.")
    return {"type": kind, "blocks": list(blocks)}


def _fitting(view: View) -> View:
    size = len(json.dumps(view, separators=(",", ":")))
    if size > _VIEW_BYTES:
        raise ValueError(f"A view has at most {_VIEW_BYTES} bytes, not {size}.")
    return view


def _check_kinds(elements: Sequence[Element], allowed: set[str], where: str) -> None:
    for element in elements:
        if element.get("type") not in allowed:
            raise ValueError(f"A {element.get('type')!r} cannot stand {where}.")
