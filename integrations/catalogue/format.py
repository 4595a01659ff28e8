"""What the makes of catalogue files have in common: how each is recognised and how it is taken."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from integrations.catalogue.entry import Entry
from integrations.catalogue.ties import Ties
from models.catalogue_records import AnyRecord, Place


def field_named(names: str) -> str:
    """Give the expression for a field with one of these names, on a line of its own or in braces."""
    return rf"(?:^[ \t]*|[{{,] ?)[\"']?(?:{names})[\"']?[ \t]*:[ \t]*"


@dataclass(frozen=True, slots=True)
class Taking:
    """One document, and what its format needs to make records of it."""

    entry: Entry
    place: Place
    ties: Ties
    follow: Callable[[str], str | None]
    """Read other files that the document names, relative to its own. Gives why not, or None."""
    channel_fields: tuple[str, ...] = ()
    """Where an organisation keeps a channel if the format has no place for it, tried in this order."""


@dataclass(frozen=True, slots=True)
class Format:
    """A make of catalogue files."""

    name: str
    """As people call it, in small letters."""
    file_names: re.Pattern[str]
    """The names that files of this make have, without their folder."""
    smells: Callable[[str], bool]
    """Whether a text may be of this make, so that reading it is worth while. Quick."""
    recognises: Callable[[Entry], bool]
    """Whether a document is of this make."""
    take: Callable[[Taking], Sequence[AnyRecord]]
    """Make the records of a document, or of one part. Raises LeftOut when there are none."""
    divide: Callable[[Entry], Sequence[Entry]] = lambda entry: [entry]
    """Give the parts of a document that stand by themselves: what is wrong with one is no other's."""
