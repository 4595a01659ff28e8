"""Work: one actor, one moment, one transaction. All writing goes through here, and nothing else commits."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Final

from sqlalchemy import bindparam, func, null, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from models.base import Base, UTCDateTime
from models.database import Database, Upsert, insert_into
from models.errand import ErrandRow, Receipt
from models.facts import Facts
from models.incident import Incident
from models.json_rows import JsonRows
from models.organisation import Organisation
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from workflows.catalogue import Catalogue
from workflows.clock import Clock
from workflows.configuration import Configuration
from workflows.errands import Errand
from workflows.hands import Handful, Hands, Hold, Taken
from workflows.lease import LEASE, Lease
from workflows.meeting import Met, meeting, newcomer
from workflows.people import STALE_AFTER, LearnPerson
from workflows.promises import Promise

#: The PostgreSQL channel on which replicas tell one another that an errand was written down.
ERRAND_CHANNEL = "muster_errand"


async def _let_be(_: "Work") -> None:
    """Nothing follows."""


@dataclass(frozen=True, slots=True)
class Start:
    """Opens works: `async with start(slack_id) as work`. Without a person, the bot itself acts."""

    database: Database
    clock: Clock
    configuration: Configuration
    #: Called after a commit that left an errand in the table for whoever has hands free.
    wake: Callable[[], None]
    #: Those of this process, which take what is due as it is written down.
    hands: Hands = field(default_factory=Hands)
    #: Called after each commit that wrote an errand down.
    written: Callable[[], None] = lambda: None
    #: What is known of the services.
    catalogue: Catalogue = field(default_factory=Catalogue)
    #: What to pass before the records are used, for those who must leave room for others.
    gate: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
    #: The channel in which whoever acts is now, where they are known to be in one.
    where: str | None = None
    #: What the first of these works carries out, where it was promised to somebody; `preparing` does not.
    promise: Promise | None = None
    #: Whoever is known to stand in the records, by Slack id.
    met: Met = field(default_factory=Met)
    #: Called at the end of each work, before it is committed: what was recorded may set more in motion.
    react: "Callable[[Work], Awaitable[None]]" = field(default=_let_be)

    @property
    def organisation(self) -> Organisation:
        """The configuration as it stands."""
        return self.configuration.current

    @asynccontextmanager
    async def __call__(self, slack_id: str | None = None) -> AsyncIterator["Work"]:
        """A work that commits at the end, or leaves nothing when its body raises."""
        async with self.gate:
            if not (slack_id is None or slack_id in self.met):
                await self._meet(slack_id)
            with self.hands.hold() as hold:
                # Measured from before the moment of the work, from which the table counts the lease.
                lease = Lease()
                async with self.database.writing.begin() as session:
                    work = Work(session, self.database, self.clock.now(), self.organisation)
                    work.where = self.where
                    if self.promise is not None:
                        await self.promise.take_off(session, work.now)
                        work.promised = self.promise.key
                    if slack_id is not None:
                        work.actor = await work.person(slack_id)
                    yield work
                    await self.react(work)
                    written = await work.write_down_errands(hold)
                if self.promise is not None:
                    self.promise.is_kept = True
                hold.begin(Handful(lease, written.taken, work.known))
        if work.sent:
            self.written()
        if written.left or (written.next_due and not self.hands.expect(written.next_due)):
            self.wake()

    async def _meet(self, slack_id: str) -> None:
        """Write whoever acts down ahead of their work, where the inbox has not done so."""
        async with self.database.transaction() as connection:
            new = await self.met.write_down(connection, [slack_id])
        self.met.remember(new)

    def preparing(self, slack_id: str) -> AbstractAsyncContextManager["Work"]:
        """A work that only finds out what to show or to ask somebody.

        What was promised to them stands until they have seen it, or until another work does it.
        """
        return replace(self, promise=None)(slack_id)

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncSession]:
        """A session to look with, which no writer waits for."""
        async with self.gate, self.database.reading() as session:
            yield session


class Work:
    """What a workflow is handed: who acts, when, and the three ways to leave a mark."""

    def __init__(
        self, session: AsyncSession, database: Database, now: datetime, organisation: Organisation
    ) -> None:
        self.session = session
        self.now = now
        self.organisation = organisation
        self.actor: Person | None = None
        #: The channel in which they are now, where they are known to be in one.
        self.where: str | None = None
        self.sent: list[tuple[Errand, datetime]] = []
        #: What the errands that are begun right after this work see of their incidents, by id.
        self.known: dict[int, Facts] = {}
        #: The mark of what somebody asked for that this work carries out; empty where nobody did.
        self.promised = ""
        #: What this work recorded, and the automations that led to it.
        self.recorded: list[tuple[Incident, TimelineEvent]] = []
        self.chain: tuple[str, ...] = ()
        #: Names what set off the first of them.
        self.origin: str = ""
        self._database = database

    @property
    def person_acting(self) -> Person:
        """The person who acts, for what only a person may do."""
        if self.actor is None:
            raise RuntimeError("this work was started without a person")
        return self.actor

    def change(
        self,
        incident: Incident,
        *,
        kind: EventKind = EventKind.CHANGED,
        why: str = "",
        **fields: object,
    ) -> TimelineEvent | None:
        """Set fields of an incident and record them, before and after, as one timeline event.

        Returns the event, or None when every field already was as wished.
        """
        changes = {
            name: [plain(getattr(incident, name)), plain(value)]
            for name, value in fields.items()
            if getattr(incident, name) != value
        }
        if not changes:
            return None
        for name in changes:
            setattr(incident, name, fields[name])
        details: dict[str, object] = {"changes": changes}
        if why:
            details["why"] = why
        return self.record(kind, incident, **details)

    def record(self, kind: EventKind, incident: Incident, **details: object) -> TimelineEvent:
        """Write an event that is not the change of a field. `details` are plain values."""
        self.known.pop(incident.id, None)
        event = TimelineEvent(
            incident_id=incident.id,
            kind=kind.value,
            at=self.now,
            actor_id=self.actor.id if self.actor else None,
            details={name: plain(value) for name, value in details.items()},
        )
        self.session.add(event)
        self.recorded.append((incident, event))
        return event

    def send(
        self, errand: Errand, *, after: timedelta = timedelta(0), at: datetime | None = None
    ) -> None:
        """Put a side effect into this transaction, due now, `after` a while, or `at` a moment (UTC)."""
        self.sent.append((errand, at or self.now + after))

    def hand_on(self, facts: Facts) -> None:
        """Spare the errands of this work a look: so the incident stands, unless something is recorded yet."""
        self.known[facts.incident.id] = facts

    async def call_off(self, key: str) -> bool:
        """End a pending errand that is no longer wanted. False when there was none."""
        ended = await self.session.scalar(
            update(ErrandRow)
            .where(ErrandRow.key == key, ErrandRow.done_at.is_(None))
            .values(done_at=self.now, last_error="called off")
            .returning(ErrandRow.id)
        )
        return ended is not None

    async def hurry(self, incident: Incident) -> None:
        """Bring forward an incident's errands that wait to be tried again: what they need is there."""
        await self.session.execute(_HURRY, {"of": incident.id, "at": self.now})

    async def add(self, *rows: Base) -> None:
        """Add new rows and give them their ids."""
        self.session.add_all(rows)
        await self.session.flush()

    def insert(self, table: type[Base]) -> Upsert:
        """An insert that can say what is to happen where the row is there already."""
        return self._database.insert(table)

    async def first_time(self, key: str) -> bool:
        """Whether `key`, the mark of something that came from outside, is new. Says so once, ever."""
        if key == self.promised:
            # The promise was new, or this work would not be.
            return True
        kept = await self.session.execute(
            _receiving(is_sqlite=self._database.is_sqlite), {"key": key, "received_at": self.now}
        )
        return kept.first() is not None

    async def person(self, slack_id: str) -> Person:
        """The person with this Slack id, written down on first sight and looked up in Slack soon."""
        found = await self.session.scalar(_WHO, {"who": slack_id})
        if found is None:
            await self.session.execute(
                meeting(is_sqlite=self._database.is_sqlite), newcomer(slack_id)
            )
            # Where another has just written them down, that is committed by now.
            found = (await self.session.scalars(_WHO, {"who": slack_id})).one()
        if found.learned_at is None or found.learned_at < self.now - STALE_AFTER:
            self.send(LearnPerson(slack_id=slack_id))
        return found

    async def write_down_errands(self, hold: Hold) -> "_Written":
        """Turn what was sent into rows of this transaction; what is due is taken as far as hands are free."""
        await self.session.flush()
        if not self.sent:
            return _Written()
        rows = self._rows()
        due = sorted((row for row in rows if row["due_at"] <= self.now), key=itemgetter("priority"))
        first = await self._first_of_their_lines(due)
        for row in first[: hold.reserve(len(first))]:
            row.update(leased_until=self.now + LEASE, claims=1)
        in_json, replacing = _replacing(is_sqlite=self._database.is_sqlite)
        made = await self.session.execute(replacing, in_json.parameters(rows))
        # One that took the place of another is nobody's yet, or still in somebody's hands.
        ours = [row for row in made if row.claims == 1 and row.generation == 0]
        left = len(due) > len(ours)
        if left and not self._database.is_sqlite:
            await self.session.execute(select(func.pg_notify(ERRAND_CHANNEL, "")))
        later = (row["due_at"] for row in rows if row["due_at"] > self.now)
        taken = [Taken.of(row) for row in sorted(ours, key=attrgetter("priority", "id"))]
        return _Written(taken, left=left, next_due=min(later, default=None))

    async def _first_of_their_lines(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those that wait for nothing that was written down before them."""
        lines = {row["line"] for row in rows} - {None}
        if not lines:
            return rows
        taken = {*await self.session.scalars(_TAKEN_LINES, {"lines": [*lines]})}
        first = []
        for row in rows:
            if row["line"] not in taken:
                first.append(row)
            if row["line"] is not None:
                taken.add(row["line"])
        return first

    def _rows(self) -> list[dict[str, Any]]:
        """What was sent, as rows; of several with one key the last, as if they had come one by one."""
        last = {
            errand.key or number: (errand, due_at)
            for number, (errand, due_at) in enumerate(self.sent)
        }
        # In one order everywhere: two works that wait for each other's keys would wait for ever.
        return [
            {
                "kind": errand.kind(),
                "arguments": errand.model_dump(mode="json"),
                "key": errand.key,
                "line": errand.line,
                "incident_id": errand.about,
                "priority": int(errand.priority),
                "created_at": self.now,
                "due_at": due_at,
                "leased_until": None,
                "generation": 0,
                "claims": 0,
                "failures": 0,
            }
            for errand, due_at in sorted(last.values(), key=lambda sent: str(sent[0].key))
        ]


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of the errands of a work."""

    #: Those in the hands of this process, the most urgent first.
    taken: Sequence[Taken] = ()
    #: Whether others that are due lie in the table.
    left: bool = False
    #: When the first of the later ones is due.
    next_due: datetime | None = None


# The statements of every work are made once. Those that need no objects use the plain tables.
_ERRANDS: Final = Base.metadata.tables[ErrandRow.__tablename__]
_RECEIPTS: Final = Base.metadata.tables[Receipt.__tablename__]
_WHO: Final = select(Person).where(Person.slack_id == bindparam("who"))
_TAKEN_LINES: Final = select(_ERRANDS.c.line).where(
    _ERRANDS.c.done_at.is_(None), _ERRANDS.c.line.in_(bindparam("lines", expanding=True))
)
_HURRY: Final = (
    update(_ERRANDS)
    .where(
        _ERRANDS.c.incident_id == bindparam("of"),
        _ERRANDS.c.done_at.is_(None),
        _ERRANDS.c.failures > 0,
    )
    .values(due_at=bindparam("at", type_=UTCDateTime()), failures=0)
)


_WRITTEN: Final = (
    *("kind", "arguments", "key", "line", "incident_id", "priority", "created_at", "due_at"),
    *("leased_until", "generation", "claims", "failures"),
)


@cache
def _receiving(*, is_sqlite: bool) -> ReturningInsert[Any]:
    """Write a receipt down, unless it is there already; returns the new one only."""
    row = insert_into(_RECEIPTS, is_sqlite=is_sqlite)
    return row.on_conflict_do_nothing().returning(_RECEIPTS.c.key)


@cache
def _replacing(*, is_sqlite: bool) -> tuple[JsonRows, ReturningInsert[Any]]:
    """Write errands down; one with the key of a pending one takes its place."""
    in_json = JsonRows(_ERRANDS, _WRITTEN, is_sqlite=is_sqlite)
    # SQLite would take the conflict for a part of the selection, were there no condition.
    rows = in_json.select().where(true())
    row = insert_into(_ERRANDS, is_sqlite=is_sqlite).from_select(in_json.columns, rows)
    replacing = row.on_conflict_do_update(
        index_elements=[_ERRANDS.c.key],
        index_where=_ERRANDS.c.done_at.is_(None),
        set_={
            "kind": row.excluded.kind,
            "arguments": row.excluded.arguments,
            "due_at": row.excluded.due_at,
            # What it is about may go on in another incident.
            "incident_id": row.excluded.incident_id,
            "line": row.excluded.line,
            "generation": _ERRANDS.c.generation + 1,
            "failures": 0,
            "last_error": null(),
        },
    )
    return in_json, replacing.returning(_ERRANDS)


def plain(value: object) -> object:
    """The value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value
