"""Every block: its fields and limits, and on which surface it may stand."""

from typing import Any, Literal

from sandbox.blocks.composition import BLOCK_ID, SLACK_FILE, URL, any_text, plain_text
from sandbox.blocks.elements import AS_ACCESSORY, ELEMENTS, IN_ACTIONS, IN_INPUT
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.shapes import Check, Record, Report, Union, flag, integer, items, string, word

Surface = Literal["message", "modal", "home"]

_ID: dict[str, Check] = {"block_id": BLOCK_ID}
_SECTION = Record(
    {},
    {
        **_ID,
        "text": any_text(3000),
        "fields": items(any_text(2000), 1, 10),
        "accessory": AS_ACCESSORY,
        "expand": flag,
    },
)
_IMAGE = Record(
    {"alt_text": string(1, 2000)},
    {**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain_text(2000)},
)
_CONTEXT_ELEMENT = Union(
    {
        "image": ELEMENTS["image"],
        "mrkdwn": any_text(3000),
        "plain_text": any_text(3000),
    },
    frozenset(ELEMENTS),
    nested=True,
)
_CELL = Union(
    {
        "raw_text": Record({"text": string(1)}, {}),
        "raw_number": Record({"value": string(1)}, {"text": string(1)}),
        "rich_text": RICH_TEXT,
    },
    frozenset({"plain_text", "mrkdwn"}),
    nested=True,
)
_COLUMN = Record({}, {"align": word("left", "center", "right"), "is_wrapped": flag})


def _section(value: Any, pointer: str, report: Report) -> None:
    _SECTION(value, pointer, report)
    if "text" not in value and "fields" not in value:
        report.say("must define either `text` or `fields`", f"{pointer}/type")


def _image(value: Any, pointer: str, report: Report) -> None:
    _IMAGE(value, pointer, report)
    if ("image_url" in value) == ("slack_file" in value):
        report.say("must define either `image_url` or `slack_file`", pointer)


def _column(value: Any, pointer: str, report: Report) -> None:
    if value is not None:
        _COLUMN(value, pointer, report)


_TABLE = Record(
    {"rows": items(items(_CELL, 1, 20), 1, 100)},
    {**_ID, "column_settings": items(_column, 0, 20)},
)
_INPUT = Record(
    {"label": plain_text(2000), "element": IN_INPUT},
    {
        **_ID,
        "hint": plain_text(2000),
        "optional": flag,
        "dispatch_action": flag,
    },
)

BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": Record({"text": plain_text(150)}, {**_ID, "level": integer(1, 4)}),
    "divider": Record({}, _ID),
    "image": _image,
    "context": Record({"elements": items(_CONTEXT_ELEMENT, 1, 10)}, _ID),
    "actions": Record({"elements": items(IN_ACTIONS, 1, 25)}, _ID),
    "input": _INPUT,
    "rich_text": RICH_TEXT,
    "markdown": Record({"text": string(1, 12_000)}, _ID),
    "table": _TABLE,
    "alert": Record(
        {"text": any_text(200)},
        {**_ID, "level": word("default", "info", "warning", "error", "success")},
    ),
}
_ONLY_IN: dict[str, frozenset[Surface]] = {
    "markdown": frozenset({"message"}),
    "table": frozenset({"message", "home"}),
    "alert": frozenset({"modal"}),
}
# Slack has this block, but no app may send it.
_REFUSED = frozenset({"file"})


def blocks_of(surface: Surface, high: int) -> Check:
    """Return the check for the list of blocks on one surface."""
    kinds = {
        name: check
        for name, check in BLOCKS.items()
        if surface in _ONLY_IN.get(name, frozenset({surface}))
    }
    return items(Union(kinds, frozenset(BLOCKS) | _REFUSED), 0, high)
