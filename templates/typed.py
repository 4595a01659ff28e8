"""Brings in what a person typed: Slack's escapes and tokens become plain words, hidden marks go."""

import re
import unicodedata

# Bidirectional embeddings, overrides and isolates can make a line read differently from what it
# says. The plain marks (LRM, RLM, ALM) only steer real right-to-left text and stay.
_HIDING = "\u202a-\u202e\u2066-\u2069"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_HIDING}]")
# Kinds of signs that show nothing by themselves: controls, formats, spaces and marks upon letters.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
# Letters and signs of other kinds that are drawn as nothing: the Hangul fillers and the empty Braille cell.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_SURROGATE = re.compile("[\ud800-\udfff]")

_TOKEN_OR_ENTITY = re.compile(r"<([^<>]*)>|&(?:amp|lt|gt);")
#: A mention of a person; its group is their id.
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def as_typed(raw: str) -> str:
    """Return the words a person typed, from text as Slack hands it over.

    Entities are undone once, tokens such as ``<@U123|ana>`` become ``@ana``, and the result is
    `clean`. It is plain text: escape it again before it is shown. Text in angle brackets that is
    none of Slack's tokens stays as it is.
    """
    return _TOKEN_OR_ENTITY.sub(_plain, clean(raw))


def as_words(raw: str) -> str:
    """Return `as_typed` over as many lines as it has, `visible` and with bare ends."""
    return visible(as_typed(raw).strip())


def as_line(raw: str) -> str:
    """Return `as_typed` on one line, `visible`, with runs of white space made one space and bare ends."""
    return visible(one_line(as_typed(raw)))


def visible(text: str) -> str:
    """Return the text as it is, or an empty one where nothing of it can be seen.

    This is what decides whether somebody wrote anything at all. Signs that show nothing, such as
    those that join emoji, stay wherever something beside them can be seen.
    """
    shows = any(
        char not in _UNSEEN and unicodedata.category(char) not in _UNSEEN_KINDS for char in text
    )
    return text if shows else ""


def one_line(text: str) -> str:
    """Return plain text on one line, with runs of white space made one space and the ends bare."""
    return " ".join(text.split())


def people_in(raw: str) -> tuple[str, ...]:
    """Return the Slack user ids mentioned in raw text, each once, in the order of first mention."""
    return tuple(dict.fromkeys(PERSON.findall(raw)))


def without_people(raw: str) -> str:
    """Return raw text without the people mentioned in it."""
    return PERSON.sub("", raw)


def clean(text: str) -> str:
    """Return text that always encodes to UTF-8 and hides nothing.

    Every line end becomes a newline; control characters other than newline and tab are dropped,
    and so are bidirectional embeddings, overrides and isolates; lone surrogates become U+FFFD.
    Entities and tokens are left alone.
    """
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def unescape(text: str) -> str:
    """Undo Slack's entities once; tokens such as mentions are left as they are."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(found: re.Match[str]) -> str:
    token: str | None = found[1]
    if token is None:
        return unescape(found[0])
    target, _, label = token.partition("|")
    words = _words_of(target, label)
    return unescape(found[0] if words is None else words)


def _words_of(target: str, label: str) -> str | None:
    """Return a token's words as Slack wrote them, or None when it is no token of Slack's."""
    if re.fullmatch(r"[@#][A-Z0-9]+", target):
        return target[0] + (label.lstrip("@#") or target[1:])
    if target.startswith("!date^"):
        return label
    if group := re.fullmatch(r"!(?:subteam\^)?(\w+)", target):
        return "@" + (label.lstrip("@") or group[1])
    if _ADDRESS.match(target):
        return re.sub(r"^(?:mailto|tel):", "", target, flags=re.IGNORECASE)
    return None
