"""Finds out which make of catalogue a file or a folder is."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from integrations.catalogue.backstage import BACKSTAGE
from integrations.catalogue.cortex import CORTEX
from integrations.catalogue.csv_file import CsvFile, is_table
from integrations.catalogue.datadog import DATADOG
from integrations.catalogue.documents import NotText, documents_of, text_of
from integrations.catalogue.file_source import ENDINGS, FileSource, recognise
from integrations.catalogue.files import CannotRead, open_folder
from integrations.catalogue.format import Format
from integrations.catalogue.opslevel import OPSLEVEL
from integrations.catalogue.source import Source
from integrations.catalogue.tree import Fields
from integrations.catalogue.yaml_file import OWN
from models.wording import printable

#: The most telling first: others' documents may have fields that ours have as well.
FORMATS: Final = (BACKSTAGE, CORTEX, DATADOG, OPSLEVEL, OWN)
TABLE: Final = "csv"
_TABLES: Final = (".csv", ".tsv")
#: How many files of a folder are looked at, and how many documents of each: enough to know.
_MOST_FILES: Final = 2_000
_MOST_DOCUMENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Detected:
    """What lies at a path."""

    documents: dict[str, int]
    """How many documents of each make were seen, the most frequent first. Empty: none is known."""
    looked_at: int
    """How many files were looked into."""

    @property
    def make(self) -> str:
        """The make that is there most, or nothing."""
        return next(iter(self.documents), "")


def detect(path: Path) -> Detected:
    """Look at a file, or at the files of a folder. Never fails: what cannot be read counts as nothing."""
    found: Counter[str] = Counter()
    looked_at = 0
    try:
        folder, only = open_folder(path)
        for name in [only] if only else folder.files()[:_MOST_FILES]:
            if name.lower().endswith(_TABLES) if only else is_table(name):
                looked_at += 1
                found[TABLE] += 1
            elif only or name.lower().endswith(ENDINGS):
                looked_at += 1
                try:
                    found.update(
                        _makes(PurePosixPath(name).name, folder.read(folder.place_of(name)))
                    )
                except CannotRead:
                    continue
    except CannotRead:
        pass
    return Detected(dict(found.most_common()), looked_at)


def _makes(name: str, written: bytes) -> Counter[str]:
    try:
        text, _ = text_of(written)
    except NotText:
        return Counter()
    if not any(one.smells(text) for one in FORMATS):
        return Counter()
    found: Counter[str] = Counter()
    for document in documents_of(text):
        if document.number > _MOST_DOCUMENTS:
            break
        value = document.tree.value
        kind = recognise(value, FORMATS) if isinstance(value, Fields) else None
        if document.trouble is not None:
            # Broken, but its name or its words tell what it was meant to be.
            kind = _meant(name, text)
        if kind is not None:
            found[kind.name] += 1
    return found


def _meant(name: str, text: str) -> Format | None:
    named = next((one for one in FORMATS if one.file_names.fullmatch(name)), None)
    return named or next((one for one in FORMATS if one.smells(text)), None)


def source_at(
    path: Path, *, channel_fields: tuple[str, ...] = (), source: str = "", sync_id: str = ""
) -> Source:
    """Give the source for a path: a table, or files of every make that is known, each by its own rules.

    `channel_fields` are Backstage annotations that name a channel, in order of trust.
    """
    if path.name.lower().endswith(_TABLES) and not path.is_dir():
        return CsvFile(path, source=source, sync_id=sync_id)
    return FileSource(
        path,
        FORMATS,
        channel_fields=channel_fields,
        source=source or printable(f"catalogue files in {path}"),
        sync_id=sync_id or printable(f"catalogue:{path}"),
    )
