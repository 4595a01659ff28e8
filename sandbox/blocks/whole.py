"""A whole list of blocks or a whole view: counts, duplicates, totals and what belongs together."""

from collections.abc import Iterator
from typing import Any

from sandbox.blocks.composition import plain_text
from sandbox.blocks.kinds import Surface, blocks_of
from sandbox.blocks.shapes import Record, Report, flag, string
from sandbox.state import Json

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS, TABLE_CHARACTERS, MARKDOWN_CHARACTERS = 12_000, 10_000, 12_000
VIEW_BYTES = 250_000

_ON_SURFACE = {
    "message": blocks_of("message", MESSAGE_BLOCKS),
    "modal": blocks_of("modal", VIEW_BLOCKS),
    "home": blocks_of("home", VIEW_BLOCKS),
}
_VIEW_FIELDS = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_MODAL = Record(
    {"title": plain_text(24), "blocks": _ON_SURFACE["modal"]},
    {
        **_VIEW_FIELDS,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
    },
)
_HOME = Record({"blocks": _ON_SURFACE["home"]}, {**_VIEW_FIELDS, "title": plain_text(24)})


def elements_of(block: Json) -> Iterator[tuple[Json, str]]:
    """Give each element of a block that a person may use, with its place inside the block."""
    if isinstance(accessory := block.get("accessory"), dict):
        yield accessory, "accessory"
    if isinstance(element := block.get("element"), dict):
        yield element, "element"
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        for index, element in enumerate(block["elements"]):
            if isinstance(element, dict):
                yield element, f"elements/{index}"


def message_problems(blocks: list[Any]) -> list[str]:
    """Return what Slack refuses in the blocks of a message, each with its JSON pointer."""
    report = Report()
    _ON_SURFACE["message"](blocks, "/blocks", report)
    if not report.problems:
        _check_together(blocks, "/blocks", "message", report)
    return report.problems


def view_problems(view: Any) -> list[str]:
    """Return what Slack refuses in a view, each with its JSON pointer below `/view`."""
    report = Report()
    if not isinstance(view, dict):
        report.say("must provide an object", "/view")
        return report.problems
    kind = view.get("type")
    if kind not in ("modal", "home"):
        report.say("must be a valid enum value", "/view/type")
        return report.problems
    (_MODAL if kind == "modal" else _HOME)(view, "/view", report)
    if not report.problems:
        _check_together(view["blocks"], "/view/blocks", kind, report)
        if kind == "modal":
            _check_submit(view, report)
    if report.problems:
        return ["failed to match all allowed schemas [json-pointer:/view]", *report.problems]
    return []


def _check_together(blocks: list[Json], pointer: str, surface: Surface, report: Report) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        at = f"{pointer}/{index}"
        block_id = block.get("block_id", "")
        if block_id and block_id in seen:
            report.say(f'`block_id` "{block_id}" already exists', f"{at}/block_id")
        seen.add(block_id)
        _check_actions(block, at, report)
        for element, place in elements_of(block):
            focused += bool(element.get("focus_on_load"))
            _check_response_url(block, element, f"{at}/{place}", surface, report)
    if focused > 1:
        report.say("only one element may have `focus_on_load`", pointer)


def _check_actions(block: Json, at: str, report: Report) -> None:
    used: set[str] = set()
    for element, place in elements_of(block):
        action_id = element.get("action_id", "")
        if action_id and action_id in used:
            report.say(f'`action_id` "{action_id}" already exists', f"{at}/{place}/action_id")
        used.add(action_id)


def _check_response_url(
    block: Json, element: Json, at: str, surface: Surface, report: Report
) -> None:
    allowed = block["type"] == "input" and surface == "modal"
    if element.get("response_url_enabled") and not allowed:
        report.say("invalid additional property: response_url_enabled", at)


def _check_submit(view: Json, report: Report) -> None:
    for index, block in enumerate(view["blocks"]):
        if block["type"] == "input" and "submit" not in view:
            report.say(
                "must define `submit` to use an `input` block in modals",
                f"/view/blocks/{index}/input",
            )


def characters_of(blocks: list[Json]) -> int:
    """Return how many characters of text stand in all blocks together."""
    return sum(len(text) for text in _texts(blocks))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
