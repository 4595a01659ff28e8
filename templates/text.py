"""Text that is safe to show in Slack: a kind of its own, and the ways to make, join and cut it."""

import re
import unicodedata
from collections.abc import Iterable
from string import Formatter
from typing import LiteralString, overload
from urllib.parse import quote

from templates.typed import PERSON, as_line, as_typed, clean, one_line


class Mrkdwn(str):
    """Composed Slack mrkdwn in which everything a person wrote is already escaped.

    The constructor trusts its argument, so build values with the functions of this module. The
    methods of str give back plain str, which is escaped again where it is shown: forgetting looks
    wrong but is never unsafe. Only ``+`` keeps the kind, and escapes the other side.
    """

    __slots__ = ()

    def __add__(self, other: str, /) -> "Mrkdwn":
        """Return both, with the other side escaped."""
        return Mrkdwn(str.__add__(self, escape(other)))

    def __radd__(self, other: str, /) -> "Mrkdwn":
        """Return both, with the other side escaped."""
        return Mrkdwn(str.__add__(escape(other), str(self)))

    def __repr__(self) -> str:
        return f"Mrkdwn({str(self)!r})"


_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> Mrkdwn:
    """Return text with ``& < >`` escaped, which is all that Slack asks; Mrkdwn passes unchanged.

    Source of the rule: https://docs.slack.dev/messaging/formatting-message-text#escaping.
    A bare ``@channel`` or ``#name`` stays words because text objects are sent as ``verbatim``.
    """
    return text if isinstance(text, Mrkdwn) else Mrkdwn(text.translate(_ESCAPES))


_PLACE_IN_TOKEN = re.compile(r"<[^>]*\{")


def mrkdwn(template: LiteralString, /, **parts: str | int) -> Mrkdwn:
    """Fill the ``{name}`` places of a literal of ours; str parts are escaped, Mrkdwn parts pass.

    Raises ValueError when places and parts do not match, when a place is more than a name, or when
    it stands inside ``<...>``: use `link`, `mention` or `channel_link` for those.
    """
    if isinstance(template, Mrkdwn):
        raise TypeError("The template is a literal; composed text belongs among the parts.")
    if _PLACE_IN_TOKEN.search(template):
        raise ValueError(f"A place inside <...> cannot be made safe: {template!r}")
    whole: list[str] = []
    used: set[str] = set()
    for literal, name, form, conversion in Formatter().parse(template):
        whole.append(literal)
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"A place is a plain {{name}}: {template!r}")
        if name not in parts:
            raise ValueError(f"Nothing was given for {{{name}}}: {template!r}")
        used.add(name)
        whole.append(_part(parts[name]))
    if spare := parts.keys() - used:
        raise ValueError(f"No place for {', '.join(sorted(spare))}: {template!r}")
    return Mrkdwn("".join(whole))


def join(sep: str, parts: Iterable[str | int]) -> Mrkdwn:
    """Join parts with a separator; whatever is not Mrkdwn is escaped, the separator too."""
    return Mrkdwn(str(escape(sep)).join(_part(part) for part in parts))


def _part(part: str | int) -> Mrkdwn:
    return escape(part) if isinstance(part, str) else Mrkdwn(part)


# Slack has no escape for its formatting marks, so a mark inside its own kind of span is shown by
# a character that looks like it.
_LOOKALIKES = {
    "*": "\N{ASTERISK OPERATOR}",
    "_": "\N{MODIFIER LETTER LOW MACRON}",
    "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
    "~": "\N{TILDE OPERATOR}",
}
# A token or a whole code span is passed over: marks inside them close nothing around them.
_BOLD_ENDS = re.compile(r"<[^<>]*>|`[^`]+`|[*`]")
_ITALIC_ENDS = re.compile(r"<[^<>]*>|`[^`]+`|[_`]")
# In what a person wrote, every mark that Slack could take for one; inside a word it takes no _ or ~ for one.
_FORMATS = re.compile(r"[*`]|(?<![^\W_])[_~]|[_~](?![^\W_])")


def bold(text: str) -> Mrkdwn:
    """Return the text in bold, on one line; a ``*`` in it does not end the bold.

    A str is shown letter by letter, as where Slack formats nothing: no mark in it is taken for one.
    """
    if not isinstance(text, Mrkdwn):
        text = _FORMATS.sub(lambda mark: _LOOKALIKES[mark[0]], text)
    return _span("*", _BOLD_ENDS, text)


def italic(text: str) -> Mrkdwn:
    """Return the text in italics, on one line; a ``_`` in it does not end them."""
    return _span("_", _ITALIC_ENDS, text)


def code(text: str) -> Mrkdwn:
    """Return the text as code, on one line; a backtick in it does not end the code."""
    inside = one_line(escape(text)).replace("`", _LOOKALIKES["`"])
    return Mrkdwn(f"`{inside}`" if inside else "")


def _span(mark: str, ends: re.Pattern[str], text: str) -> Mrkdwn:
    inside = ends.sub(lambda end: _LOOKALIKES.get(end[0], end[0]), one_line(escape(text)))
    return Mrkdwn(f"{mark}{inside}{mark}" if inside else "")


def bullet(items: str | Iterable[str]) -> Mrkdwn:
    """Return one line with a bullet for each item; a single text is one item."""
    each = [items] if isinstance(items, str) else items
    return join("\n", (Mrkdwn(f"• {one_line(escape(item))}") for item in each))


def mention(slack_id: str) -> Mrkdwn:
    """Mention a person (``U…``, ``W…``) or a user group (``S…``); other text is only escaped."""
    if re.fullmatch(r"[UW][A-Z0-9]+", slack_id):
        return Mrkdwn(f"<@{slack_id}>")
    if re.fullmatch(r"S[A-Z0-9]+", slack_id):
        return Mrkdwn(f"<!subteam^{slack_id}>")
    return escape(slack_id)


