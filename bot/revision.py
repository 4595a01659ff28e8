"""The revision of a database: which it has, and what to do when it is not the one that this program needs."""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

import migrations
from models.database import Database


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The database and this program do not go together."""

    says: str
    do: str

    def __str__(self) -> str:
        return f"{self.says} {self.do}"


async def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None where no migration has ever run."""
    async with database.reading() as session:
        connection = await session.connection()
        if not await connection.run_sync(_has_revision):
            return None
        found: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def mismatch(found: str | None) -> Mismatch | None:
    """What is wrong with a revision; None when this program was made for it."""
    if found == migrations.HEAD:
        return None
    return beyond(found) or Mismatch(
        f"The database is at revision {found or 'none'}, and this program needs {migrations.HEAD}.",
        "Run `muster migrate`, or start with `muster run --migrate`.",
    )


def beyond(found: str | None) -> Mismatch | None:
    """What is wrong where no migration of this program leads to a revision; None where one does."""
    if found is None or (found.isdecimal() and found <= migrations.HEAD):
        return None
    return Mismatch(
        f"The database is at revision {found}, which this program does not know: its newest is "
        f"{migrations.HEAD}. A newer Muster has used this database, or it belongs to another program.",
        "Nothing was changed. Run a Muster at least as new, or look at MUSTER_DATABASE_URL.",
    )


def _has_revision(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")
