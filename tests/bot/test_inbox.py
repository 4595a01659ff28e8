"""The inbox by itself: what comes together is written down together."""

import asyncio

import pytest
from sqlalchemy import event, select

from bot.inbox import TAKEN_OVER_AFTER, Asked, Inbox
from bot.payloads import ASKED, Payload
from models.database import Database
from models.errand import ErrandRow
from models.person import Person
from sandbox.clock import Clock
from workflows.meeting import Met
from workflows.promises import KeptElsewhere, Promise

TOGETHER = 50


async def rows(database: Database) -> list[ErrandRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(ErrandRow).order_by(ErrandRow.id)))


def asked(words: str, by: str = "U1") -> Payload:
    return {"text": words, "user_id": by}


def promise(number: int) -> Promise:
    return Promise(f"{ASKED}{number}")


async def test_what_comes_at_one_moment_shares_its_transactions(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, clock, Met())
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._writer.sync_engine, "commit", count)
    promises = [promise(n) for n in range(TOGETHER)]
    await asyncio.gather(*(inbox.keep(one, asked(str(n))) for n, one in enumerate(promises)))
    assert commits <= 2
    kept = await rows(database)
    assert [row.arguments["body"]["text"] for row in kept] == [str(n) for n in range(TOGETHER)]
    assert {row.due_at - row.created_at for row in kept} == {TAKEN_OVER_AFTER}
    assert [Asked.model_validate(row.arguments).key for row in kept] == [row.key for row in kept]

    for one in promises:
        inbox.forget(one)
    await inbox.drain(5)
    assert commits <= 4
    ended = await rows(database)
    assert all(row.done_at and row.arguments == {} for row in ended)


async def test_words_of_any_kind_are_kept_as_they_are(database: Database, clock: Clock) -> None:
    words = "null \u0000 lonely \ud83d 你好 'quoted' \\ back"
    await Inbox(database, clock, Met()).keep(promise(1), asked(words))
    (row,) = await rows(database)
    assert row.arguments["body"]["text"] == words


async def test_newcomers_are_written_down_with_what_they_ask_for_and_once(
    database: Database, clock: Clock
) -> None:
    met = Met()
    inbox = Inbox(database, clock, met)
    for number, who in enumerate(("U2", "U1", "U2")):
        await inbox.keep(promise(number), asked("checkout is down", who))
    # Another process, which has met nobody yet.
    await Inbox(database, clock, Met()).keep(promise(9), asked("pay is down", "U1"))
    assert "U1" in met
    async with database.reading() as session:
        people = (await session.scalars(select(Person.slack_id))).all()
    assert sorted(people) == ["U1", "U2"]


async def test_what_is_delivered_again_is_kept_once_also_when_it_is_done(
    database: Database, clock: Clock
) -> None:
    inbox = Inbox(database, clock, Met())
    first, second = promise(1), promise(1)
    outcomes = await asyncio.gather(
        inbox.keep(first, asked("checkout is down")),
        inbox.keep(second, asked("checkout is down")),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [type(None), KeptElsewhere]
    # Whoever was late ends nothing that the other is still to do.
    inbox.forget(second)
    await inbox.drain(5)
    (row,) = await rows(database)
    assert row.done_at is None
    inbox.forget(first)
    await inbox.drain(5)
    with pytest.raises(KeptElsewhere):
        await Inbox(database, clock, Met()).keep(promise(1), asked("checkout is down"))
    assert len(await rows(database)) == 1
