"""Whoever acts is written down ahead of their work: many at once, where many act at one moment."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import Base
from models.database import Upsert, insert_into
from models.person import Person

_PEOPLE: Final = Base.metadata.tables[Person.__tablename__]


class Met:
    """Those who are known to stand in the records, by Slack id.

    A work waits for the incident that it is about. It must not hold the row of a newcomer meanwhile, for
    which another work on that incident may wait.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __contains__(self, slack_id: str) -> bool:
        return slack_id in self._known

    async def write_down(
        self, connection: AsyncConnection, slack_ids: Iterable[str]
    ) -> frozenset[str]:
        """Write those down who are new. Once that is committed they are to be remembered."""
        # In one order everywhere, so that nobody waits in a circle.
        new = sorted({*slack_ids} - self._known)
        if new:
            statement = meeting(is_sqlite=connection.dialect.name == "sqlite")
            await connection.execute(statement, [newcomer(one) for one in new])
        return frozenset(new)

    def remember(self, slack_ids: frozenset[str]) -> None:
        """They stand in the records now."""
        self._known |= slack_ids


@cache
def meeting(*, is_sqlite: bool) -> Upsert:
    """Write newcomers down. Whoever is there is not touched, so that nobody waits for them."""
    row = insert_into(_PEOPLE, is_sqlite=is_sqlite)
    return row.values(
        slack_id=bindparam("slack_id"), name=bindparam("name")
    ).on_conflict_do_nothing()


def newcomer(slack_id: str) -> dict[str, str]:
    """A row of somebody of whom nothing else is known yet."""
    return {"slack_id": slack_id, "name": ""}
