"""What a list of blocks says in words, and how Slack hands blocks back to an app."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sandbox.blocks.elements import every_option
from sandbox.blocks.whole import elements_of
from sandbox.state import Json
from sandbox.text import Names, as_found, as_shown, as_stored, escape, unescape

_ALREADY = ("&amp;", "&lt;", "&gt;")


def words_of(blocks: list[Json], names: Names) -> str:
    """Return every word that the blocks show, one line for each part."""
    return "\n".join(line for block in blocks for line in _lines(block, names) if line)


def text_of(text: Json, names: Names) -> str:
    """Return the words of a text object."""
    raw = str(text.get("text", ""))
    return as_shown(raw, names) if text.get("type") == "mrkdwn" else unescape(raw)


def _lines(block: Json, names: Names) -> Iterator[str]:
    kind = block["type"]
    for part in ("title", "label", "text", "hint"):
        if isinstance(block.get(part), dict):
            yield text_of(block[part], names)
    yield from (text_of(field, names) for field in block.get("fields", []))
    if kind == "markdown":
        yield block["text"]
    elif kind == "rich_text":
        yield from _rich(block, names)
    elif kind == "table":
        for row in block["rows"]:
            yield "\t".join(" ".join(_rich(cell, names)) for cell in row)
    elif kind == "context":
        yield from (_small(element, names) for element in block["elements"])
    elif kind == "image":
        yield block["alt_text"]
    for element, _place in elements_of(block):
        yield from _element_lines(element, names)


def _small(element: Json, names: Names) -> str:
    return str(element["alt_text"]) if element["type"] == "image" else text_of(element, names)


def _element_lines(element: Json, names: Names) -> Iterator[str]:
    if element["type"] == "image":
        yield element["alt_text"]
    for part in ("text", "placeholder"):
        if isinstance(element.get(part), dict):
            yield text_of(element[part], names)
    if element["type"] in ("checkboxes", "radio_buttons"):
        for option in every_option(element):
            yield text_of(option["text"], names)


def _rich(element: Json, names: Names) -> Iterator[str]:
    kind = element["type"]
    if kind in ("rich_text", "rich_text_list"):
        for inner in element["elements"]:
            yield from _rich(inner, names)
    elif kind.startswith("rich_text_"):
        yield "".join("".join(_rich(inner, names)) for inner in element["elements"])
    elif kind in ("user", "channel", "usergroup"):
        sigil = "#" if kind == "channel" else "@"
        yield sigil + names.label(element[f"{kind}_id"])
    else:
        yield _inline(kind, element)


def _inline(kind: str, element: Json) -> str:
    if kind == "link":
        return str(element.get("text") or element["url"])
    if kind == "broadcast":
        return f"@{element['range']}"
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return str(element.get("fallback", element["timestamp"]))
    return str(element.get("text") or element.get("value", ""))


def as_returned(blocks: list[Json], new_id: "NewId", names: Names) -> list[Json]:
    """Return a copy of the blocks as Slack keeps it: ids filled in, text escaped, defaults said.

    Where a mrkdwn text is not `verbatim`, Slack looks for mentions and links in it.
    """
    kept: list[Json] = deepcopy(blocks)
    for block in kept:
        if block["type"] == "markdown":
            block["block_id"] = new_id()
        block.setdefault("block_id", new_id())
        for element, _place in elements_of(block):
            if element["type"] != "image":
                element.setdefault("action_id", new_id())
        _escape(block, names)
    return kept


class NewId:
    """Gives short ids for blocks and elements that came without one."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._count = 0

    def __call__(self) -> str:
        """Return the next id."""
        self._count += 1
        return f"{self._start[-4:]}{self._count}"


def escaped_once(text: str) -> str:
    """Return plain text with its reserved characters escaped, unless it came escaped already."""
    return text if any(entity in text for entity in _ALREADY) else escape(text)


def _escape(value: Any, names: Names) -> None:
    if isinstance(value, list):
        for inner in value:
            _escape(inner, names)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value["text"] = escaped_once(value["text"])
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value["text"] = as_stored(value["text"])
            if not value.setdefault("verbatim", False):
                value["text"] = as_found(value["text"], names)
        for inner in value.values():
            _escape(inner, names)
