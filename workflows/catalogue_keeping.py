"""Keeping the catalogue: what a source brought is held against what is kept, and shown before it is done."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base
from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from models.catalogue_records import (
    AnyRecord,
    DomainRecord,
    Finding,
    Harvest,
    PersonRecord,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
    Weight,
)
from workflows.errors import Refused
from workflows.work import Work

#: What of an entry has a column of its own; everything else of a record is kept in `details`.
_COLUMNS: Final = ("name", "description", "aliases", "owner", "tier", "domain", "external_id")
_KINDS: Final[Mapping[type[AnyRecord], EntryKind]] = {
    ServiceRecord: EntryKind.SERVICE,
    TeamRecord: EntryKind.TEAM,
    PersonRecord: EntryKind.PERSON,
    DomainRecord: EntryKind.DOMAIN,
    SystemRecord: EntryKind.SYSTEM,
    ResourceRecord: EntryKind.RESOURCE,
}
#: A source may always drop so few at once, whatever share of it that is.
_ALWAYS_FEW: Final = 5
#: Who owns an entry, and where it stands there.
_ORIGIN: Final = ("sync_id", "source", "file")
#: What may change of that while an entry stays what it is, and whose it is.
_PLACE: Final = frozenset({"source", "file"})
_ROWS_AT_ONCE: Final = 500
#: Words for how much depends on a service, where no number says it.
_TIERS: Final = (
    re.compile(r"mission|critical|platinum|highest|essential"),
    re.compile(r"\bhigh|gold|important|major"),
    re.compile(r"medium|silver|standard|normal|moderate"),
    re.compile(r"\blow|bronze|minor|internal|best.?effort"),
)

Values = dict[str, Any]
Name = tuple[str, str]
"""Kind and key of an entry."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one entry: its fields before and after. `before` is empty for a new one."""

    kind: str
    key: str
    before: Values
    after: Values

    @property
    def fields(self) -> dict[str, list[object]]:
        """Each field that differs, before and after."""
        return {
            name: [self.before.get(name), value]
            for name, value in self.after.items()
            if self.before.get(name) != value
        }

    @property
    def is_move(self) -> bool:
        """Whether the entry stays as it is, and is only told in another place of its source."""
        return self.fields.keys() <= _PLACE


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that taking in a harvest would do."""

    source: str
    sync_id: str
    added: Sequence[Change]
    changed: Sequence[Change]
    #: Those that the source no longer has. They are kept, and no longer offered.
    retired: Sequence[Name]
    #: How many of the source's entries stay as they are, those among them that moved.
    unchanged: int
    #: Those that are as before, in another file or under another name of the source: no news to anybody.
    moved: Sequence[Change] = ()
    #: Records that another source has told already, and more.
    findings: Sequence[Finding] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.changed or self.retired or self.moved)

    @property
    def shrinks_by(self) -> float:
        """Which share of what the source had would be retired, from 0 to 1."""
        had = self.unchanged + len(self.changed) + len(self.retired)
        return len(self.retired) / had if had else 0.0


class CatalogueShrinks(Refused):
    """The source lost so much at once that somebody should look before it is believed."""

    def __init__(self, difference: Difference, most: float) -> None:
        """Say how much it is, and how to go on."""
        super().__init__(
            f"{len(difference.retired)} of {difference.source} would be retired, "
            f"{difference.shrinks_by:.0%} of what it had; more than {most:.0%} needs a second look. "
            "Nothing was changed. If it is right, run it again with --confirm."
        )
        self.difference = difference


async def difference_of(
    session: AsyncSession, harvest: Harvest, precedence: Sequence[str] = ()
) -> Difference:
    """Hold a harvest against what is kept.

    Two sources may name one entry: it belongs to the one that comes first in `precedence` (sync
    ids), or else to the one that told it first; the other's record is a finding. A harvest that did
    not see all of its source retires nothing, and one with gaps nothing that stood in one of them.
    """
    kept = await _kept(session)
    mine = {name for name, row in kept.items() if row["sync_id"] == harvest.sync_id}
    by_external_id = {
        (name[0], kept[name]["external_id"]): name for name in mine if kept[name]["external_id"]
    }
    findings: list[Finding] = []
    wanted: dict[Name, Values] = {}
    for record in harvest.records:
        name, values = _values(record)
        name = _stays(name, values, by_external_id, kept)
        owner = kept.get(name)
        if owner is not None and not _may_take(harvest.sync_id, owner, precedence):
            findings.append(_told_already(record, owner))
        elif name in wanted:
            findings.append(_told_twice(record))
        else:
            wanted[name] = values
    added: list[Change] = []
    changed: list[Change] = []
    moved: list[Change] = []
    for name, values in wanted.items():
        after = {**values, "sync_id": harvest.sync_id, "source": harvest.source, "retired": False}
        change = Change(*name, _comparable(kept.get(name)), after)
        if name not in kept:
            added.append(change)
        elif change.fields:
            (moved if change.is_move else changed).append(change)
    gone = sorted(name for name in mine - wanted.keys() if _is_gone(kept[name], harvest))
    return Difference(
        source=harvest.source,
        sync_id=harvest.sync_id,
        added=added,
        changed=changed,
        retired=gone,
        unchanged=len(wanted) - len(added) - len(changed),
        moved=moved,
        findings=findings,
    )


async def take_in(
    work: Work, difference: Difference, *, most_retired: float, confirmed: bool
) -> None:
    """Make the catalogue what the difference says, in this transaction, each change with its trace.

    What only stands elsewhere now is noted without one.

    `most_retired` is the share, from 0 to 1, that a source may lose at once without `confirmed`.
    Raises CatalogueShrinks when it lost more.
    """
    is_many = len(difference.retired) > _ALWAYS_FEW and difference.shrinks_by > most_retired
    if is_many and not confirmed:
        raise CatalogueShrinks(difference, most_retired)
    now = work.now
    await _write(work, insert(_ENTRIES), [_new_row(one, now) for one in difference.added])
    await _write(work, _UPDATE, [_changed_row(one, now) for one in difference.changed])
    await _write(work, _MOVE, [_moved_row(one) for one in difference.moved])
    await _write(
        work,
        _RETIRE,
        [{"of_kind": kind, "of_key": key, "now": now} for kind, key in difference.retired],
    )
    traces = [
        _trace(difference, one.kind, one.key, one.fields, now)
        for one in (*difference.added, *difference.changed)
    ] + [
        _trace(difference, kind, key, {"retired": [False, True]}, now)
        for kind, key in difference.retired
    ]
    await _write(work, insert(_CHANGES), traces)


def tier_rank(words: str) -> int | None:
    """How much depends on a service, 1 the most: the number in the source's word, or a word for it."""
    if number := re.search(r"\d+", words):
        return min(max(int(number.group()), 1), 9)
    return next((rank for rank, known in enumerate(_TIERS, 1) if known.search(words.lower())), None)


