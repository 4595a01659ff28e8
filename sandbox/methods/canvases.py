"""canvases.* and conversations.canvases.create: documents made of sections of markdown."""

import re
from typing import Any

from sandbox.arguments import invalid
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.state import Canvas, Json

MAX_CONTENT = 1024 * 1024
_BESIDE_A_SECTION = frozenset({"insert_after", "insert_before"})
_OPERATIONS = _BESIDE_A_SECTION | {
    "insert_at_start",
    "insert_at_end",
    "replace",
    "delete",
    "rename",
}
_BLANK_LINES = re.compile(r"\n\s*\n")


def _markdown(content: Any) -> str:
    if (
        not isinstance(content, dict)
        or content.get("type") != "markdown"
        or not isinstance(content.get("markdown"), str)
    ):
        raise invalid("must provide an object of type markdown [json-pointer:/document_content]")
    markdown: str = content["markdown"]
    if len(markdown.encode()) > MAX_CONTENT:
        raise SlackError("canvas_creation_failed")
    return markdown


def _sections(call: Call, markdown: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in _BLANK_LINES.split(markdown) if part.strip()]
    return [(call.workspace.new_id("temp:C:"), part) for part in parts]


def _make(call: Call) -> Canvas:
    if not call.workspace.rules.canvases:
        raise SlackError("restricted_action")
    content = call.args.structure("document_content")
    canvas = Canvas(call.workspace.new_id("F"), call.args.text("title"))
    if content is not None:
        canvas.sections = _sections(call, _markdown(content))
    call.workspace.canvases[canvas.id] = canvas
    return canvas


def create(call: Call) -> Json:
    """Make a document; on the free plan only as the tab of a channel."""
    if "channel_id" in call.args:
        return _in_channel(call, "free_team_canvas_tab_already_exists")
    if not call.workspace.rules.paid:
        raise SlackError("free_teams_cannot_create_standalone_canvases")
    return {"canvas_id": _make(call).id}


def create_in_channel(call: Call) -> Json:
    """Make the one document of a channel."""
    return _in_channel(call, "channel_canvas_already_exists")


def _in_channel(call: Call, there_is_one: str) -> Json:
    channel = call.workspace.channels.get(call.args.text("channel_id"))
    if channel is None or call.caller.id not in channel.members:
        raise SlackError("canvas_creation_failed")
    if channel.canvas:
        raise SlackError(there_is_one)
    canvas = _make(call)
    canvas.channel, channel.canvas = channel.id, canvas.id
    call.core.changed()
    return {"canvas_id": canvas.id}


def _canvas(call: Call) -> Canvas:
    canvas = call.workspace.canvases.get(call.args.text("canvas_id"))
    if canvas is None:
        raise SlackError("canvas_not_found")
    return canvas


def edit(call: Call) -> Json:
    """Make exactly one change to a document."""
    canvas = _canvas(call)
    if canvas.locked:
        raise SlackError("canvas_editing_locked")
    changes = call.args.structure("changes")
    if not isinstance(changes, list) or not changes:
        raise invalid("must provide at least 1 items [json-pointer:/changes]")
    if len(changes) > 1:
        raise invalid("no more than 1 items allowed [json-pointer:/changes]")
    change = changes[0]
    operation = change.get("operation")
    if operation not in _OPERATIONS:
        raise invalid("must be a valid enum value [json-pointer:/changes/0/operation]")
    if operation == "rename":
        canvas.title = _markdown(change.get("title_content"))
    else:
        sections = _changed(call, canvas, operation, change)
        if sum(len(text.encode()) for _id, text in sections) > MAX_CONTENT:
            raise SlackError("canvas_too_large")
        canvas.sections = sections
    call.core.changed()
    return {}


def _changed(call: Call, canvas: Canvas, operation: str, change: Json) -> list[tuple[str, str]]:
    new = []
    if operation != "delete":
        new = _sections(call, _markdown(change.get("document_content")))
    at = _section(canvas, change, operation)
    sections = list(canvas.sections)
    if operation == "insert_at_start":
        sections[:0] = new
    elif operation == "insert_at_end":
        sections += new
    elif operation == "replace" and at is None:
        sections[:] = new
    elif at is not None:
        first = at + (operation == "insert_after")
        last = first if operation in _BESIDE_A_SECTION else first + 1
        sections[first:last] = new
    return sections


def _section(canvas: Canvas, change: Json, operation: str) -> int | None:
    wanted = change.get("section_id")
    if wanted is None:
        if operation in _BESIDE_A_SECTION | {"delete"}:
            raise invalid("missing required field: section_id [json-pointer:/changes/0]")
        return None
    for index, (section_id, _text) in enumerate(canvas.sections):
        if section_id == wanted:
            return index
    raise SlackError("canvas_editing_failed")


def set_access(call: Call) -> Json:
    """Let a channel or users read or write a document."""
    canvas = _canvas(call)
    level = call.args.text("access_level")
    if level not in ("read", "write", "owner"):
        raise invalid("must be a valid enum value [json-pointer:/access_level]")
    channels, users = call.args.ids("channel_ids"), call.args.ids("user_ids")
    if bool(channels) == bool(users):
        raise SlackError("invalid_parameters")
    if any(channel_id not in call.workspace.channels for channel_id in channels):
        raise SlackError("channel_not_found")
    if any(user_id not in call.workspace.users for user_id in users):
        raise SlackError("user_not_found")
    canvas.access |= dict.fromkeys([*channels, *users], level)
    return {}


def look_up_sections(call: Call) -> Json:
    """Find the sections of a document that are headings or contain a text."""
    canvas = _canvas(call)
    criteria = call.args.structure("criteria")
    if not isinstance(criteria, dict) or not criteria:
        raise invalid("must provide an object [json-pointer:/criteria]")
    kinds, contains = criteria.get("section_types"), criteria.get("contains_text", "")
    found = [
        {"id": section_id}
        for section_id, text in canvas.sections
        if contains in text and (not kinds or _heading(text) in kinds or _any_heading(text, kinds))
    ]
    return {"sections": found}


def _heading(text: str) -> str:
    match = re.match(r"(#{1,3}) ", text)
    return f"h{len(match[1])}" if match else ""


def _any_heading(text: str, kinds: list[str]) -> bool:
    return "any_header" in kinds and bool(_heading(text))


METHODS: Methods = {
    "canvases.create": create,
    "canvases.edit": edit,
    "canvases.access.set": set_access,
    "canvases.sections.lookup": look_up_sections,
    "conversations.canvases.create": create_in_channel,
}
