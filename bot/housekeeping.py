"""The job that lets go of what nobody needs any longer: errands that are done, marks of what came in long ago."""

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import Delete, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from models.base import Base
from models.database import Database
from models.errand import ErrandRow, Receipt
from workflows.clock import Clock

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How often the house is kept.
EVERY: Final = timedelta(hours=6)
#: How long a done errand can still be looked at, for whoever asks what happened.
ERRANDS_FOR: Final = timedelta(days=14)
#: How long a second delivery of the same thing is known. Slack repeats within hours.
RECEIPTS_FOR: Final = timedelta(days=90)
#: As many rows as leave others their turn.
_AT_ONCE: Final = 500


class Housekeeping:
    """Deletes in small portions, so that nobody waits for it. Any number of processes may do so at once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Delete all that is old enough. Trouble is logged, and the next time tries again."""
        try:
            errands = await self._emptied(self._old_errands())
            receipts = await self._emptied(self._old_receipts())
        except (SQLAlchemyError, OSError) as trouble:
            log.error("housekeeping.record_trouble", error=in_one_line(trouble))
            return
        if errands or receipts:
            log.info("housekeeping.done", errands=errands, receipts=receipts)

    async def _emptied(self, portion: Delete) -> int:
        gone = 0
        while True:
            async with self._database.transaction() as connection:
                deleted = (await connection.execute(portion)).rowcount
            gone += deleted
            if deleted < _AT_ONCE:
                return gone

    def _old_errands(self) -> Delete:
        rows = Base.metadata.tables[ErrandRow.__tablename__]
        old = (
            select(rows.c.id)
            .where(
                rows.c.done_at < self._clock.now() - ERRANDS_FOR,
                # SQLite gives the number of the newest row again, and a runner may still know it.
                rows.c.id < select(func.max(rows.c.id)).scalar_subquery(),
            )
            .limit(_AT_ONCE)
        )
        return delete(rows).where(rows.c.id.in_(old))

    def _old_receipts(self) -> Delete:
        rows = Base.metadata.tables[Receipt.__tablename__]
        old = (
            select(rows.c.key)
            .where(rows.c.received_at < self._clock.now() - RECEIPTS_FOR)
            .limit(_AT_ONCE)
        )
        return delete(rows).where(rows.c.key.in_(old))
