"""The errand table as the runner uses it: take what is due, and write down how it went."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.lease import LEASE
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
    ) -> Sequence[ErrandRow]:
        """Lease up to `most` errands that are due, the most urgent first.

        `except_ids` are those that this process already carries out: its clock may have been moved
        past their lease.
        """
        free = or_(ErrandRow.leased_until.is_(None), ErrandRow.leased_until <= now)
        due = (
            select(ErrandRow.id)
            .where(
                ErrandRow.done_at.is_(None),
                ErrandRow.due_at <= now,
                free,
                ErrandRow.id.not_in(except_ids),
            )
            .order_by(ErrandRow.priority, ErrandRow.due_at, ErrandRow.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taking = (
            update(ErrandRow)
            .where(ErrandRow.id.in_(due))
            .values(leased_until=now + LEASE, claims=ErrandRow.claims + 1)
            .returning(ErrandRow)
            .execution_options(synchronize_session=False)
        )
        async with self._database.writing.begin() as session:
            rows = (await session.scalars(taking)).all()
        return sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))

    async def write_down(self, outcomes: Sequence[Outcome]) -> bool:
        """Keep how several errands went. True when one of them was replaced meanwhile and is due again.

        An outcome counts only while nobody else has taken the errand since (`claims` is the fence).
        """
        replaced = False
        async with self._database.writing.begin() as session:
            for outcome in outcomes:
                replaced |= not await _keep(session, outcome)
        return replaced

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next errand comes up that nobody holds, or a lease runs out; None without any."""
        comes_up = func.coalesce(ErrandRow.leased_until, ErrandRow.due_at)
        later = select(func.min(comes_up)).where(
            ErrandRow.done_at.is_(None), or_(ErrandRow.due_at > now, ErrandRow.leased_until > now)
        )
        async with self._database.reading() as session:
            return await session.scalar(later)


async def _keep(session: AsyncSession, outcome: Outcome) -> bool:
    """Keep one outcome. False when the errand was replaced while it was carried out."""
    row = outcome.row
    ours = and_(ErrandRow.id == row.id, ErrandRow.claims == row.claims)
    same = and_(ours, ErrandRow.generation == row.generation)
    values: dict[str, object]
    if outcome.again_at is None:
        values = {"done_at": outcome.at, "leased_until": None, "last_error": outcome.error}
    else:
        values = {
            "due_at": outcome.again_at,
            "leased_until": None,
            "failures": outcome.failures,
            "last_error": outcome.error,
        }
    kept = await session.scalar(
        update(ErrandRow).where(same).values(**values).returning(ErrandRow.id)
    )
    if kept is not None:
        return True
    freed = await session.scalar(
        update(ErrandRow).where(ours).values(leased_until=None).returning(ErrandRow.id)
    )
    return freed is None
