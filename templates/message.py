"""A message as it leaves: blocks that Slack will take, and the text that is read in their place."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from templates.blocks import Block, check_block_ids
from templates.elements import check_count
from templates.text import Mrkdwn, cut, escape, join

_BLOCKS = 50
_TEXT_IN_BLOCKS = 12_000  # Not documented; above it posting fails with msg_blocks_too_long.
_TEXT = 3_900  # chat.update refuses more than 4,000, chat.postMessage would take 40,000.


@dataclass(frozen=True)
class Message:
    """Blocks and the text for screen readers and notifications; made by `message`."""

    blocks: tuple[Block, ...]
    text: Mrkdwn

    def __post_init__(self) -> None:
        check_count(self.blocks, _BLOCKS, "blocks in a message")
        check_block_ids(self.blocks)
        if not _is_short(self.blocks) and (length := _length(self.blocks)) > _TEXT_IN_BLOCKS:
            raise ValueError(
                f"The blocks of a message hold at most {_TEXT_IN_BLOCKS} characters, not {length}."
            )
        if not 1 <= len(self.text.strip()) <= len(self.text) <= _TEXT:
            raise ValueError(f"The text of a message has 1 to {_TEXT} characters.")


def message(*blocks: Block, text: str | None = None) -> Message:
    """Return a message of 1 to 50 blocks with at most 12,000 characters of text in all.

    Screen readers and notifications read `text` and not the blocks, so by default it is everything
    the blocks say, cut to 3,900 characters; a given str is escaped. Raises ValueError when a limit
    is broken, a block_id comes twice, or the blocks say nothing and no text is given.
    """
    words = _words(blocks) if text is None else escape(text)
    return Message(blocks, cut(words, _TEXT))


def messages(blocks: Iterable[Block]) -> list[Message]:
    """Split a long document over as many messages as it needs.

    A header moves on with what it stands over, and no message begins or ends with a divider.
    """
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if not _fits([*pages[-1], block]):
            pages.append(_headers_at_end(pages[-1], block))
        if pages[-1] or block["type"] != "divider":
            pages[-1].append(block)
    for page in pages:
        while page and page[-1]["type"] == "divider":
            page.pop()
    return [message(*page) for page in pages if page]


def _headers_at_end(page: list[Block], block: Block) -> list[Block]:
    """Take from a full page the headers that would stand alone at its end."""
    first = len(page)
    while first and page[first - 1]["type"] == "header":
        first -= 1
    moved = page[first:]
    if not first or not _fits([*moved, block]):
        return []
    del page[first:]
    return moved


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= _BLOCKS and _length(blocks) <= _TEXT_IN_BLOCKS


def _is_short(blocks: Sequence[Block]) -> bool:
    """Whether even all of the blocks, written out, is no longer than their texts may be: most are.

    Every message is looked at, and writing out is ten times as quick as finding the texts.
    """
    return len(json.dumps(blocks)) <= _TEXT_IN_BLOCKS


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(text["text"]) for text in _texts(blocks))


def _texts(part: Any) -> Iterator[dict[str, str]]:
    """Yield every text object inside a part of a message, however deep."""
    if isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "plain_text"}:
            yield part
        else:
            yield from _texts(list(part.values()))
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from _texts(inner)


def _words(blocks: Sequence[Block]) -> Mrkdwn:
    lines = [line for block in blocks for line in _lines(block)]
    return join("\n", lines)


def _lines(block: Block) -> Iterator[Mrkdwn]:
    """Yield what a block says, in the order in which it is read."""
    if block["type"] == "image":
        yield _said(block)
        return
    for part in ("text", "label", "hint"):
        if part in block:
            yield _said(block[part])
    yield from (_said(field) for field in block.get("fields", ()))
    shown = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
    beside = [said for element in shown if element and (said := _said(element))]
    if beside:
        yield join(" ", beside)


def _said(part: dict[str, Any]) -> Mrkdwn:
    """Return the words of a text object, an image or a button; a menu says its placeholder."""
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            return Mrkdwn(text)
        case {"type": "plain_text", "text": str(text)}:
            return escape(text)
        case {"alt_text": str(text)}:
            return escape(text)
        case {"type": "button", "text": {"text": str(text)}}:
            return escape(f"[{text}]")
        case {"placeholder": {"text": str(text)}}:
            return escape(f"[{text}]")
        case _:
            return Mrkdwn("")
