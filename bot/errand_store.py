"""The errand table as the runner uses it: take what is due, and write down how it went."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.lease import LEASE
from models.base import UTCDateTime
from models.database import Database
from models.errand import ErrandRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one run of an errand ended. `again_at` is empty when it is over."""

    row: ErrandRow
    at: datetime
    again_at: datetime | None = None
    failures: int = 0
    error: str | None = None


class ErrandStore:
    """Takes and returns errands. Any number of replicas may do so at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_due(
        self, now: datetime, *, most: int, except_ids: Collection[int]
    ) -> tuple[Sequence[ErrandRow], datetime | None]:
        """Lease up to `most` errands that are due, the most urgent first; and say when the next is.

        `except_ids` are those that this process already carries out: its clock may have been moved
        past their lease.
        """
        known = {"now": now, "lease": now + LEASE, "most": most, "busy": list(except_ids)}
        async with self._database.writing.begin() as session:
            rows = (await session.scalars(_TAKE, known)).all()
            next_due = await session.scalar(_NEXT_DUE, {"now": now})
        return sorted(rows, key=lambda row: (row.priority, row.due_at, row.id)), next_due

    async def write_down(self, outcomes: Sequence[Outcome]) -> bool:
        """Keep how several errands went. True when one of them was replaced meanwhile and is due again.

        An outcome counts only while nobody else has taken the errand since (`claims` is the fence).
        """
        async with self._database.writing.begin() as session:
            kept = await _end(session, [one for one in outcomes if one.again_at is None])
            for outcome in outcomes:
                if outcome.again_at is not None:
                    kept |= await _put_off(session, outcome)
            replaced = [one.row for one in outcomes if one.row.id not in kept]
            return bool(replaced) and await _free(session, replaced)

    async def give_back(self, row: ErrandRow) -> None:
        """Let others take an errand that was begun and not finished."""
        async with self._database.writing.begin() as session:
            await _free(session, [row])

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next errand comes up that nobody holds, or a lease runs out; None without any."""
        async with self._database.reading() as session:
            return await session.scalar(_NEXT_DUE, {"now": now})


# Made once: what is asked several times for each errand should not be put together anew each time.

_NOW = bindparam("now", type_=UTCDateTime())
_FREE = or_(ErrandRow.leased_until.is_(None), ErrandRow.leased_until <= _NOW)
_TAKE: Final = (
    update(ErrandRow)
    .where(
        ErrandRow.id.in_(
            select(ErrandRow.id)
            .where(
                ErrandRow.done_at.is_(None),
                ErrandRow.due_at <= _NOW,
                _FREE,
                ErrandRow.id.not_in(bindparam("busy", expanding=True)),
            )
            .order_by(ErrandRow.priority, ErrandRow.due_at, ErrandRow.id)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(leased_until=bindparam("lease", type_=UTCDateTime()), claims=ErrandRow.claims + 1)
    .returning(ErrandRow)
    .execution_options(synchronize_session=False)
)
_NEXT_DUE: Final = select(
    func.min(func.coalesce(ErrandRow.leased_until, ErrandRow.due_at), type_=UTCDateTime())
).where(ErrandRow.done_at.is_(None), or_(ErrandRow.due_at > _NOW, ErrandRow.leased_until > _NOW))
_SAME = tuple_(ErrandRow.id, ErrandRow.claims, ErrandRow.generation)
_END: Final = (
    update(ErrandRow)
    .where(_SAME.in_(bindparam("ended", expanding=True)))
    .values(done_at=bindparam("at", type_=UTCDateTime()), leased_until=None, last_error=None)
    .returning(ErrandRow.id)
    .execution_options(synchronize_session=False)
)


async def _end(session: AsyncSession, outcomes: Sequence[Outcome]) -> set[int]:
    """Mark errands as over, in one statement. Returns the ids of those that still were ours."""
    if not outcomes:
        return set()
    ended = [(one.row.id, one.row.claims, one.row.generation) for one in outcomes]
    ids = set(await session.scalars(_END, {"ended": ended, "at": outcomes[-1].at}))
    for outcome in outcomes:
        if outcome.error is not None and outcome.row.id in ids:
            await session.execute(
                update(ErrandRow)
                .where(ErrandRow.id == outcome.row.id)
                .values(last_error=outcome.error)
                .execution_options(synchronize_session=False)
            )
    return ids


async def _put_off(session: AsyncSession, outcome: Outcome) -> set[int]:
    """Set an errand to a later moment. Returns its id, if it still was ours."""
    row = outcome.row
    put_off = await session.scalars(
        update(ErrandRow)
        .where(
            ErrandRow.id == row.id,
            ErrandRow.claims == row.claims,
            ErrandRow.generation == row.generation,
        )
        .values(
            due_at=outcome.again_at,
            leased_until=None,
            failures=outcome.failures,
            last_error=outcome.error,
        )
        .returning(ErrandRow.id)
        .execution_options(synchronize_session=False)
    )
    return set(put_off)


async def _free(session: AsyncSession, rows: Sequence[ErrandRow]) -> bool:
    """Give back what was replaced while it was carried out. False when others have taken it all."""
    ours = tuple_(ErrandRow.id, ErrandRow.claims).in_([(row.id, row.claims) for row in rows])
    freed = await session.scalars(
        update(ErrandRow)
        .where(ours)
        .values(leased_until=None)
        .returning(ErrandRow.id)
        .execution_options(synchronize_session=False)
    )
    return bool(freed.all())
