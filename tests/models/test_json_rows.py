"""Rows that are written by one parameter of JSON stand in the table as if they had come one by one."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from models.database import Database
from models.errand import ErrandRow
from models.json_rows import JsonRows
from models.tables import Base

ERRANDS = Base.metadata.tables[ErrandRow.__tablename__]
NOW = datetime(2026, 3, 9, 9, 0, 0, 125, UTC)


def row(key: str | None, **others: Any) -> dict[str, Any]:
    return {
        "kind": "ShowCard",
        "arguments": {},
        "key": key,
        "incident_id": None,
        "priority": 1,
        "created_at": NOW,
        "due_at": NOW,
        "leased_until": None,
        "generation": 0,
        "claims": 0,
        "failures": 0,
        **others,
    }


async def kept(database: Database, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    in_json = JsonRows(ERRANDS, list(rows[0]), is_sqlite=database.is_sqlite)
    insert = database.insert(ERRANDS).from_select(in_json.columns, in_json.select())
    async with database.transaction() as connection:
        await connection.execute(insert, in_json.parameters(rows))
    columns = [ERRANDS.c[name] for name in rows[0]]
    async with database.reading() as session:
        found = await session.execute(select(*columns).order_by(ERRANDS.c.id))
        return [dict(one._mapping) for one in found]


@pytest.mark.parametrize(
    "arguments",
    [
        {
            "title": 'Ann\'s "checkout" \\ is down',
            "people": ["U1", "U2"],
            "deep": {"a": [None, 1.5]},
        },
        {"title": "Zürich 火事 🔥 $.key ? %s :name", "is_private": True, "": "no name"},
        {"title": "a line\nand\ttabs, and \x01"},
        {"title": "cut", "words": "the first half of a sign: \ud83d"},
        {"title": "nothing", "words": "a zero\x00 byte"},
    ],
)
async def test_whatever_people_write_stands_there_as_it_was(
    database: Database, arguments: dict[str, Any]
) -> None:
    rows = [row(None, arguments=arguments), row(arguments["title"])]
    assert await kept(database, rows) == rows


async def test_moments_keep_their_zone_and_what_is_nothing_stays_nothing(
    database: Database,
) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    rows = [row("a", due_at=elsewhere, leased_until=elsewhere), row(None, leased_until=None)]
    assert await kept(database, rows) == rows
    async with database.reading() as session:
        due = await session.scalars(select(ERRANDS.c.key).where(ERRANDS.c.due_at <= NOW))
        assert {*due} == {"a", None}


async def test_many_go_at_once(database: Database) -> None:
    rows = [row(f"key {number}", priority=number) for number in range(500)]
    assert await kept(database, rows) == rows


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises((ValueError, StatementError), match="without a time zone"):
        await kept(database, [row("a", due_at=NOW.replace(tzinfo=None))])
