"""Hears on PostgreSQL when another replica wrote an errand down, so that no replica waits for its tick."""

import asyncio

import psycopg
import structlog
from sqlalchemy import URL

from workflows.work import ERRAND_CHANNEL

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How long a lost connection is left alone before the next try; meanwhile the tick does.
_PAUSE_SECONDS = 5


async def listen(url: URL, bell: asyncio.Event) -> None:
    """Ring the bell at each notification, for ever; ends by cancellation."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
            # Its own way of leaving would ask the server first, and could be cut off in that.
            try:
                await connection.execute(f"LISTEN {ERRAND_CHANNEL}")
                # What was written down while nobody listened.
                bell.set()
                async for _ in connection.notifies():
                    bell.set()
            finally:
                await connection.close()
        except psycopg.OperationalError as trouble:
            log.warning("listener.lost", error=str(trouble))
        await asyncio.sleep(_PAUSE_SECONDS)
