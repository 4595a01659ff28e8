"""The errand table as the runner uses it: take what is due, and write down how it went.

The runner is here several times for each errand, so these statements are made once and run on plain
connections, which costs a third of what sessions and objects do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from models.base import Base, UTCDateTime
from models.database import Database
from models.errand import ErrandRow
from models.incident import Given, Room
from workflows.hands import Taken
from workflows.lease import LEASE

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run of an errand ended. `again_at` is empty when it is over."""

    errand: Taken
    at: datetime
    again_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    #: What Slack gave for the incident's room.
    given: Given = field(default_factory=Given)


class ErrandStore:
    """Takes and returns errands. Any number of replicas may do so at once."""

    def __init__(self, database: Database, kinds: Iterable[str]) -> None:
        """Of other `kinds` nothing is taken: they wait for the version of the program that knows them."""
        self._database = database
        self._kinds = list(kinds)
        #: Rows that cannot be read at all, by their ids: told once, and left alone.
        self._unreadable: set[int] = set()
        #: Those that only another version of the program can carry out.
        self._of_others: set[int] = set()

    async def take_due(
        self, now: datetime, *, most: int, except_ids: Collection[int]
    ) -> tuple[list[Taken], datetime | None]:
        """Lease up to `most` errands that are due, the most urgent first; and say when the next is.

        `except_ids` are those that this process already carries out: its clock may have been moved
        past their lease. A row that cannot be read keeps no other from being taken.
        """
        known = {
            "now": now,
            "lease": now + LEASE,
            "most": most,
            "busy": [*except_ids, *self._unreadable],
            "unable": [*self._unreadable, *self._of_others],
            "kinds": self._kinds,
        }
        try:
            return await self._take(known)
        except ValueError:
            await self._find_unreadable(known)
        unreadable = [*self._unreadable]
        unable = [*unreadable, *self._of_others]
        return await self._take(known | {"busy": [*except_ids, *unreadable], "unable": unable})

    def leave_to_others(self, errand: Taken) -> None:
        """Let an errand that this version cannot carry out keep none back that stand behind it in its line."""
        self._of_others.add(errand.id)

    async def _take(self, known: Mapping[str, object]) -> tuple[list[Taken], datetime | None]:
        async with self._database.transaction() as connection:
            rows = (await connection.execute(_TAKE, known)).all()
            next_due = await connection.scalar(_NEXT_DUE, known)
        rows = sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))
        return [Taken.of(row) for row in rows], next_due

    async def _find_unreadable(self, known: Mapping[str, object]) -> None:
        async with self._database.transaction() as connection:
            ids = (await connection.execute(_DUE, known)).scalars().all()
            for errand_id in ids:
                try:
                    (await connection.execute(_ONE, {"id": errand_id})).all()
                except ValueError as trouble:
                    log.error("errand.unreadable", errand=errand_id, error=type(trouble).__name__)
                    self._unreadable.add(errand_id)

    async def write_down(self, outcomes: Sequence[Outcome]) -> set[int]:
        """Keep how several errands went. Returns the ids of those that were replaced meanwhile.

        An outcome counts only while nobody else has taken the errand since (`claims` is the fence).
        """
        if self._database.is_sqlite:
            async with self._database.transaction() as connection:
                return await _write(connection, outcomes)
        return await self._write_among_others(outcomes)

    async def _write_among_others(self, outcomes: Sequence[Outcome]) -> set[int]:
        """Do so where others write at the same moment, and never wait for an errand while holding another.

        Whoever holds one replaces it just now, and may be waiting for the other: such a one comes by itself.
        """
        freed: set[int] = set()
        ended: set[int] = set()
        over = [one for one in outcomes if one.again_at is None]
        if len(over) > 1:
            async with self._database.transaction() as connection:
                await _hold_rooms(connection, over)
                ended = await _end(connection, over, _END_AT_REST)
                await _keep(connection, [one for one in over if one.errand.id in ended])
        for outcome in outcomes:
            if outcome.errand.id not in ended:
                async with self._database.transaction() as connection:
                    await _hold_rooms(connection, [outcome])
                    freed |= await _write(connection, [outcome])
        return freed

    async def give_back(self, errand: Taken) -> None:
        """Let others take an errand that was begun and not finished."""
        async with self._database.transaction() as connection:
            await _free(connection, [errand])

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next errand comes up that nobody holds, or a lease runs out; None without any."""
        async with self._database.reading() as session:
            return await session.scalar(_NEXT_DUE, {"now": now})


_T: Final = Base.metadata.tables[ErrandRow.__tablename__].c
_ERRANDS: Final = Base.metadata.tables[ErrandRow.__tablename__]
_NOW = bindparam("now", type_=UTCDateTime())
_FREE_FOR_ALL = or_(_T.leased_until.is_(None), _T.leased_until <= _NOW)
_OLDER = _ERRANDS.alias("older").c
_KNOWN_HERE: Final[BindParameter[str]] = bindparam("kinds", expanding=True)
#: What stands before an errand in its line. One that nobody can read, or only another version of the
#: program, keeps no other back: that version may be gone for good.
_BEFORE_IT = (
    select(_OLDER.id)
    .where(
        _OLDER.line == _T.line,
        _OLDER.id < _T.id,
        _OLDER.done_at.is_(None),
        _OLDER.kind.in_(_KNOWN_HERE),
        _OLDER.id.not_in(bindparam("unable", expanding=True)),
    )
    .exists()
)
_DUE: Final = (
    select(_T.id)
    .where(
        _T.done_at.is_(None),
        _T.due_at <= _NOW,
        _FREE_FOR_ALL,
        _T.id.not_in(bindparam("busy", expanding=True)),
        _T.kind.in_(_KNOWN_HERE),
        or_(_T.line.is_(None), ~_BEFORE_IT),
    )
    .order_by(_T.priority, _T.due_at, _T.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_ONE: Final = select(_ERRANDS).where(_T.id == bindparam("id"))
_TAKE: Final = (
    update(_ERRANDS)
    .where(_T.id.in_(_DUE))
    .values(leased_until=bindparam("lease", type_=UTCDateTime()), claims=_T.claims + 1)
    .returning(_ERRANDS)
)
# A dead runner's lease may end long before what it had put off is due.
_COMES_UP: Final[ColumnElement[datetime]] = case(
    (_T.leased_until > _T.due_at, _T.leased_until), else_=_T.due_at
)
_NEXT_DUE: Final = select(func.min(_COMES_UP, type_=UTCDateTime())).where(
    _T.done_at.is_(None), or_(_T.due_at > _NOW, _T.leased_until > _NOW)
)
_OURS = tuple_(_T.id, _T.claims, _T.generation).in_(bindparam("ended", expanding=True))
_IS_OVER = (
    update(_ERRANDS)
    .values(done_at=bindparam("at", type_=UTCDateTime()), leased_until=None, last_error=None)
    .returning(_T.id)
)
_END: Final = _IS_OVER.where(_OURS)
#: The same of those that nobody else holds just now.
_END_AT_REST: Final = _IS_OVER.where(
    _T.id.in_(select(_T.id).where(_OURS).with_for_update(skip_locked=True))
)
_ROOMS: Final = Base.metadata.tables[Room.__tablename__]
# A column for which Slack gave nothing stays as it is.
_KEEP: Final = (
    update(_ROOMS)
    .where(_ROOMS.c.incident_id == bindparam("room_of"))
    .values(
        {name: func.coalesce(bindparam(name), _ROOMS.c[name]) for name in Given.__annotations__}
    )
)
_FREE: Final = (
    update(_ERRANDS)
    .where(tuple_(_T.id, _T.claims).in_(bindparam("freed", expanding=True)))
    .values(leased_until=None)
    .returning(_T.id)
)


_HOLD_ROOMS: Final = (
    select(_ROOMS.c.incident_id)
    .where(_ROOMS.c.incident_id.in_(bindparam("rooms", expanding=True)))
    .order_by(_ROOMS.c.incident_id)
    .with_for_update()
)


async def _write(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> set[int]:
    over = await _end(connection, [one for one in outcomes if one.again_at is None])
    for outcome in outcomes:
        if outcome.again_at is not None:
            over |= await _put_off(connection, outcome)
    replaced = [one.errand for one in outcomes if one.errand.id not in over]
    freed: set[int] = await _free(connection, replaced) if replaced else set()
    ours = over | freed
    await _keep(connection, [one for one in outcomes if one.errand.id in ours])
    return freed


async def _hold_rooms(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Hold the rooms for which Slack gave something before any errand, as works do that change a room."""
    rooms = [one.errand.incident_id for one in outcomes if one.given and one.errand.incident_id]
    if rooms:
        await connection.execute(_HOLD_ROOMS, {"rooms": rooms})


