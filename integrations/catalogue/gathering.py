"""Collects what a reading finds: records, findings, and what became of each document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.secrets import without_secrets
from integrations.catalogue.source import Progress
from integrations.catalogue.ties import Ties
from integrations.catalogue.unfilled import has_marks
from models.catalogue_records import (
    AnyRecord,
    Counts,
    DomainRecord,
    Finding,
    Harvest,
    PersonRecord,
    Place,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
    Weight,
)
from models.wording import quoted

MOST_FINDINGS: Final = 5_000
MOST_RECORDS: Final = 50_000
_PROGRESS_EVERY: Final = 500

_WORDS: Final[dict[type, str]] = {
    ServiceRecord: "service",
    TeamRecord: "team",
    PersonRecord: "person",
    DomainRecord: "domain",
    SystemRecord: "system",
    ResourceRecord: "resource",
}


class LeftOut(Exception):
    """A document gives no record."""

    def __init__(self, weight: Weight, says: str, line: int = 0) -> None:
        super().__init__(says)
        self.weight = weight
        self.says = says
        self.line = line


def skipped(says: str, line: int = 0) -> LeftOut:
    """Make the reason why a document that should give a record gives none."""
    return LeftOut(Weight.SKIPPED, says, line)


def not_for_us(says: str, line: int = 0) -> LeftOut:
    """Make the reason why a document rightly gives no record."""
    return LeftOut(Weight.HINT, says, line)


def unnamed(entry: Entry, field: str) -> str:
    """Say that something has no name that could be used, and what to do."""
    name = quoted(entry.path + field)
    if not entry.has(field):
        return f"It has no {name}. Write one, or leave it out."
    written = entry.written(field)
    if has_marks(written):
        return f"This is a template: {name} is {written}. Fill it in, or leave the file out."
    held = f"{written}, which is no name" if written else "no text"
    return f"{name} holds {held}. Fill it in, or leave it out."


@dataclass(slots=True)
class Gathering:
    """What one reading has found so far."""

    source: str
    sync_id: str
    report: Callable[[Progress], None]
    """Told about the progress, in the thread that reads."""
    ties: Ties = field(default_factory=Ties)
    counts: Counts = field(default=Counts())
    complete: bool = True
    findings: dict[Finding, None] = field(default_factory=dict)
    gaps: set[str] = field(default_factory=set)
    unsaid: int = 0
    """Findings for which there was no room."""
    records: dict[tuple[type, str], AnyRecord] = field(default_factory=dict)

    def note(self, place: Place, weight: Weight, says: str) -> None:
        """Keep a finding, if there is room."""
        if weight is Weight.SKIPPED:
            self.gaps.add(place.file)
        if len(self.findings) >= MOST_FINDINGS:
            self.unsaid += 1
            return
        # A field may be looked at more than once; what is odd in it is told once.
        self.findings.setdefault(Finding(place, weight, without_secrets(says)))

    def not_all_seen(self, place: Place, says: str) -> None:
        """Keep a finding after which nobody may conclude from a record's absence."""
        self.complete = False
        self.note(place, Weight.SKIPPED, says)

    def file_begins(self) -> None:
        """Count a file, a page or a table."""
        self.counts = replace(self.counts, files=self.counts.files + 1)
        self.report(Progress(self.counts.files, len(self.records)))

    def passed_over(self, count: int) -> None:
        """Count files that showed no sign of a catalogue."""
        self.counts = replace(self.counts, passed_over=self.counts.passed_over + count)

    def take(self, place: Place, make: Callable[[], Sequence[AnyRecord]]) -> None:
        """Make the records of one document and keep them; or keep the reason why there are none."""
        counts, known = self.counts, len(self.findings)
        try:
            made = make()
            self._check(made)
        except LeftOut as reason:
            if reason.weight is Weight.SKIPPED:
                # One sentence for a document that is not there; what was odd in it can wait.
                while len(self.findings) > known:
                    self.findings.popitem()
            where = replace(place, line=reason.line or place.line)
            self.note(where, reason.weight, reason.says)
            self.counts = replace(
                counts, documents=counts.documents + 1, left_out=counts.left_out + 1
            )
            return
        for record in made:
            self.records[type(record), record.key] = record
        self.counts = replace(counts, documents=counts.documents + 1, taken=counts.taken + 1)
        if self.counts.documents % _PROGRESS_EVERY == 0:
            self.report(Progress(self.counts.files, len(self.records)))

    def _check(self, made: Sequence[AnyRecord]) -> None:
        if not made:
            raise not_for_us("It holds nothing for the catalogue.")
        for record in made:
            first = self.records.get((type(record), record.key))
            if first is not None:
                what = f"The {_WORDS[type(record)]} {quoted(record.key)}"
                where = first.place
                named = f"{where.file}, line {where.line}" if where.line else where.file
                raise skipped(
                    f"{what} is described already in {named}. Keep one of the two.",
                    record.place.line,
                )
        if len(self.records) + len(made) > MOST_RECORDS:
            self.complete = False
            raise skipped(f"More than {MOST_RECORDS} records; this one found no room.")

    def harvest(self) -> Harvest:
        """Tie the records together and give everything."""
        for place, weight, says in self.ties.fasten(self.records):
            self.note(place, weight, says)
        if self.unsaid:
            says = f"There are {self.unsaid} further findings. Mend these first, then read again."
            self.findings[Finding(Place(self.source), Weight.HINT, says)] = None
        every = self.records.values()
        return Harvest(
            source=self.source,
            sync_id=self.sync_id,
            complete=self.complete,
            gaps=frozenset(self.gaps),
            services=tuple(one for one in every if isinstance(one, ServiceRecord)),
            teams=tuple(one for one in every if isinstance(one, TeamRecord)),
            people=tuple(one for one in every if isinstance(one, PersonRecord)),
            domains=tuple(one for one in every if isinstance(one, DomainRecord)),
            systems=tuple(one for one in every if isinstance(one, SystemRecord)),
            resources=tuple(one for one in every if isinstance(one, ResourceRecord)),
            findings=tuple(self.findings),
            counts=self.counts,
        )
