"""Reads the fields of something that anybody may have written: the one place where values are coerced.

Whatever stands in a field, the outcome is a value of the kind that was asked for; what had to be
changed or left out for that is told. Nothing is executed, fetched, or shown that looks secret.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from integrations.catalogue.secrets import is_secret, without_secrets
from integrations.catalogue.texts import key_of, one_line, shown_text, web_address
from integrations.catalogue.tree import Fields
from integrations.catalogue.unfilled import is_unfilled, is_unfilled_prose, means_nothing
from models.catalogue_records import (
    LONGEST_KEY,
    LONGEST_NAME,
    LONGEST_PROSE,
    MOST_ENTRIES,
    Link,
    Weight,
)
from models.wording import quoted

Note = Callable[[Weight, str, int], None]
"""Told what became of what, in a sentence, and on which line."""

#: The names under which a list's entry that has fields carries what counts.
_NAMES: Final = ("name", "key", "alias", "tag", "id", "ref", "value", "email", "title")
_FORM: Final = re.compile(r"[\s_-]+")
_SEPARATORS: Final = re.compile(r"[,;\n]")
#: An endless number would take a minute to print.
_LARGEST: Final = 10**30


@lru_cache(maxsize=4096)
def _form(name: str) -> str:
    """Reduce a field's name to what people mean by it."""
    return _FORM.sub("", name).casefold()


@lru_cache(maxsize=16_384)
def _judged(line: str) -> str:
    """Say what is wrong with a name or word; empty if nothing is. The same few words come often."""
    if is_secret(line):
        return "holds what looks like a secret; it is left out. Remove it there."
    if is_unfilled(line):
        return f"was never filled in ({quoted(line)}); it is left out."
    return ""


