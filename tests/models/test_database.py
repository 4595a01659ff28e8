"""The database lets go of every connection, also of those that come back while it closes."""

import asyncio
import gc
import warnings

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from models.database import Database


def _left_open() -> list[str]:
    """What the drivers say of connections that nobody closed."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        gc.collect()
    return [str(one.message) for one in told]


async def test_what_is_still_in_use_is_closed_as_well(database_url: str) -> None:
    database = Database(database_url)
    begun, closing = asyncio.Event(), asyncio.Event()

    async def cut_off() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            begun.set()
            await closing.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(cut_off())
        await begun.wait()
        closed = group.create_task(database.close())
        # A few passes of the event loop, in which it has begun to close.
        for _ in range(10):
            await asyncio.sleep(0)
        assert not closed.done()
        closing.set()
    assert _left_open() == []


async def test_what_is_not_given_back_in_time_is_closed_where_it_is(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.database._GIVEN_BACK_SECONDS", 0.01)
    database = Database(database_url)
    begun, closed = asyncio.Event(), asyncio.Event()

    async def keeps_it() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            begun.set()
            await closed.wait()
            await connection.execute(text("SELECT 1"))

    keeping = asyncio.create_task(keeps_it())
    await begun.wait()
    await database.close()
    closed.set()
    with pytest.raises(DBAPIError, match="closed"):
        await keeping
    assert _left_open() == []


async def test_whoever_is_cut_off_while_it_closes_closes_it_nevertheless(
    database_url: str,
) -> None:
    database = Database(database_url)
    begun = asyncio.Event()

    async def keeps_it() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT 1"))
            begun.set()
            await asyncio.Event().wait()

    keeping = asyncio.create_task(keeps_it())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait({closing})
    keeping.cancel()
    await asyncio.wait({keeping})
    assert closing.cancelled()
    assert _left_open() == []


async def test_whoever_comes_when_it_is_closed_is_refused_and_leaves_nothing_open(
    database: Database,
) -> None:
    await _look(database)
    await database.close()
    with pytest.raises(SQLAlchemyError, match="was closed"):
        await _look(database)
    with pytest.raises(SQLAlchemyError, match="was closed"):
        async with database.transaction():
            pass
    assert _left_open() == []


async def test_whoever_is_cut_off_while_connecting_leaves_nothing_open(database_url: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for later in range(60):
            database = Database(database_url)
            looking = asyncio.create_task(_look(database))
            # At one moment after another of the few milliseconds that it takes.
            await asyncio.sleep(later / 6000)
            looking.cancel()
            await asyncio.wait({looking})
            await database.close()
        gc.collect()
    assert [str(one.message) for one in told] == []


async def _look(database: Database) -> None:
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))
