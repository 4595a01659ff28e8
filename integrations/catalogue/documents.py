"""Takes the bytes of a file apart into YAML documents, whatever the bytes are.

One document that cannot be read does not take the others with it: a line that begins with `---`
ends a document wherever it stands, so the file is cut there first and each piece is read alone.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from integrations.catalogue.tree import Tree, Unreadable, read_document
from integrations.catalogue.unfilled import has_marks

MOST_DOCUMENTS: Final = 50_000

#: The longer marks first: UTF-32's little-endian mark begins like UTF-16's.
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What YAML does not allow, and the signs that only it takes for the end of a line.
_NOT_TEXT: Final = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_MARKER: Final = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)
_DIRECTIVE: Final = re.compile(r"^%.*$", re.MULTILINE)
_SOMETHING: Final = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)
_TEMPLATE: Final = (
    "This is a template with places that nobody has filled in. Fill them in, or leave the file "
    "out of the catalogue."
)


class NotText(Exception):
    """A file is no text in any encoding that is known here."""


@dataclass(slots=True)
class Document:
    """One document of a file, read or not."""

    number: int
    """From 1."""
    line: int
    """The line of the file on which it begins, from 1."""
    tree: Tree = field(default_factory=Tree)
    trouble: Unreadable | None = None
    """Why it could not be read, if so."""


def text_of(written: bytes) -> tuple[str, list[str]]:
    """Decode a file, with line feeds for line ends. Gives sentences about what was changed.

    Raises NotText.
    """
    text, encoding = _decoded(written)
    changes: list[str] = []
    if encoding == "cp1252":
        changes.append("It is not UTF-8 and was read as Latin-1. Please save it as UTF-8.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # ASCII is most of what there is, and much the fastest to look over.
    found = _NOT_TEXT.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        text, count = _NOT_TEXT.subn(" ", text)
        if count > max(10, len(text) // 20):
            raise NotText
        if found[0] != "\N{ZERO WIDTH NO-BREAK SPACE}":
            sign = f"U+{ord(found[0]):04X}"
            changes.append(
                f"Signs that are no text (the first, {sign}, on line {line}) were blanked."
            )
    return text, changes


def _decoded(written: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if written.startswith(mark):
            return written[len(mark) :].decode(encoding, "replace"), encoding
    if b"\0" in written[:4]:
        # No mark, but every other byte of the beginning is empty: text as Windows tools save it.
        for encoding, zeros in (("utf-16-le", written[1:64:2]), ("utf-16-be", written[0:64:2])):
            if zeros.strip(b"\0") == b"":
                return written.decode(encoding, "replace"), encoding
    try:
        return written.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        if b"\0" in written:
            raise NotText from None
        # The superset of Latin-1 that people have who have Latin-1; it lacks five signs.
        return written.decode("cp1252", "replace"), "cp1252"


def documents_of(text: str) -> Iterator[Document]:
    """Give the documents of a file, one after the other; none if there are only comments in it.

    Ends after MOST_DOCUMENTS of them.
    """
    for number, (start, piece) in enumerate(islice(_pieces(text), MOST_DOCUMENTS), start=1):
        yield _document(number, start, piece)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a file into pieces with the line on which each begins."""
    begin, line = 0, 1
    has_marker = False
    for marker in _MARKER.finditer(text):
        piece = text[begin : marker.start()]
        if has_marker or _holds_something(piece):
            yield line, piece
        line += piece.count("\n")
        begin = marker.start()
        has_marker = marker[0] == "---"
        if not has_marker:
            begin = marker.end()
    piece = text[begin:]
    if has_marker or _holds_something(piece):
        yield line, piece


def _holds_something(piece: str) -> bool:
    return bool(_SOMETHING.search(_DIRECTIVE.sub("", piece)))


def _document(number: int, line: int, piece: str) -> Document:
    if piece.startswith("%") or "\n%" in piece:
        # Before a document's marker stands what is for the parser; alone it would read it again.
        piece = _DIRECTIVE.sub("", piece)
    try:
        return Document(number, line, read_document(piece, line))
    except Unreadable as trouble:
        return Document(number, line, trouble=_template_in(piece, line) or trouble)


def _template_in(piece: str, first_line: int) -> Unreadable | None:
    """Say that a document is a template, if that is why it could not be read."""
    marked = next((at for at, line in enumerate(piece.split("\n")) if has_marks(line)), None)
    return None if marked is None else Unreadable(first_line + marked, _TEMPLATE)
