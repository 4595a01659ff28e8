"""What the tests see of one transaction waiting for another on PostgreSQL."""

import asyncio

from sqlalchemy import text

from models.database import Database


async def somebody_waits(database: Database, many: int = 1) -> None:
    """Return when so many of the transactions wait for others."""
    # The server is shared with other runs.
    asked = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        while True:
            async with database.reading() as session:
                if (await session.scalar(asked) or 0) >= many:
                    return
            await asyncio.sleep(0.01)