class Entry:
    """Fields with names, at a path in a document."""

    __slots__ = ("_fields", "_forms", "_note", "line", "path")

    def __init__(
        self, fields: dict[str, object], note: Note, *, path: str = "", line: int = 0
    ) -> None:
        self._fields = fields
        self._forms: dict[str, str] | None = None
        self._note = note
        self.path = path
        self.line = fields.line if isinstance(fields, Fields) else line

    def __bool__(self) -> bool:
        return bool(self._fields)

    def names(self) -> list[str]:
        """Give the names of its fields."""
        return list(self._fields)

    def has(self, *names: str) -> bool:
        """Whether one of the fields is there with a value."""
        return self._find(names)[1] is not None

    def written(self, name: str) -> str:
        """Give a field as it was written, fit to be shown; empty if it holds no text."""
        value = self._find((name,))[1]
        return quoted(without_secrets(value)) if isinstance(value, str) and value.strip() else ""

    @staticmethod
    def is_one_of(name: str, known: Iterable[str]) -> bool:
        """Whether a field's name is one of these, in any spelling."""
        return _form(name) in map(_form, known)

    def with_field(self, name: str, value: object) -> "Entry":
        """Give the same with one field more."""
        return Entry({**self._fields, name: value}, self._note, path=self.path, line=self.line)

    def has_blocks(self, name: str) -> bool:
        """Whether the field holds fields of its own, or a list with such."""
        value = self._find((name,))[1]
        items = value if isinstance(value, list) else (value,)
        return any(isinstance(one, dict) for one in items)

    def is_block(self, *names: str) -> bool:
        """Whether the field holds fields of its own."""
        return isinstance(self._find(names)[1], dict)

    def line_of(self, name: str) -> int:
        """Give the line of a field, or that of the whole."""
        lines = self._fields.lines if isinstance(self._fields, Fields) else {}
        return lines.get(name, self.line)

    def note(self, weight: Weight, name: str, says: str) -> None:
        """Tell something about a field; `says` goes on after its name."""
        self._note(weight, f"{quoted(self.path + name)} {says}", self.line_of(name))

    def changed(self, name: str, says: str) -> None:
        """Tell that a field was not taken as it was written."""
        self.note(Weight.CHANGED, name, says)

    def _find(self, names: tuple[str, ...]) -> tuple[str, object]:
        """Find the first of the names that has a value, in any spelling."""
        for name in names:
            value = self._fields.get(name)
            if value is not None:
                return name, value
        if self._forms is None:
            self._forms = {_form(written): written for written in reversed(self._fields)}
        for name in names:
            found = self._forms.get(_form(name))
            if found is not None and self._fields[found] is not None:
                self.note(Weight.HINT, found, f"was read as {quoted(name)}.")
                return found, self._fields[found]
        return names[0], None

    def _scalar(self, name: str, value: object) -> str:
        """Give a value as text, as it is; empty if there is none in it."""
        while isinstance(value, list):
            if len(value) > 1:
                self.changed(name, "holds a list where one text belongs; the first entry is used.")
            value = next((one for one in value if one is not None), None)
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return self._from_fields(name, value)
        if isinstance(value, int) and abs(value) > _LARGEST:
            self.changed(name, "holds a number that is too large; it is left out.")
            return ""
        # As JSON writes it: a true that came without quotes was text in somebody's mind.
        return "" if value is None else str(value).lower()

    def _from_fields(self, name: str, value: dict[str, object]) -> str:
        placeholder = next((key for key in value if key.startswith("$")), None)
        if placeholder is not None:
            says = f"points elsewhere with {quoted(placeholder)}. Nothing is fetched from there."
            self.note(Weight.HINT, name, says)
            return ""
        for key in _NAMES:
            inner = value.get(key)
            if isinstance(inner, str | int | float):
                return self._scalar(name, inner)
        if value:
            self.changed(name, "holds fields where a text belongs; they are left out.")
        return ""

    def look_for_pointer(self, name: str) -> None:
        """Tell of a field whose value stands elsewhere (`$text` and the like). Nothing is fetched."""
        value = self._find((name,))[1]
        if isinstance(value, dict) and any(key.startswith("$") for key in value):
            self._from_fields(name, value)

    def prose(self, *names: str) -> str:
        """Give a description: plain text of any length up to the limit, with its line ends."""
        name, value = self._find(names)
        text = shown_text(self._scalar(name, value)).strip()
        if not text or means_nothing(text):
            return ""
        if is_unfilled_prose(text):
            self.changed(name, "was never filled in; it is left out.")
            return ""
        safe = without_secrets(text[: LONGEST_PROSE * 4])
        if safe != text[: LONGEST_PROSE * 4]:
            self.changed(name, "holds what looks like a secret. Please remove it there.")
        if len(text) > LONGEST_PROSE:
            self.changed(name, f"is longer than {LONGEST_PROSE} characters; the rest is cut off.")
        return safe[:LONGEST_PROSE]

    def short(self, *names: str, longest: int = LONGEST_NAME) -> str:
        """Give a name or a word on one line; empty if there is none, or none that can be used."""
        name, value = self._find(names)
        return self._usable(name, self._scalar(name, value), longest)

    def key(self, *names: str) -> str:
        """Give the key of what a field names."""
        return key_of(self.short(*names, longest=LONGEST_KEY))

    def _usable(self, name: str, text: str, longest: int) -> str:
        if not text:
            return ""
        line = one_line(text[: longest * 4])
        if not line or means_nothing(line):
            return ""
        if wrong := _judged(line):
            self.changed(name, wrong)
            return ""
        if len(line) > longest or len(text) > longest * 4:
            self.changed(name, f"is longer than {longest} characters; the rest is cut off.")
        return line[:longest]

    def shorts(self, *names: str, longest: int = LONGEST_NAME) -> tuple[str, ...]:
        """Give a list of names, each once; a single text counts as a list, with commas or not."""
        name, value = self._find(names)
        texts = (self._usable(name, text, longest) for text in self._listed(name, value))
        found = tuple(dict.fromkeys(filter(None, texts)))
        seen_all = not isinstance(value, list) or len(value) <= MOST_ENTRIES * 2
        if len(found) > MOST_ENTRIES or not seen_all:
            self.changed(name, f"has more than {MOST_ENTRIES} entries; the rest is left out.")
        return found[:MOST_ENTRIES]

    def keys(self, *names: str) -> tuple[str, ...]:
        """Give the keys of what a list names."""
        return tuple(dict.fromkeys(map(key_of, self.shorts(*names, longest=LONGEST_KEY))))

    def _listed(self, name: str, value: object) -> Iterator[str]:
        match value:
            case None:
                return
            case list():
                # Twice as many, since some may be one and the same.
                for one in value[: MOST_ENTRIES * 2]:
                    if isinstance(one, list):
                        self.changed(name, "holds a list within the list; it is left out.")
                    else:
                        yield self._scalar(name, one)
            case dict():
                if any(key.startswith("$") for key in value):
                    self._from_fields(name, value)
                    return
                if value:
                    self.changed(name, "holds fields where a list belongs; their names are used.")
                yield from list(value)[: MOST_ENTRIES * 2]
            case _:
                yield from _SEPARATORS.split(self._scalar(name, value))[: MOST_ENTRIES * 2]

    def block(self, *names: str) -> "Entry":
        """Give the fields below a field; without any if there are none."""
        name, value = self._find(names)
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            self.changed(name, "holds a list where fields belong; its only entry is used.")
            value = value[0]
        if not isinstance(value, dict):
            if value is not None:
                self.changed(name, "needs fields with names, indented below it; it is left out.")
            value = {}
        return self._inside(value, name)

    def blocks(self, *names: str, text_is: str = "name", most: int = MOST_ENTRIES) -> list["Entry"]:
        """Give a list of fields below a field. An entry that is only text counts as field `text_is`.

        Fields instead of a list count as one entry; fields that all hold fields, as entries whose
        names count as `text_is`.
        """
        name, value = self._find(names)
        if isinstance(value, dict):
            value = self._from_mapping(name, value, text_is)
        elif value is not None and not isinstance(value, list):
            value = [value]
        found: list[Entry] = []
        if value and len(value) > most:
            self.changed(name, f"has more than {most} entries; the rest is left out.")
        for one in (value or [])[:most]:
            if isinstance(one, dict):
                found.append(self._inside(one, name))
            elif isinstance(one, str | int | float):
                found.append(self._inside({text_is: one}, name))
            elif one is not None:
                self.changed(name, "holds a list within the list; it is left out.")
        return found

    def _from_mapping(
        self, name: str, value: dict[str, object], text_is: str
    ) -> list[dict[str, object]]:
        inner = [one for one in value.values() if isinstance(one, dict)]
        if not value or len(inner) < len(value):
            return [value]
        self.changed(name, "holds fields where a list belongs; each is used as an entry.")
        return [{text_is: key, **one} for key, one in zip(value, inner, strict=True)]

    def _inside(self, fields: dict[str, object], name: str) -> "Entry":
        return Entry(fields, self._note, path=f"{self.path}{name}.", line=self.line_of(name))

    def address(self, *names: str) -> str:
        """Give a web address; empty if there is none or it cannot be used."""
        name, value = self._find(names)
        text = one_line(self._scalar(name, value)[:10_000])
        if not text or means_nothing(text):
            return ""
        if wrong := _judged(text):
            self.changed(name, wrong)
        elif (url := web_address(text)) is not None:
            return url
        else:
            self.changed(name, f"is not a web address ({quoted(text)}); it is left out.")
        return ""

    def links(self, *names: str) -> tuple[Link, ...]:
        """Give a list of links: addresses, or fields with an address and perhaps a title."""
        found: dict[Link, None] = {}
        for one in self.blocks(*names, text_is="url"):
            url = one.address("url", "href", "link", "address")
            if url and len(found) < MOST_ENTRIES:
                found[Link(title=one.short("title", "name", "label"), url=url)] = None
        return tuple(found)