# What is kept

_ENTRIES: Final = Base.metadata.tables[CatalogueEntry.__tablename__]
_CHANGES: Final = Base.metadata.tables[CatalogueChange.__tablename__]
_THIS_ONE: Final = (
    _ENTRIES.c.kind == bindparam("of_kind"),
    _ENTRIES.c.key == bindparam("of_key"),
)
_RETIRE: Final = (
    update(_ENTRIES)
    .where(*_THIS_ONE)
    .values(retired_at=bindparam("now"), changed_at=bindparam("now"))
)
_UPDATE: Final = (
    update(_ENTRIES)
    .where(*_THIS_ONE)
    .values(
        **{name: bindparam(f"new_{name}") for name in (*_COLUMNS, "details", *_ORIGIN)},
        changed_at=bindparam("now"),
        retired_at=None,
    )
)
_MOVE: Final = (
    update(_ENTRIES)
    .where(*_THIS_ONE)
    .values({name: bindparam(f"new_{name}") for name in sorted(_PLACE)})
)


async def _kept(session: AsyncSession) -> dict[Name, Values]:
    rows = (await session.execute(select(_ENTRIES))).mappings()
    return {(row["kind"], row["key"]): dict(row) for row in rows}


def _comparable(row: Values | None) -> Values:
    if row is None:
        return {}
    compared = {name: row[name] for name in (*_COLUMNS, "details", *_ORIGIN)}
    return {**compared, "retired": row["retired_at"] is not None}