async def _keep(connection: AsyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write down what Slack gave for the incidents' rooms."""
    given: dict[int, Given] = {}
    for outcome in outcomes:
        incident_id = outcome.errand.incident_id
        if incident_id is not None and outcome.given:
            given.setdefault(incident_id, {}).update(outcome.given)
    if given:
        nothing = dict.fromkeys(Given.__annotations__)
        rooms = [{**nothing, **given[room_of], "room_of": room_of} for room_of in sorted(given)]
        await connection.execute(_KEEP, rooms)


async def _end(
    connection: AsyncConnection,
    outcomes: Sequence[Outcome],
    statement: ReturningUpdate[int] = _END,
) -> set[int]:
    """Mark errands as over, in one statement. Returns the ids of those that still were ours."""
    if not outcomes:
        return set()
    ended = [(one.errand.id, one.errand.claims, one.errand.generation) for one in outcomes]
    known = {"ended": ended, "at": outcomes[-1].at}
    ids = set((await connection.execute(statement, known)).scalars())
    for outcome in outcomes:
        if outcome.error is not None and outcome.errand.id in ids:
            told = update(_ERRANDS).where(_T.id == outcome.errand.id)
            await connection.execute(told.values(last_error=outcome.error))
    return ids


async def _put_off(connection: AsyncConnection, outcome: Outcome) -> set[int]:
    """Set an errand to a later moment. Returns its id, if it still was ours."""
    errand = outcome.errand
    put_off = await connection.execute(
        update(_ERRANDS)
        .where(
            _T.id == errand.id,
            _T.claims == errand.claims,
            _T.generation == errand.generation,
        )
        .values(
            due_at=outcome.again_at,
            leased_until=None,
            failures=outcome.failures,
            last_error=outcome.error,
        )
        .returning(_T.id)
    )
    return set(put_off.scalars())


async def _free(connection: AsyncConnection, errands: Sequence[Taken]) -> set[int]:
    """Give back what was not finished, or replaced meanwhile. Returns the ids of those that still were ours."""
    freed = await connection.execute(
        _FREE, {"freed": [(errand.id, errand.claims) for errand in errands]}
    )
    return set(freed.scalars())
