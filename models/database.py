"""The database: one engine that writes, one that reads, and the few statements that differ by dialect."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from models import inline_sqlite
from models.base import Base

Upsert: TypeAlias = sqlite.Insert | postgresql.Insert

#: Connections are renewed before firewalls and poolers forget them.
RECYCLE_SECONDS = 1800
#: How long closing waits for connections that are still in use, and how often it looks.
_GIVEN_BACK_SECONDS, _LOOK_SECONDS = 1.0, 0.01


def async_url(url: str) -> URL:
    """The URL with the driver that this program uses: aiosqlite or psycopg 3.

    Raises ValueError for any other kind of database, and for one that would live in memory only.
    """
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    backend = "postgresql" if parsed.drivername == "postgres" else parsed.get_backend_name()
    if backend not in drivers:
        raise ValueError(
            f"Muster keeps its records in SQLite or PostgreSQL, not in {backend!r}. "
            "Give a database URL that begins with sqlite:// or postgresql://."
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ValueError(
            "A database in memory would forget everything with the program. "
            "Name a file: sqlite:///muster.db."
        )
    return parsed.set(drivername=drivers[backend])


class Database:
    """Opens sessions. SQLite has one writer, which begins by taking the write lock, and WAL readers."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, pool_size=1)
            self._reader = _sqlite_engine(self.url, pool_size=2)
            event.listen(self._writer.sync_engine, "begin", _take_the_write_lock)
        else:
            self._writer = _postgresql_engine(self.url, {}, pool_size=8)
            # Looking needs no transaction: one statement sees one moment, and two round trips go. The connections
            # are made so: to switch one over takes a moment, and whoever is cut off in it leaves it open.
            self._reader = _postgresql_engine(self.url, {"autocommit": True}, pool_size=4)
        #: The drivers' own connections: held here, so that each is closed, whatever became of who used it.
        self._opened: set[Any] = set()
        self._is_closed = False
        for engine in (self._writer, self._reader):
            event.listen(engine.sync_engine, "connect", self._note_opened)
            event.listen(engine.sync_engine, "close", self._note_closed)
        self.writing = async_sessionmaker(self._writer, expire_on_commit=False)
        self._reading = async_sessionmaker(self._reader, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A plain connection that commits at the end, or leaves nothing when its body raises."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session to look with. What it holds stays usable after it closed."""
        async with self._reading() as session:
            yield session

    @property
    def is_in_use(self) -> bool:
        """Whether anybody waits for the database just now. Whoever reads SQLite has it at once."""
        engines = [self._writer] if self.is_sqlite else [self._writer, self._reader]
        pools = [one.pool for one in engines]
        return any(isinstance(one, QueuePool) and one.checkedout() > 0 for one in pools)

    async def close(self) -> None:
        """Close all connections. Whoever was cut off just now gets a moment to give theirs back.

        One that came back later would stay open on the server for as long as the program, so it is closed where
        it is. Whoever asks for one later is refused with an SQLAlchemyError.
        """
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GIVEN_BACK_SECONDS):
                    while self.is_in_use:  # noqa: ASYNC110 -- the pool tells nobody
                        await asyncio.sleep(_LOOK_SECONDS)
        finally:
            self._is_closed = True
            await self._writer.dispose()
            await self._reader.dispose()
            for connection in [*self._opened]:
                await connection.close()

    def _note_opened(self, _: object, entry: ConnectionPoolEntry) -> None:
        if self._is_closed:
            # Whoever was connecting all the while, or comes only now. SQLAlchemy closes what is not wanted.
            raise InvalidRequestError("The database was closed.")
        self._opened.add(entry.driver_connection)

    def _note_closed(self, _: object, entry: ConnectionPoolEntry) -> None:
        self._opened.discard(entry.driver_connection)

    def insert(self, table: type[Base] | Table) -> Upsert:
        """An INSERT that knows ON CONFLICT."""
        return insert_into(table, is_sqlite=self.is_sqlite)


def insert_into(table: type[Base] | Table, *, is_sqlite: bool) -> Upsert:
    """An INSERT that knows ON CONFLICT, which both databases spell alike but SQLAlchemy does not."""
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def _take_the_write_lock(connection: Connection) -> None:
    # The driver begins nothing by itself: its own BEGIN would come too late to order writers.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_engine(url: URL, made_so: Mapping[str, object], *, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        # The one that was used last knows the statements already.
        pool_use_lifo=True,
        # Few statements, asked again and again: the server reads each once for a connection.
        connect_args={"prepare_threshold": 0, **made_so},
        pool_recycle=RECYCLE_SECONDS,
        # Nothing here is of that kind, and to ask for it takes a moment at each connection.
        use_native_hstore=False,
        # What people write about an incident belongs into no log line.
        hide_parameters=True,
    )


def _sqlite_engine(url: URL, *, pool_size: int) -> AsyncEngine:
    async def connect() -> inline_sqlite.InlineConnection:
        return await inline_sqlite.connect(url.database or "")

    return create_async_engine(
        url,
        async_creator=connect,
        # What people write about an incident belongs into no log line.
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0 if pool_size == 1 else 8,
    )
