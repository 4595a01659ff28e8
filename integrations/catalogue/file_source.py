"""Reads catalogue files of any make from a folder: the walk, the documents, and what becomes of each."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from integrations.catalogue.csv_file import is_table, read_table
from integrations.catalogue.documents import (
    MOST_DOCUMENTS,
    Document,
    NotText,
    documents_of,
    text_of,
)
from integrations.catalogue.entry import Entry
from integrations.catalogue.files import CannotRead, Folder, NotInside, open_folder, relative
from integrations.catalogue.format import Format, Taking
from integrations.catalogue.gathering import Gathering, LeftOut, not_for_us, skipped
from integrations.catalogue.source import Progress, Watch
from integrations.catalogue.tree import Fields, Items
from models.catalogue_records import AnyRecord, Harvest, Place, Weight
from models.wording import printable, quoted

ENDINGS: Final = (".yaml", ".yml", ".json")
_PASSED_OVER_NAMED: Final = 5


def recognise(fields: Fields, formats: Sequence[Format]) -> Format | None:
    """Give the format of a document, without a word about what is odd in it."""
    entry = Entry(fields, lambda *_: None)
    return next((one for one in formats if one.recognises(entry)), None)


class FileSource:
    """A file, or a folder with everything below it, in one or several formats."""

    def __init__(
        self,
        path: Path,
        formats: Sequence[Format],
        *,
        channel_fields: tuple[str, ...] = (),
        source: str = "",
        sync_id: str = "",
    ) -> None:
        """Take the path. `source` and `sync_id` are made from it if they are not given."""
        self._path = path
        self._formats = tuple(formats)
        self._channel_fields = channel_fields
        names = " and ".join(one.name for one in formats)
        self._source = source or printable(f"{names} files in {path}")
        self._sync_id = sync_id or printable(f"{names}:{path}")

    async def read(self, watch: Watch | None = None) -> Harvest:
        """Read everything, in a thread: nothing else waits for it."""
        loop = asyncio.get_running_loop()

        def report(progress: Progress) -> None:
            if watch is not None:
                loop.call_soon_threadsafe(watch, progress)

        gathering = Gathering(self._source, self._sync_id, report)
        return await asyncio.to_thread(self._read, gathering)

    def _read(self, gathering: Gathering) -> Harvest:
        try:
            folder, only = open_folder(self._path)
        except CannotRead as reason:
            gathering.not_all_seen(Place(printable(str(self._path))), str(reason))
        else:
            _Reading(folder, self._formats, gathering, self._channel_fields).read(only)
        return gathering.harvest()


@dataclass(slots=True)
class _Reading:
    """One walk through a folder."""

    folder: Folder
    formats: tuple[Format, ...]
    gathering: Gathering
    channel_fields: tuple[str, ...]
    waiting: deque[tuple[str, bool]] = field(default_factory=deque)
    """Paths still to be read, and whether somebody named them."""
    seen: set[str] = field(default_factory=set)
    passed_over: dict[str, str] = field(default_factory=dict)
    """Files without a sign of a catalogue, by where they really are."""

    def read(self, only: str) -> None:
        if only:
            self.waiting.append((only, True))
        else:
            found = self.folder.files()
            self.waiting.extend((path, False) for path in found if self._may_be(path))
            for path, why in self.folder.trouble:
                self.gathering.not_all_seen(Place(printable(path or str(self.folder.root))), why)
        while self.waiting:
            path, is_named = self.waiting.popleft()
            self._read_file(path, is_named=is_named)
        self._tell_passed_over()
        if self.gathering.counts.files == 0:
            # A folder that was not mounted looks just like that.
            says = "No file of a catalogue was found here. Is it the right folder?"
            self.gathering.not_all_seen(Place(printable(only or str(self.folder.root))), says)

    def _may_be(self, path: str) -> bool:
        """Whether a file is looked into: tables only where no single make is asked for."""
        is_wanted = len(self.formats) > 1 and is_table(PurePosixPath(path).name)
        return is_wanted or path.lower().endswith(ENDINGS)

    def _tell_passed_over(self) -> None:
        if not self.passed_over:
            return
        self.gathering.passed_over(len(self.passed_over))
        named = ", ".join(
            quoted(path) for path in sorted(self.passed_over.values())[:_PASSED_OVER_NAMED]
        )
        more = len(self.passed_over) - _PASSED_OVER_NAMED
        says = (
            f"{len(self.passed_over)} other files show no sign of a catalogue and were passed over: "
            f"{named}{f' and {more} more' if more > 0 else ''}. Name one by itself to read it."
        )
        self.gathering.note(Place(printable(str(self.folder.root))), Weight.HINT, says)

    def _read_file(self, path: str, *, is_named: bool) -> None:
        shown = printable(path)
        try:
            real = self.folder.place_of(path)
            if real in self.seen:
                return
            text, changes = text_of(self.folder.read(real))
        except NotInside as reason:
            self.gathering.note(Place(shown), Weight.HINT, str(reason))
            return
        except CannotRead as reason:
            self.gathering.not_all_seen(Place(shown), str(reason))
            return
        except NotText:
            self.gathering.note(Place(shown), Weight.SKIPPED, "It is not text. Nothing was read.")
            return
        if not is_named and text.strip() and not self._may_hold_some(path, text):
            self.passed_over[real] = path
            return
        self.seen.add(real)
        self.passed_over.pop(real, None)
        self.gathering.file_begins()
        for change in changes:
            self.gathering.note(Place(shown), Weight.CHANGED, change)
        if is_table(PurePosixPath(path).name):
            read_table(text, Place(shown), self.gathering)
        else:
            self._read_documents(path, text)

    def _may_hold_some(self, path: str, text: str) -> bool:
        name = PurePosixPath(path).name
        return is_table(name) or any(
            one.file_names.fullmatch(name) or one.smells(text) for one in self.formats
        )

    def _read_documents(self, path: str, text: str) -> None:
        number = 0
        for document in documents_of(text):
            number = document.number
            self._read_document(path, document)
        if number == 0:
            says = "It holds nothing but comments. Fill it in, or leave it out."
            self.gathering.note(Place(printable(path)), Weight.SKIPPED, says)
        elif number == MOST_DOCUMENTS:
            says = f"Only its first {MOST_DOCUMENTS} documents were read. Please split it."
            self.gathering.not_all_seen(Place(printable(path)), says)

    def _read_document(self, path: str, document: Document) -> None:
        tree = document.tree
        place = Place(printable(path), document.number, tree.line or document.line)
        for line, says in tree.remarks:
            self.gathering.note(Place(place.file, place.document, line), Weight.CHANGED, says)
        if isinstance(tree.value, Items) and any(isinstance(one, Fields) for one in tree.value):
            # A list of documents in one: each counts.
            for one in tree.value:
                self._take(path, place, one)
        elif document.trouble is not None:
            trouble = skipped(document.trouble.says, document.trouble.line)
            self._leave_out(place, trouble)
        else:
            self._take(path, place, tree.value)

    def _leave_out(self, place: Place, reason: LeftOut) -> None:
        def refuse() -> Sequence[AnyRecord]:
            raise reason

        self.gathering.take(place, refuse)

    def _take(self, path: str, place: Place, value: object) -> None:
        if value is None:
            self._leave_out(place, not_for_us("This document is empty. Nothing to do."))
            return
        if not isinstance(value, Fields):
            says = "It needs fields with names, such as `name: checkout`; this is text or a list."
            self._leave_out(place, skipped(says))
            return

        def note(weight: Weight, says: str, line: int) -> None:
            self.gathering.note(Place(place.file, place.document, line or place.line), weight, says)

        entry = Entry(value, note)
        kind = self._format_of(path, value)
        if kind is None:
            says = "It is of no catalogue that is known here. Nothing to do."
            self._leave_out(place, not_for_us(says))
            return
        parts = kind.divide(entry)
        if not parts:
            self._leave_out(place, skipped("It lists nothing. Fill it in, or leave it out."))
        for part in parts:
            self._take_part(path, Place(place.file, place.document, part.line), kind, part)

    def _take_part(self, path: str, place: Place, kind: Format, part: Entry) -> None:
        taking = Taking(
            part,
            place,
            self.gathering.ties,
            lambda target: self._follow(path, target),
            self.channel_fields,
        )
        self.gathering.take(place, lambda: kind.take(taking))

    def _format_of(self, path: str, fields: Fields) -> Format | None:
        """Give the format that says best what a document lacks: the only one, or that of the name."""
        if len(self.formats) == 1:
            return self.formats[0]
        name = PurePosixPath(path).name
        by_name = (one for one in self.formats if one.file_names.fullmatch(name))
        return recognise(fields, self.formats) or next(by_name, None)

    def _follow(self, path: str, target: str) -> str | None:
        """Put the files that a document names on the list. Gives why not, or None."""
        if "://" in target or target.startswith("url:"):
            return "Nothing is fetched from there: clone it, and name its folder as a source."
        try:
            wanted = relative(target.removeprefix("file:"), beside=path)
            if "*" in wanted or "?" in wanted:
                found = self.folder.matching(wanted)
                if not found:
                    return "No file fits that pattern."
            else:
                found = [wanted]
                self.folder.place_of(wanted)
        except CannotRead as reason:
            return str(reason)
        self.waiting.extend((one, True) for one in found)
        return None