def with_people(raw: str) -> Mrkdwn:
    """Return text as Slack handed it over, safe to show: the people in it stay mentions."""
    # The pattern has one group, so every other part is somebody's id.
    parts = PERSON.split(raw)
    return join("", (mention(one) if at % 2 else as_typed(one) for at, one in enumerate(parts)))


def channel_link(slack_id: str) -> Mrkdwn:
    """Link a channel (``C…``, ``G…``, ``D…``); other text is only escaped."""
    if re.fullmatch(r"[CGD][A-Z0-9]+", slack_id):
        return Mrkdwn(f"<#{slack_id}>")
    return escape(slack_id)


_LINKABLE = re.compile(r"https?://[^/?#]|mailto:.", re.IGNORECASE)
_ENDS_ADDRESS = re.compile(r"[\s<>|`\"]")


def link(url: str, label: str = "") -> Mrkdwn:
    """Link an http, https or mailto address under a label, by default the address itself.

    Any other address is not linked: the label, or else the address, is shown as escaped text.
    """
    address = _ENDS_ADDRESS.sub(lambda found: quote(found[0], safe=""), clean(url).strip())
    words = as_line(label) if isinstance(label, Mrkdwn) else one_line(clean(label))
    if not _LINKABLE.match(address):
        return escape(words or url)
    return Mrkdwn(f"<{escape(address)}|{escape(words)}>" if words else f"<{escape(address)}>")


@overload
def cut(text: Mrkdwn, limit: int, more: str = ...) -> Mrkdwn: ...
@overload
def cut(text: str, limit: int, more: str = ...) -> str: ...
def cut(text: str, limit: int, more: str = "…") -> str:
    """Return text of at most `limit` characters, ending in `more` where something was left out.

    Slack does not say how it counts; here a character is a Unicode code point of the text as it
    is sent, so for Mrkdwn ``&amp;`` counts five. No escape, ``<...>`` token or letter made of
    several code points (accents, flags, joined emoji) is split. A `more` that does not fit is left
    out. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"A limit of {limit} leaves nothing to show.")
    if len(text) <= limit:
        return text
    composed = isinstance(text, Mrkdwn)
    tail = str(escape(more)) if composed else more
    if len(tail) > limit:
        tail = ""
    end = _letter_end(text, limit - len(tail))
    if composed:
        end = _token_start(text, end)
    shown = text[:end].rstrip() + tail
    return Mrkdwn(shown) if composed else shown


def shorten(text: str, limit: int) -> str:
    """Return plain text on one line of at most `limit` characters; what is too long ends in "…", at a word."""
    line = one_line(text)
    end = line.rfind(" ", limit // 2, limit)
    return line[:end] + "…" if len(line) > limit and end > 0 else cut(line, limit)


def pieces(text: str, limit: int) -> list[Mrkdwn]:
    """Split text into pieces of at most `limit` characters, at paragraphs, lines or words.

    Only white space at the borders is lost. A token longer than the limit is shown by its words.
    """
    if limit < len("&amp;"):
        raise ValueError(f"A limit of {limit} cannot hold an escaped character.")
    done: list[Mrkdwn] = []
    rest = str(escape(text)).strip()
    while len(rest) > limit:
        end = _border(rest, limit)
        if end:
            done.append(Mrkdwn(rest[:end].rstrip()))
            rest = rest[end:].lstrip()
        else:
            token, _, after = rest.partition(">")
            rest = str(escape(as_typed(f"{token}>").strip("<>"))) + after
    return [*done, Mrkdwn(rest)] if rest else done


def _border(text: str, limit: int) -> int:
    """Return the best place at or before `limit` to begin a new piece; 0 when a token fills it."""
    for separator in ("\n\n", "\n", " "):
        at = text.rfind(separator, limit // 2, limit + len(separator))
        end = _token_start(text, at) if at > 0 else 0
        if end:
            return end
    return _token_start(text, _letter_end(text, limit) or limit)


_ENTITY = re.compile("&(?:amp|lt|gt);")


def _token_start(text: str, end: int) -> int:
    """Return `end`, or the start of the ``<...>`` token or the escape that it would split."""
    start = text.rfind("<", 0, end)
    if start >= 0 and text.find(">", start, end) < 0:
        return start
    start = text.rfind("&", max(end - 4, 0), end)
    escaped = _ENTITY.match(text, start) if start >= 0 else None
    return start if escaped and escaped.end() > end else end


# Longer runs of combining marks are decoration, not writing (Unicode's stream-safe text allows 30).
_LONGEST_LETTER = 32
_JOINER = "\u200d"


def _letter_end(text: str, end: int) -> int:
    """Return the last border between two letters, as a reader sees letters, up to `end`."""
    lowest = max(end - _LONGEST_LETTER, 0)
    for border in range(end, lowest, -1):
        if not _continues_letter(text, border):
            return border
    return end if lowest else 0


def _continues_letter(text: str, at: int) -> bool:
    if at >= len(text):
        return False
    char, before = text[at], text[at - 1]
    kind = unicodedata.category(char)
    if kind in {"Mn", "Mc", "Me"} or char == _JOINER or _is_modifier(char):
        return True
    if before == _JOINER:
        return kind == "So"
    if _is_flag_half(char):
        run = at
        while run and _is_flag_half(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return before + char == "\r\n"


def _is_modifier(char: str) -> bool:
    """Tell skin tones, the letters of subdivision flags, and Hangul vowels and finals."""
    return (
        "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
