"""Keeping the house: what is done goes after a while, what waits stays, and no number is given twice."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.housekeeping import ERRANDS_FOR, RECEIPTS_FOR, Housekeeping
from models.database import Database
from models.errand import ErrandRow, Receipt
from models.organisation import Organisation
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.people import LearnPerson
from workflows.work import Start


async def kept(database: Database) -> tuple[list[str], list[str]]:
    async with database.reading() as session:
        errands = await session.scalars(select(ErrandRow.key).order_by(ErrandRow.id))
        receipts = await session.scalars(select(Receipt.key).order_by(Receipt.key))
        return [str(key) for key in errands], list(receipts)


async def test_what_is_done_goes_and_what_waits_stays(database: Database, clock: Clock) -> None:
    start = Start(database, clock, Configuration(Organisation()), lambda: None)
    async with start() as work:
        await work.first_time("old")
        for name in ("a-done", "b-waits", "c-newest"):
            work.send(LearnPerson(slack_id=name), after=timedelta(days=1))
    async with database.writing.begin() as session:
        await session.execute(
            update(ErrandRow)
            .where(ErrandRow.key.in_(["learn:a-done", "learn:c-newest"]))
            .values(done_at=clock.now())
        )
    newest = (await kept(database))[0][-1]

    clock.advance(ERRANDS_FOR)
    await Housekeeping(database, clock).run()
    assert len((await kept(database))[0]) == 3
    clock.advance(timedelta(minutes=1))
    await Housekeeping(database, clock).run()
    errands, receipts = await kept(database)
    assert "learn:b-waits" in errands
    assert newest in errands
    assert len(errands) == 2
    assert receipts == ["old"]

    clock.advance(RECEIPTS_FOR)
    await Housekeeping(database, clock).run()
    assert (await kept(database))[1] == []


async def test_more_than_one_portion_goes_at_once(database: Database, clock: Clock) -> None:
    async with database.writing.begin() as session:
        session.add_all(
            Receipt(key=f"number {number}", received_at=clock.now()) for number in range(1201)
        )
    clock.advance(RECEIPTS_FOR + timedelta(minutes=1))
    await Housekeeping(database, clock).run()
    assert (await kept(database))[1] == []
