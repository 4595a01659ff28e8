"""What was acked to a person and is not carried out yet: the first work done for it takes it off the record."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Base, UTCDateTime
from models.errand import ErrandRow


class KeptElsewhere(Exception):
    """Somebody else has carried out what was promised: there is nothing left to do or to say."""


class Promise:
    """One row that says what a person asked for. Whoever ends it carries it out, and nobody else does."""

    def __init__(self, key: str) -> None:
        self.key = key
        #: Whether nothing is left to do for it: a work for it has been committed, or others have it.
        self.is_kept = False

    async def take_off(self, session: AsyncSession, now: datetime) -> None:
        """End the row in this transaction. Raises KeptElsewhere when another has done so."""
        if self.is_kept:
            return
        if await session.scalar(TAKE_OFF, {"promises": [self.key], "now": now}) is None:
            raise KeptElsewhere


ERRANDS: Final = Base.metadata.tables[ErrandRow.__tablename__]
#: Ends the rows of promises, by key, and leaves nothing of what people said. They are not deleted:
#: SQLite would give their ids to other errands, while a runner may still know them by these.
TAKE_OFF: Final = (
    update(ERRANDS)
    .where(ERRANDS.c.key.in_(bindparam("promises", expanding=True)), ERRANDS.c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=UTCDateTime()), arguments={})
    .returning(ERRANDS.c.id)
)
