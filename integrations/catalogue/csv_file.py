"""The source for tables: a CSV file whose first row names the columns, in whatever words people use."""

import asyncio
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from integrations.catalogue.documents import NotText, text_of
from integrations.catalogue.entry import Entry
from integrations.catalogue.files import CannotRead, open_folder
from integrations.catalogue.gathering import Gathering, not_for_us
from integrations.catalogue.own_records import MAKERS
from integrations.catalogue.source import Progress, Watch
from models.catalogue_records import AnyRecord, Harvest, Place, Weight
from models.wording import printable, quoted

MOST_ROWS: Final = 100_000
_LONGEST_CELL: Final = 131_072
_DELIMITERS: Final = ",;\t|"
_SEPARATORS: Final = re.compile(r"[;|\n]")
_FORM: Final = re.compile(r"[^a-z0-9]+")

_EVERY: Final = {
    "key": ("id", "slug", "code", "identifier"),
    "name": ("title", "display name", "label"),
    "aliases": ("alias", "aka", "other names", "synonyms"),
    "description": ("desc", "summary", "purpose", "notes", "about"),
    "external_id": ("external", "external key", "cmdb id", "ci"),
}
_OWNED: Final = {
    "owner": (
        *("owner team", "owning team", "owned by", "team", "team name", "squad", "responsible"),
        *("responsible team", "group", "support team", "support group"),
    ),
    "system": ("platform", "product"),
    "domain": ("business domain", "area", "business unit", "tribe"),
    "lifecycle": ("status", "stage", "state"),
    "regions": ("region", "location", "locations", "datacenter", "data center", "site"),
}
_SLACK: Final = {
    "slack_channel": ("slack", "channel", "team channel", "slack channel name", "support channel"),
    "alert_channel": ("alerts", "alerts channel", "slack alerts", "alert slack channel"),
    "escalation_policy": ("escalation", "on call", "pagerduty", "pager", "on call policy"),
}
#: By table: our field, and other words for it that people put at the head of a column.
_COLUMNS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "services": {
        **_EVERY,
        **_OWNED,
        **_SLACK,
        "name": (*_EVERY["name"], "service", "service name", "application", "component", "app"),
        "kind": ("type", "service type", "category"),
        "owner_people": ("owner email", "contact", "contacts", "tech lead", "owner person"),
        "tier": ("service tier", "criticality", "priority", "severity tier", "importance"),
        "depends_on": ("dependencies", "depends", "upstream", "upstreams", "requires"),
        "resources": ("resource", "databases", "hardware", "devices"),
        "dashboards": ("dashboard", "dashboard url", "grafana", "monitoring"),
        "runbooks": ("runbook", "runbook url", "playbook", "playbooks", "run book"),
        "links": ("link", "url", "urls", "docs", "documentation"),
        "repository": ("repo", "repo url", "repository url", "git", "github", "source", "code"),
        "status_page_component": (
            "status page",
            "statuspage",
            "status page id",
            "status component",
        ),
    },
    "teams": {
        **_EVERY,
        **_SLACK,
        "name": (*_EVERY["name"], "team", "team name", "squad"),
        "members": ("people", "member", "member emails", "emails", "users"),
        "user_group": ("slack group", "slack user group", "usergroup", "handle", "slack handle"),
        "manager": ("lead", "team lead", "manager email", "engineering manager", "em"),
        "email": ("team email", "mail", "mailing list", "e mail"),
        "domain": _OWNED["domain"],
        "parent": ("parent team", "department", "tribe", "org"),
    },
    "people": {
        **_EVERY,
        "name": (*_EVERY["name"], "full name", "person", "user", "employee"),
        "email": ("mail", "e mail", "email address", "work email"),
        "slack_id": ("slack", "slack user", "slack user id", "member id", "slack member id"),
        "github": ("github login", "github user", "github username"),
        "teams": ("team", "team name", "squad", "groups", "group", "member of"),
    },
    "domains": {
        **_EVERY,
        "name": (*_EVERY["name"], "domain", "domain name", "area"),
        "owner": _OWNED["owner"],
        "parent": ("parent domain",),
        "slack_channel": _SLACK["slack_channel"],
    },
    "systems": {
        **_EVERY,
        "name": (*_EVERY["name"], "system", "system name", "product"),
        "owner": _OWNED["owner"],
        "domain": _OWNED["domain"],
    },
    "resources": {
        **_EVERY,
        **_OWNED,
        "name": (
            *_EVERY["name"],
            "resource",
            "device",
            "device class",
            "hostname",
            "host",
            "asset",
        ),
        "kind": ("type", "class", "model", "category"),
        "provided_by": ("provider", "service", "provided by service"),
    },
}
_LISTS: Final = frozenset(
    {
        *("aliases", "owner_people", "depends_on", "resources", "dashboards", "runbooks", "links"),
        *("regions", "members", "teams", "provided_by"),
    }
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the columns of a table are."""

    fields: tuple[str, ...]
    """Our field for each column; empty for one that nobody reads."""
    unread: tuple[str, ...]


def _form(name: str) -> str:
    return _FORM.sub("", name.lower())


def head_of(columns: Sequence[str], table: str) -> _Head:
    """Find out what the columns are. Of two for one field, that with our own name counts."""
    by_word = {_form(word): field for field, words in _COLUMNS[table].items() for word in words}
    own = {_form(field): field for field in _COLUMNS[table]}
    direct = [own.get(_form(column), "") for column in columns]
    fields: list[str] = []
    for column, field in zip(columns, direct, strict=True):
        found = field or by_word.get(_form(column), "")
        taken = found in fields or (not field and found in direct)
        fields.append("" if taken else found)
    unread = (column for column, field in zip(columns, fields, strict=True) if column and not field)
    return _Head(tuple(fields), tuple(unread))


def guess_table(columns: Sequence[str], file_name: str) -> str:
    """Guess which table it is: by the file's name, else by the first column that gives it away."""
    name = file_name.lower()
    for table in _COLUMNS:
        if table in name or table.removesuffix("s") in name:
            return table
    forms = {_form(column) for column in columns}
    if forms & {"members", "memberemails"}:
        return "teams"
    if not forms & {"service", "servicename", "owner"} and forms & {"email", "slackid", "mail"}:
        return "people"
    return "services"


def is_table(file_name: str) -> bool:
    """Whether a file is a table of ours by its name: `services.csv`, `our-teams.tsv`."""
    stem, _, ending = file_name.lower().rpartition(".")
    return ending in {"csv", "tsv"} and stem.endswith(tuple(_COLUMNS))


def read_table(text: str, file: Place, gathering: Gathering, table: str | None = None) -> None:
    """Read a table that was decoded already; which one is guessed if that is not said."""
    _Table(text, file, gathering).read(table)


class CsvFile:
    """One table of services, teams, people, domains, systems or resources."""

    def __init__(
        self, path: Path, table: str | None = None, *, source: str = "", sync_id: str = ""
    ) -> None:
        """Take the path, and which table it is (`services`, `teams`, ...); guessed if not said."""
        self._path = path
        self._table = table
        self._source = source or printable(f"table in {path}")
        self._sync_id = sync_id or printable(f"csv:{path}")

    async def read(self, watch: Watch | None = None) -> Harvest:
        """Read everything, in a thread: nothing else waits for it."""
        loop = asyncio.get_running_loop()

        def report(progress: Progress) -> None:
            if watch is not None:
                loop.call_soon_threadsafe(watch, progress)

        return await asyncio.to_thread(self._read, Gathering(self._source, self._sync_id, report))

    def _read(self, gathering: Gathering) -> Harvest:
        file = Place(printable(self._path.name))
        try:
            folder, only = open_folder(self._path)
            text, changes = text_of(folder.read(folder.place_of(only)))
        except CannotRead as reason:
            gathering.not_all_seen(file, str(reason))
        except NotText:
            says = "It is not text. Save the table as CSV, not as a spreadsheet."
            gathering.not_all_seen(file, says)
        else:
            gathering.file_begins()
            for change in changes:
                gathering.note(file, Weight.CHANGED, change)
            read_table(text, file, gathering, self._table)
        return gathering.harvest()


@dataclass(slots=True)
class _Table:
    """One table that is being read."""

    text: str
    file: Place
    gathering: Gathering

    def read(self, table: str | None) -> None:
        rows = self._rows()
        line, columns = next(rows, (0, []))
        if not any(columns):
            self.gathering.note(self.file, Weight.SKIPPED, "It is empty. Nothing was read.")
            return
        table = table or guess_table(columns, self.file.file)
        head = head_of(columns, table)
        if not {"key", "name"} & set(head.fields) and not (
            table == "people" and "email" in head.fields
        ):
            known = ", ".join(quoted(word) for word in ("key", "name", *_COLUMNS[table]["name"]))
            says = f"No column of its first row says what a row is about. Name one of: {known}."
            self.gathering.note(self._at(line), Weight.SKIPPED, says)
        if head.unread:
            named = ", ".join(quoted(column) for column in head.unread[:10])
            says = f"Read as {table}. Nothing is made of these columns: {named}."
            self.gathering.note(self._at(line), Weight.HINT, says)
        number = 0
        for number, (line, cells) in enumerate(rows, start=1):
            if number > MOST_ROWS:
                says = f"Only its first {MOST_ROWS} rows were read. Please split it."
                self.gathering.not_all_seen(self._at(line), says)
                return
            self._take(table, head, cells, Place(self.file.file, number, line))
        if number == 0:
            says = "Below its first row there is nothing. Write a row for each of them."
            self.gathering.note(self._at(line), Weight.SKIPPED, says)

    def _at(self, line: int) -> Place:
        return Place(self.file.file, 0, line)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give each row that is not blank, with its first line."""
        text = self.text
        begin = 0
        lines = text.split("\n")
        if re.fullmatch(r'"?sep=.?"?', lines[0].strip()):
            # Excel's own mark for the delimiter.
            lines, begin = lines[1:], 1
        reader = csv.reader((line + "\n" for line in lines), delimiter=_delimiter(lines))
        while True:
            before = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                self.gathering.note(
                    self._at(begin + before + 1),
                    Weight.SKIPPED,
                    f"A cell here is longer than {_LONGEST_CELL} characters. Does a quotation mark "
                    "open and not close?",
                )
                continue
            if any(cell.strip() for cell in cells):
                yield begin + before + 1, [cell.strip() for cell in cells]

    def _take(self, table: str, head: _Head, cells: list[str], place: Place) -> None:
        def note(weight: Weight, says: str, _: int) -> None:
            self.gathering.note(place, weight, says)

        extra = [cell for cell in cells[len(head.fields) :] if cell]
        if extra:
            says = (
                f"This row has {len(cells)} cells, and there are {len(head.fields)} columns; the "
                "rest is left out. Put a text with a delimiter in it in quotes."
            )
            self.gathering.note(place, Weight.CHANGED, says)
        fields: dict[str, object] = {
            field: _listed(cell) if field in _LISTS else cell
            for field, cell in zip(head.fields, cells, strict=False)
            if field and cell
        }
        entry = Entry(fields, note, line=place.line)

        def make() -> Sequence[AnyRecord]:
            if not fields:
                raise not_for_us("This row says nothing in any column that is read.")
            return [MAKERS[table][1](entry, place)]

        self.gathering.take(place, make)


def _listed(cell: str) -> str | list[str]:
    """Give a cell that holds a list. One without our separators may have commas."""
    parts = [part.strip() for part in _SEPARATORS.split(cell)]
    return cell if len(parts) == 1 else [part for part in parts if part]


def _delimiter(lines: list[str]) -> str:
    """Guess the delimiter by the row of the columns' names, outside of quotes."""
    first = next((line for line in lines if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)
