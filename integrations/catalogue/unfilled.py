"""Tells what somebody meant to fill in and did not: template marks, TODO, <your-team>."""

import re
from typing import Final

_MARK: Final = re.compile(
    r"\$\{\{|\{\{|\{%|<%|\$\{[A-Za-z_]|\$\([A-Za-z_]|@@\w+@@|__[A-Z][A-Z0-9_]*__|%\([a-z_]+\)s"
)
#: A whole text that is one mark, which is all that counts in prose: `{{` may well stand in a sentence.
_ONLY_A_MARK: Final = re.compile(
    r"\$?\{\{[^{}]*\}\}|\{%[^{}]*%\}|\$\{[^{}]*\}|<%[^%]*%>|@@\w+@@|__[A-Z][A-Z0-9_]*__"
    r"|<(?:[A-Za-z][\w .,:/-]{1,60}|\.\.\.)>"
)
_WORD: Final = re.compile(
    r"change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with.*)|fix[-_ ]?me|fill[-_ ]?(?:me|this)?"
    r"[-_ ]?in|to[-_ ]?do|tbd|tba|tbc|[a-z]?x{4,}|xxx|undefined|placeholder|insert[-_ ].*[-_ ]here"
    r"|<?your[-_ ].{1,60}|\.{3}|\?+",
    re.IGNORECASE,
)
#: As manuals have it, in capitals: SERVICE_NAME, MY_TEAM_ID.
_NAME_OF_A_NAME: Final = re.compile(
    r"(?:[A-Z]+[-_])*(?:CHANNEL|COMPONENT|GROUP|ORG|OWNER|REPO|SERVICE|SYSTEM|TEAM)[-_]"
    r"(?:ID|KEY|NAME|SLUG|TAG|URL)"
)
#: What people write where they have nothing to say.
_NOTHING: Final = re.compile(r"none|null|nil|n/?a|-+|unknown|nobody|unowned", re.IGNORECASE)
_LONGEST: Final = 200


def has_marks(text: str) -> bool:
    """Whether a text holds marks of a template, such as `${{ values.name }}`."""
    return bool(_MARK.search(text))


def is_unfilled(text: str) -> bool:
    """Whether a name, key or address was never filled in."""
    return bool(has_marks(text) or _NAME_OF_A_NAME.fullmatch(text)) or is_unfilled_prose(text)


def is_unfilled_prose(text: str) -> bool:
    """Whether a description was never filled in. One that only mentions a mark was."""
    if len(text) > _LONGEST:
        return False
    return bool(_ONLY_A_MARK.fullmatch(text) or _WORD.fullmatch(text))


def means_nothing(text: str) -> bool:
    """Whether a word stands for there being nothing, such as none or n/a."""
    return bool(_NOTHING.fullmatch(text))
