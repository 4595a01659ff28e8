"""SQLite driven from the event loop itself: no thread, no queue, and no waiting that stops the loop.

The usual asynchronous driver hands every call to a thread, four hand-overs for one statement, which
costs more than SQLite's own work. Here a statement runs where it is awaited; with a write-ahead log
it takes microseconds. Only a lock held by another process can take long, and for that the loop goes
on meanwhile. The classes have just what SQLAlchemy's asyncio dialect for SQLite asks of a driver.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self

#: How long a statement waits for another process that holds the lock.
BUSY_SECONDS: Final = 15.0
_PAUSE_SECONDS: Final = 0.005
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class InlineCursor:
    """A cursor whose statements run at once."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.arraysize = cursor.arraysize

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns of the last statement, or None where it gives no rows."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the last row that was inserted."""
        return self._cursor.lastrowid

    async def execute(self, operation: str, parameters: Any = ()) -> "InlineCursor":
        """Run a statement; while another process holds the lock, wait without stopping the loop."""
        await _patiently(lambda: self._cursor.execute(operation, parameters))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Any]) -> "InlineCursor":
        """Run a statement for each set of parameters."""
        rows = list(parameters)
        await _patiently(lambda: self._cursor.executemany(operation, rows))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """All rows of the last statement."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()


class InlineConnection:
    """A connection whose transactions begin only where a statement says so."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        #: Under this name SQLAlchemy asks whether the connection is still open.
        self._connection: sqlite3.Connection | None = connection
        self._sqlite = connection
        self.isolation_level = connection.isolation_level

    def cursor(self) -> InlineCursor:
        """A new cursor."""
        return InlineCursor(self._sqlite.cursor())

    async def commit(self) -> None:
        """Keep what the transaction did."""
        await _patiently(self._sqlite.commit)

    async def rollback(self) -> None:
        """Undo what the transaction did."""
        self._sqlite.rollback()

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        """Give SQL a function written in Python."""
        self._sqlite.create_function(*arguments, **options)

    async def close(self) -> None:
        """Close it. Closing twice is no harm."""
        self.stop()

    def stop(self) -> None:
        """Close it at once."""
        self._connection = None
        self._sqlite.close()


async def _patiently(do: Callable[[], object]) -> None:
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            do()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > give_up:
                raise
        else:
            return
        await asyncio.sleep(_PAUSE_SECONDS)


async def connect(path: str) -> InlineConnection:
    """Open a database file with a write-ahead log and foreign keys kept."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        await _patiently(lambda pragma=pragma: connection.execute(f"PRAGMA {pragma}"))  # type: ignore[misc]
    return InlineConnection(connection)
