"""The rich_text block: sections, lists, quotes and preformatted text of typed elements."""

from typing import Any

from sandbox.blocks.composition import BLOCK_ID
from sandbox.blocks.shapes import Check, Record, Report, Union, flag, integer, items, string, word

_STYLE = Record(
    {},
    {
        "bold": flag,
        "italic": flag,
        "strike": flag,
        "code": flag,
        "underline": flag,
        "highlight": flag,
        "client_highlight": flag,
        "unlink": flag,
    },
)
_ID = string(1)
_INLINE: dict[str, Check] = {
    "text": Record({"text": string(1)}, {"style": _STYLE}),
    "link": Record({"url": string(1)}, {"text": string(), "style": _STYLE, "unsafe": flag}),
    "user": Record({"user_id": _ID}, {"style": _STYLE}),
    "channel": Record({"channel_id": _ID}, {"style": _STYLE}),
    "usergroup": Record({"usergroup_id": _ID}, {"style": _STYLE}),
    "broadcast": Record({"range": word("here", "channel", "everyone")}, {"style": _STYLE}),
    "emoji": Record({"name": _ID}, {"unicode": string(), "style": _STYLE}),
    "date": Record(
        {"timestamp": integer(), "format": string(1)},
        {"fallback": string(), "url": string(), "style": _STYLE},
    ),
    "color": Record({"value": string(1)}, {}),
}
_CONTAINERS = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
)
_RUN = items(Union(_INLINE, _CONTAINERS))
_SECTION = Record({"elements": _RUN}, {})
_PARTS = Union(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": Record(
            {
                "style": word("bullet", "ordered"),
                "elements": items(Union({"rich_text_section": _SECTION}, _CONTAINERS)),
            },
            {"indent": integer(0, 8), "offset": integer(0), "border": integer(0, 1)},
        ),
        "rich_text_preformatted": Record(
            {"elements": _RUN}, {"border": integer(0, 1), "language": string(1)}
        ),
        "rich_text_quote": Record({"elements": _RUN}, {"border": integer(0, 1)}),
    },
    frozenset(_INLINE),
    nested=True,
)
_BLOCK = Record({"elements": items(_PARTS)}, {"block_id": BLOCK_ID})


def RICH_TEXT(value: Any, pointer: str, report: Report) -> None:  # noqa: N802 - a check among checks
    """Accept a rich_text block."""
    Union({"rich_text": _BLOCK}, frozenset())(value, pointer, report)
