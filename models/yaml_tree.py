"""Reads one YAML 1.2 document as plain values that remember their lines.

Made for a file that a person wrote and that may be wrong in any way: whatever the text is, the
outcome is a tree or a sentence about what is wrong. Nothing in the text is executed, and neither
its depth nor its aliases can make it large.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from models.wording import quoted
from models.yaml_advice import advice_on

LONGEST_TEXT: Final = 1024 * 1024
LONGEST_LINE: Final = 10_000
MOST_NODES: Final = 10_000
DEEPEST: Final = 20
TOO_LONG: Final = "The file is larger than 1 MiB, which no configuration needs to be."

_NULL: Final = re.compile(r"|~|null|Null|NULL")
_TRUE: Final = re.compile(r"true|True|TRUE")
_FALSE: Final = re.compile(r"false|False|FALSE")
_INT: Final = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
#: What YAML does not allow, and the signs that it takes for the end of a line and people do not.
_NOT_TEXT: Final = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)

_HALF_A_SIGN: Final = re.compile("[\ud800-\udfff]")

Place = tuple[str | int, ...]


class NotReadable(Exception):
    """Reading cannot go on at this line."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line = line
        self.says = says


@dataclass(slots=True)
class Node:
    """A value, the line it begins on (from 1), and what is inside a list or a mapping."""

    line: int
    value: Any
    inside: "dict[str | int, Node]" = field(default_factory=dict)
    #: The lines of the keys or items inside.
    lines: dict[str | int, int] = field(default_factory=dict)
    #: As it was written, which is what counts when it serves as a key. None for a list or mapping.
    text: str | None = None
    #: How many values it holds with all aliases written out, itself among them.
    size: int = 1

    def line_of(self, place: Place) -> int:
        """Give the line of a place, or of the innermost part of it that exists."""
        node, line = self, self.line
        for step in place:
            if step not in node.lines:
                break
            line, node = node.lines[step], node.inside[step]
        return line

    def has(self, place: Place) -> bool:
        """Whether somebody wrote this place."""
        node = self
        for step in place:
            if step not in node.inside:
                return False
            node = node.inside[step]
        return True


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that stands a second time in its mapping. The first one counts."""

    place: Place
    first_line: int
    line: int


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    node: Node
    anchor: str | None
    #: The step to the value that comes next; None while a mapping's key is awaited.
    step: str | int | None
    step_line: int = 0
    dropping: bool = False


def read_tree(text: str) -> tuple[Node | None, list[Repeated]]:
    """Read a document. Gives no node if there is nothing in it but comments.

    Raises NotReadable at the first line beyond which nothing can be understood.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _look_over(text)
    reader = _Reader()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except MarkedYAMLError as error:
        raise _in_plain_words(error, text) from None
    return reader.root, reader.repeated


def _look_over(text: str) -> None:
    """Refuse what the parser should not be asked to read."""
    if len(text) > LONGEST_TEXT:
        raise NotReadable(0, TOO_LONG)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise NotReadable(number, f"This line is longer than {LONGEST_LINE} characters.")
        if line.startswith("%"):
            says = "A line that begins with % is for YAML itself. Please remove it."
            raise NotReadable(number, says)
        if found := _NOT_TEXT.search(line):
            says = f"This line contains a control character (U+{ord(found[0]):04X})."
            raise NotReadable(number, f"{says} Please remove it.")


def _in_plain_words(error: MarkedYAMLError, text: str) -> NotReadable:
    advice = advice_on(f"{error.context or ''} {error.problem or ''}".strip())
    mark = error.context_mark if advice.where_it_opens else None
    mark = mark or error.problem_mark or error.context_mark
    # At the end of the text the parser stands one line beyond it.
    return NotReadable(min(mark.line, text.count("\n")) + 1 if mark else 0, advice.says)


class _Reader:
    """Builds the tree from the parser's events."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.repeated: list[Repeated] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def take(self, event: Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise NotReadable(
                        line, "A second document begins here. Keep one, without `---`."
                    )
            case AliasEvent():
                self._place(self._aliased(event.anchor, line), line)
            case ScalarEvent():
                node = Node(line, _plain_value(event, line), text=event.value)
                self._keep(event.anchor, node)
                self._place(node, line)
            case CollectionStartEvent():
                self._begin(event, line)
            case CollectionEndEvent():
                ended = self._open.pop()
                self._keep(ended.anchor, ended.node)
                self._place(ended.node, ended.node.line)

    def _begin(self, event: CollectionStartEvent, line: int) -> None:
        if event.tag is not None:
            raise _tagged(event.tag, line)
        if len(self._open) >= DEEPEST:
            raise NotReadable(line, f"Lists and fields lie more than {DEEPEST} deep here.")
        is_mapping = isinstance(event, MappingStartEvent)
        node = Node(line, {} if is_mapping else [])
        self._open.append(_Open(node, event.anchor, None if is_mapping else 0, line))

    def _keep(self, anchor: str | None, node: Node) -> None:
        if anchor:
            self._anchors[anchor] = node

    def _aliased(self, anchor: str, line: int) -> Node:
        # An anchor is known once its value is complete, so nothing can contain itself.
        if anchor not in self._anchors:
            raise NotReadable(line, f"Nothing before this line is named {quoted('&' + anchor)}.")
        return self._anchors[anchor]

    def _place(self, node: Node, line: int) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.node.size += node.size
        if parent.node.size > MOST_NODES:
            raise NotReadable(line, f"The file holds more than {MOST_NODES} values.")
        if parent.step is None:
            self._place_key(parent, node, line)
        else:
            self._place_value(parent, node, line)

    def _place_key(self, parent: _Open, node: Node, line: int) -> None:
        if node.text is None:
            raise NotReadable(line, "A field's name must be text, not a list or fields.")
        parent.step, parent.step_line = node.text, line
        parent.dropping = node.text in parent.node.lines
        if parent.dropping:
            place = tuple(opened.step for opened in self._open if opened.step is not None)
            self.repeated.append(Repeated(place, parent.node.lines[node.text], line))

    def _place_value(self, parent: _Open, node: Node, line: int) -> None:
        step = parent.step
        if isinstance(step, int):
            parent.node.value.append(node.value)
            parent.node.inside[step], parent.node.lines[step] = node, line
            parent.step = step + 1
            return
        if step is not None and not parent.dropping:
            parent.node.value[step] = node.value
            parent.node.inside[step], parent.node.lines[step] = node, parent.step_line
        parent.step = None


def _tagged(tag: str, line: int) -> NotReadable:
    return NotReadable(line, f"The tag {quoted(tag)} has no meaning here. Please remove it.")


def _plain_value(event: ScalarEvent, line: int) -> str | int | float | bool | None:
    """Give the value of a scalar as YAML 1.2 has it; what stands in quotes is text."""
    if event.tag not in {None, "!", "tag:yaml.org,2002:str"}:
        raise _tagged(event.tag or "", line)
    text: str = event.value
    if _HALF_A_SIGN.search(text):
        raise NotReadable(
            line, "A \\u here stands for half of a sign. Please write the sign itself."
        )
    if event.tag is not None or not event.implicit[0]:
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
