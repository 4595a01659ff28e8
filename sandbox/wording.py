"""From what an app sends as a message to what Slack keeps, or the error with which it refuses."""

import json
from typing import Any

from sandbox.blocks.shown import NewId, as_returned
from sandbox.blocks.whole import (
    MARKDOWN_CHARACTERS,
    MESSAGE_CHARACTERS,
    TABLE_CHARACTERS,
    characters_of,
    message_problems,
)
from sandbox.core import Core
from sandbox.errors import SlackError, Untaught
from sandbox.posts import Draft
from sandbox.state import Json
from sandbox.text import as_stored

CUT_AT = 40_000
_ANSWER_FIELDS = frozenset(
    {
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
    }
)
_MAX_EVENT_TYPE, _MAX_METADATA = 255, 16_000


def kept_blocks(core: Core, blocks: Any) -> list[Json]:
    """Return the blocks of a message as Slack keeps them; raises Slack's refusals."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if problems := message_problems(blocks):
        raise SlackError(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )
    tables = [block for block in blocks if block["type"] == "table"]
    if len(tables) > 1:
        raise SlackError("invalid_attachments", errors=["only_one_table_allowed"])
    markdown = [block for block in blocks if block["type"] == "markdown"]
    if (
        characters_of(blocks) > MESSAGE_CHARACTERS
        or characters_of(tables) > TABLE_CHARACTERS
        or characters_of(markdown) > MARKDOWN_CHARACTERS
    ):
        raise SlackError("msg_blocks_too_long")
    return as_returned(blocks, NewId(core.workspace.new_id("")), core.workspace)


def kept_text(text: str) -> tuple[str, list[str]]:
    """Return the text as Slack keeps it, and the warnings that go with it."""
    if len(text) > CUT_AT:
        return as_stored(text[:CUT_AT]), ["message_truncated"]
    return as_stored(text), []


def kept_metadata(metadata: Any) -> Json | None:
    """Return the metadata, or None for an empty object; raises Slack's refusals."""
    if metadata == {}:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if (
        not isinstance(event_type, str)
        or not 0 < len(event_type) <= _MAX_EVENT_TYPE
        or not isinstance(payload, dict)
        or set(metadata) - {"event_type", "event_payload"}
    ):
        raise SlackError("invalid_metadata_format")
    if not all(_is_flat(value) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > _MAX_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _is_flat(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_flat(inner) and not isinstance(inner, list) for inner in value)
    if isinstance(value, dict):
        return all(isinstance(inner, str | int | float | bool) for inner in value.values())
    return isinstance(value, str | int | float | bool)


def draft_of(core: Core, body: Json) -> tuple[Draft | None, str]:
    """Return the message in an answer to a command or at a response_url, or why there is none."""
    if unknown := set(body) - _ANSWER_FIELDS:
        return None, f"the sandbox has not been taught {sorted(unknown)}"
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        return None, "invalid_response_type"
    if not body.get("text") and not body.get("blocks"):
        return None, "no_text"
    try:
        blocks = kept_blocks(core, body.get("blocks") or [])
    except SlackError as refused:
        return None, f"{refused.error} {refused.more.get('errors', '')}".rstrip()
    except Untaught as unknown_part:
        return None, f"the sandbox has not been taught {unknown_part}"
    text, _warnings = kept_text(str(body.get("text", "")))
    return Draft(text=text, blocks=blocks, thread_ts=body.get("thread_ts", "")), ""
