"""Builds plain values out of one YAML document that others wrote, leniently and within limits.

`models.yaml_tree` reads the organisation's own file and refuses what is odd in it. Here the files
are many and somebody else's: every scalar stays the text that was written (a name `no` or `010` is
no surprise), what has no meaning here is left out and told, and the parser is the C one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml  # type: ignore[import-untyped]

from models.wording import quoted
from models.yaml_advice import advice_on

DEEPEST: Final = 100
#: Values in one document with all aliases written out: room for 10,000 services, not for a bomb.
MOST_VALUES: Final = 600_000
#: Fields that `<<` may copy within one document.
MOST_MERGED: Final = 100_000
MOST_REMARKS: Final = 20

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MEANT_AS_TEXT: Final = frozenset(
    {"!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "timestamp"))}
)
_PLAIN_COLLECTIONS: Final = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_HALF_A_SIGN: Final = re.compile("[\ud800-\udfff]")
_INDENT: Final = re.compile(r"[ \t]*")
_TAB: Final = "A tab indents this line. YAML wants spaces."


class Unreadable(Exception):
    """A document cannot be understood from this line on."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line = line
        self.says = says


class Fields(dict[str, object]):
    """A mapping that remembers the line of each key."""

    __slots__ = ("line", "lines", "size")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.size = 1


class Items(list[object]):
    """A list that remembers its line."""

    __slots__ = ("line", "size")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.size = 1


@dataclass(slots=True)
class Tree:
    """What a document holds."""

    value: object = None
    """Fields, Items, text or None; None as well if there is nothing in it."""
    line: int = 0
    """The first line of the value."""
    remarks: list[tuple[int, str]] = field(default_factory=list)
    """What was left out on the way: lines and sentences."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    inside: Fields | Items
    anchor: str | None
    left_out: bool
    key: str | None = None
    key_line: int = 0
    dropping: bool = False
    merged: list[Fields] = field(default_factory=list)


def read_document(text: str, first_line: int = 1) -> Tree:
    """Read one document whose first line is `first_line` of its file. Raises Unreadable."""
    builder = _Builder(first_line)
    try:
        # What yaml.parse does, without a generator between: this is where most of the time goes.
        next_event = _LOADER(text).get_event
        while (event := next_event()) is not None:
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _in_plain_words(error, first_line, text) from None
    except (yaml.YAMLError, UnicodeError) as error:
        # Signs that YAML does not allow were taken out before; what is left has no line.
        says = f"YAML cannot be read here: {type(error).__name__}."
        raise Unreadable(first_line, says) from None
    return builder.tree


def _in_plain_words(error: yaml.MarkedYAMLError, first_line: int, text: str) -> Unreadable:
    told = f"{error.context or ''} {error.problem or ''}".strip()
    advice = advice_on(told)
    mark = error.context_mark if advice.where_it_opens else None
    mark = mark or error.problem_mark or error.context_mark
    # At the end of the text the parser stands beyond its last line.
    line = min(mark.line, text.rstrip().count("\n")) if mark else 0
    indent = _INDENT.match(text.split("\n", line + 1)[line])
    is_tab = " tab character" in told or (indent is not None and "\t" in indent[0])
    return Unreadable(first_line + line, _TAB if is_tab else advice.says)


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.tree = Tree(line=first_line)
        self._first_line = first_line
        self._open: list[_Open] = []
        self._anchors: dict[str, object] = {}
        self._merged = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._begin(event, is_mapping=kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._end()
        elif kind is yaml.AliasEvent:
            line = self._line(event)
            if event.anchor not in self._anchors:
                says = f"Nothing before this line is named {quoted('&' + event.anchor)}."
                raise Unreadable(line, says)
            self._place(self._anchors[event.anchor], line)

    def _line(self, event: yaml.Event) -> int:
        line: int = event.start_mark.line
        return self._first_line + line

    def _remark(self, line: int, says: str) -> None:
        if len(self.tree.remarks) < MOST_REMARKS:
            self.tree.remarks.append((line, says))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = self._line(event)
        text: str = event.value
        plain: bool = event.implicit[0]
        value: str | None = None if plain and text in _NULLS else text
        if event.tag is not None and event.tag not in _MEANT_AS_TEXT:
            self._tagged(event.tag, line)
            value = None
        elif value is not None and not value.isascii():
            value = _HALF_A_SIGN.sub("\N{REPLACEMENT CHARACTER}", value)
        if event.anchor:
            self._anchors[event.anchor] = value
        if self._open and self._awaits_key():
            self._key(text, line, is_merge=plain and text == "<<")
        else:
            self._place(value, line)

    def _tagged(self, tag: str, line: int) -> None:
        self._remark(line, f"The tag {quoted(tag)} has no meaning here; its value is left out.")

    def _awaits_key(self) -> bool:
        parent = self._open[-1]
        return parent.key is None and type(parent.inside) is Fields

    def _begin(self, event: yaml.CollectionStartEvent, *, is_mapping: bool) -> None:
        line = self._line(event)
        if len(self._open) >= DEEPEST:
            raise Unreadable(line, f"Lists and fields lie more than {DEEPEST} deep here.")
        if self._open and self._awaits_key():
            raise Unreadable(line, "A field's name must be text, not a list or fields.")
        left_out = event.tag is not None and event.tag not in _PLAIN_COLLECTIONS
        if left_out:
            self._tagged(event.tag, line)
        inside = Fields(line) if is_mapping else Items(line)
        self._open.append(_Open(inside, event.anchor, left_out))

    def _end(self) -> None:
        ended = self._open.pop()
        inside = ended.inside
        if isinstance(inside, Fields):
            for merged in ended.merged:
                self._merge(inside, merged)
        value = None if ended.left_out else inside
        if ended.anchor:
            # Known only now that it is complete, so nothing can contain itself.
            self._anchors[ended.anchor] = value
        self._place(value, inside.line)

    def _merge(self, into: Fields, merged: Fields) -> None:
        self._merged += len(merged)
        if self._merged > MOST_MERGED:
            raise Unreadable(into.line, f"`<<` copies more than {MOST_MERGED} fields.")
        for key, value in merged.items():
            if key not in into:
                into[key] = value
                into.lines[key] = merged.lines[key]

    def _key(self, text: str, line: int, *, is_merge: bool) -> None:
        parent = self._open[-1]
        inside = parent.inside
        parent.key, parent.key_line = text, line
        parent.dropping = is_merge
        if isinstance(inside, Fields) and text in inside.lines:
            parent.dropping = True
            first = inside.lines[text]
            self._remark(line, f"{quoted(text)} stands on line {first} already; that one is used.")

    def _place(self, value: object, line: int) -> None:
        if not self._open:
            self.tree.value, self.tree.line = value, line
            return
        parent = self._open[-1]
        inside = parent.inside
        inside.size += value.size if isinstance(value, Fields | Items) else 1
        if inside.size > MOST_VALUES:
            raise Unreadable(line, f"The document holds more than {MOST_VALUES} values.")
        if isinstance(inside, Items):
            inside.append(value)
            return
        key, parent.key = parent.key, None
        if key is None:
            # Only an alias comes here in a key's place.
            if not isinstance(value, str):
                raise Unreadable(line, "A field's name must be text, not a list or fields.")
            self._key(value, line, is_merge=False)
        elif not parent.dropping:
            inside[key] = value
            inside.lines[key] = parent.key_line
        elif key == "<<":
            parent.merged.extend(_mappings(value))


def _mappings(value: object) -> Iterator[Fields]:
    for one in value if isinstance(value, Items) else [value]:
        if isinstance(one, Fields):
            yield one
