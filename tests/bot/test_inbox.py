"""The inbox by itself: what comes together is written down together."""

import asyncio

from sqlalchemy import event, select

from bot.inbox import TAKEN_OVER_AFTER, Asked, Inbox, new_promise
from models.database import Database
from models.errand import ErrandRow
from sandbox.clock import Clock

TOGETHER = 50


async def rows(database: Database) -> list[ErrandRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(ErrandRow).order_by(ErrandRow.id)))


async def test_what_comes_at_one_moment_shares_its_transactions(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, clock)
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._writer.sync_engine, "commit", count)
    promises = [new_promise() for _ in range(TOGETHER)]
    await asyncio.gather(*(inbox.keep(one, {"text": str(n)}) for n, one in enumerate(promises)))
    assert commits <= 2
    kept = await rows(database)
    assert [row.arguments["body"]["text"] for row in kept] == [str(n) for n in range(TOGETHER)]
    assert {row.due_at - row.created_at for row in kept} == {TAKEN_OVER_AFTER}
    assert [Asked.model_validate(row.arguments).key for row in kept] == [row.key for row in kept]

    for promise in promises:
        inbox.forget(promise)
    await inbox.drain(5)
    assert commits <= 4
    ended = await rows(database)
    assert all(row.done_at and row.arguments == {} for row in ended)


async def test_words_of_any_kind_are_kept_as_they_are(database: Database, clock: Clock) -> None:
    words = "null \u0000 lonely \ud83d 你好 'quoted' \\ back"
    await Inbox(database, clock).keep(new_promise(), {"text": words})
    (row,) = await rows(database)
    assert row.arguments["body"]["text"] == words
