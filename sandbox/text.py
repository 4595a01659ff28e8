"""Slack's text: what is escaped, what a token shows, and what becomes of what a person types."""

import re
from typing import Protocol

_TOKEN = re.compile(r"<([^<>]*)>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_KNOWN_TOKEN = re.compile(
    r"^(?:@[UW][A-Z0-9]+(?:\|[^|]*)?|#[CGD][A-Z0-9]+(?:\|[^|]*)?"
    r"|!(?:here|channel|everyone)(?:\|[^|]*)?|!subteam\^S[A-Z0-9]+(?:\|[^|]*)?"
    r"|!date\^\d+\^[^^|]+(?:\^[^|]+)?\|[^|]*"
    r"|(?:https?|mailto|tel|slack):[^|]*(?:\|[^|]*)?)$"
)
_TYPED_NAME = re.compile(r"(?<![\w<])([@#])([A-Za-z0-9][A-Za-z0-9._-]*)")
_TYPED_LINK = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+)")
_BARE_CHANNEL = re.compile(r"(?<![\w<])#([a-z0-9][a-z0-9_-]*)")
_MASS = re.compile(r"(?<![\w<])@(here|channel|everyone)\b")


class Names(Protocol):
    """Who and what stands behind an id or a name; an unknown one gives an empty string."""

    def label(self, item_id: str) -> str:
        """Return the visible name of a user, channel or group id."""

    def token_for(self, sigil: str, name: str) -> str:
        """Return the token `<@U…|name>` or `<#C…|name>` for a typed name."""


def escape(text: str) -> str:
    """Escape the three characters that Slack reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape` once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_stored(text: str) -> str:
    """Return mrkdwn as Slack hands it back: real tokens kept, every other `&`, `<` and `>` escaped."""
    parts: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if not _KNOWN_TOKEN.match(match[1]):
            continue
        parts += [_escape_loose(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*parts, _escape_loose(text[position:])])


def _escape_loose(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def as_shown(text: str, names: Names) -> str:
    """Return the words a reader sees: tokens replaced by names, labels and fallbacks, entities undone."""
    return unescape(_TOKEN.sub(lambda match: _shown_token(match[1], names), text))


def _shown_token(token: str, names: Names) -> str:
    target, _, label = token.partition("|")
    if target.startswith(("@", "#")):
        return target[0] + (names.label(target[1:]) or label or target[1:])
    if target.startswith("!subteam^"):
        return "@" + (names.label(target.removeprefix("!subteam^")) or label.removeprefix("@"))
    if target.startswith("!date^"):
        return label
    if target.startswith("!"):
        return "@" + target[1:]
    return label or target


def as_command_text(typed: str, names: Names, *, should_escape: bool) -> str:
    """Return the text of a slash command as the app receives it.

    With `should_escape` a typed @handle, @group or #channel becomes a token with an id; without
    it everything arrives as it was typed.
    """
    if not should_escape:
        return typed
    return _with_tokens(escape(typed), names)


def as_found(text: str, names: Names) -> str:
    """Return stored mrkdwn in which Slack has also found bare mass mentions, #channels and links.

    This is what happens to a text object that does not say `verbatim`, even when it was escaped.
    """
    parts: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        parts += [_found(text[position : match.start()], names), match[0]]
        position = match.end()
    return "".join([*parts, _found(text[position:], names)])


def _found(text: str, names: Names) -> str:
    linked = _TYPED_LINK.sub(lambda match: f"<{match[1]}>", text)
    rooms = _BARE_CHANNEL.sub(lambda match: names.token_for("#", match[1]) or match[0], linked)
    return _MASS.sub(lambda match: f"<!{match[1]}>", rooms)


def as_message_text(typed: str, names: Names) -> str:
    """Return a message that a person typed as Slack stores it: escaped, with mentions and links."""
    linked = _TYPED_LINK.sub(lambda match: f"<{match[1]}>", escape(typed))
    return re.sub(r"<(@[UW][A-Z0-9]+)\|[^>]*>", r"<\1>", _with_tokens(linked, names))


def _with_tokens(text: str, names: Names) -> str:
    def token(match: re.Match[str]) -> str:
        if match[1] == "@" and match[2] in ("here", "channel", "everyone"):
            return f"<!{match[2]}>"
        name = match[2].rstrip(".-_")
        found = names.token_for(match[1], name)
        return found + match[2][len(name) :] if found else match[0]

    return _TYPED_NAME.sub(token, text)
