"""The revision of a database: which it has, and what to do when it is not the one that this program needs."""

from sqlalchemy import Connection, inspect, text

import migrations
from models.database import Database


async def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None where no migration has ever run."""
    async with database.reading() as session:
        connection = await session.connection()
        if not await connection.run_sync(_has_revision):
            return None
        found: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def what_is_wrong_with(found: str | None) -> str:
    """What is wrong with a revision and what to do, as a sentence; empty when it is the right one."""
    if found == migrations.HEAD:
        return ""
    if is_foreign(found):
        return beyond(found)
    return (
        f"The database is at revision {found or 'none'}, and this program needs "
        f"{migrations.HEAD}. Run `muster migrate`, or start with `muster run --migrate`."
    )


def is_foreign(found: str | None) -> bool:
    """Whether no migration of this program leads to or from there."""
    return found is not None and not (found.isdecimal() and found <= migrations.HEAD)


def beyond(found: str | None) -> str:
    """What to do about a revision that this program does not know."""
    return (
        f"The database is at revision {found}, which this program does not know: its newest is "
        f"{migrations.HEAD}. A newer Muster has used this database, or it belongs to another "
        "program. Nothing was changed. Run a Muster at least as new, or look at MUSTER_DATABASE_URL."
    )


def _has_revision(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")