def _values(record: AnyRecord) -> tuple[Name, Values]:
    """The entry's name, and what its columns hold. Empty fields are left out of the details."""
    told = record.model_dump(mode="json", exclude={"place", "key"})
    values: Values = {
        "name": told.pop("name"),
        "description": told.pop("description"),
        "aliases": list(told.pop("aliases")),
        "owner": told.pop("owner", "") or None,
        "tier": tier_rank(told.get("tier", "")),
        "domain": told.pop("domain", "") or None,
        "external_id": told.pop("external_id") or None,
        "file": record.place.file,
    }
    values["details"] = {name: value for name, value in told.items() if value}
    return (_KINDS[type(record)].value, record.key), values


def _stays(
    name: Name,
    values: Values,
    by_external_id: Mapping[tuple[str, str], Name],
    kept: Mapping[Name, Values],
) -> Name:
    """The key under which an entry is kept already: incidents speak of it by that, so it never changes."""
    before = by_external_id.get((name[0], values["external_id"]))
    if before is None or before == name or name in kept:
        return name
    values["aliases"] = list(dict.fromkeys([*values["aliases"], name[1]]))
    return before


def _may_take(sync_id: str, owner: Values, precedence: Sequence[str]) -> bool:
    if owner["sync_id"] == sync_id or owner["retired_at"] is not None:
        return True
    ranks = {one: rank for rank, one in enumerate(precedence)}
    last = len(ranks)
    return ranks.get(sync_id, last) < ranks.get(owner["sync_id"], last)


def _is_gone(row: Values, harvest: Harvest) -> bool:
    """Whether a source dropped an entry, and did not merely fail to tell it this time."""
    if not harvest.complete or row["retired_at"] is not None:
        return False
    # What was read before files were noted could have stood in any of them.
    return row["file"] not in harvest.gaps if row["file"] else not harvest.gaps


def _told_already(record: AnyRecord, owner: Values) -> Finding:
    return Finding(
        record.place,
        Weight.SKIPPED,
        f"“{record.key}” is told by {owner['source']} already, which stays as it is. Leave it out "
        "of one of the two, or name the source that counts first in the configuration.",
    )


def _told_twice(record: AnyRecord) -> Finding:
    return Finding(
        record.place,
        Weight.SKIPPED,
        f"“{record.key}” is named twice; the first one counts. Give one of them another key.",
    )


# What is written


def _new_row(change: Change, now: datetime) -> Values:
    row = {name: value for name, value in change.after.items() if name != "retired"}
    return {**row, "kind": change.kind, "key": change.key, "changed_at": now, "retired_at": None}


def _changed_row(change: Change, now: datetime) -> Values:
    new = {f"new_{name}": value for name, value in change.after.items() if name != "retired"}
    return {**new, "of_kind": change.kind, "of_key": change.key, "now": now}


def _moved_row(change: Change) -> Values:
    place = {f"new_{name}": change.after[name] for name in _PLACE}
    return {**place, "of_kind": change.kind, "of_key": change.key}


def _trace(
    difference: Difference, kind: str, key: str, fields: Mapping[str, object], now: datetime
) -> Values:
    return {
        "at": now,
        "kind": kind,
        "key": key,
        "source": difference.source,
        "changes": dict(fields),
    }


async def _write(work: Work, statement: Any, rows: Sequence[Values]) -> None:
    for part in _parts(rows):
        await work.session.execute(statement, part)


def _parts(rows: Sequence[Values]) -> Iterable[Sequence[Values]]:
    """So many at once that others have a turn between them."""
    return (rows[start : start + _ROWS_AT_ONCE] for start in range(0, len(rows), _ROWS_AT_ONCE))
