"""Errands go from the work that wrote them down straight to the runner, as far as it has hands free."""

import asyncio
from datetime import timedelta

import pytest

import bot.runner
from bot.errand_store import ErrandStore
from models.database import Database
from sandbox.clock import Clock
from tests.bot.place import Note, Place
from workflows.errands import World
from workflows.lease import LEASE


async def test_more_than_there_are_hands_for_waits_in_the_table(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.runner, "AT_ONCE", 3)
    most = under_way = 0

    async def count(_: World) -> None:
        nonlocal most, under_way
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    Note.before = count
    async with place.running() as runner:
        for number in range(4):
            async with place.start() as work:
                work.send(Note(word=f"{2 * number}"))
                work.send(Note(word=f"{2 * number + 1}"))
        await place.quiet(runner)
    assert sorted(Note.done) == list("01234567")
    assert most <= 3


async def test_a_work_that_fails_hands_nothing_over_and_keeps_no_hands(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.runner, "AT_ONCE", 1)

    async def fail() -> None:
        async with place.start() as work:
            work.send(Note(word="never"))
            raise RuntimeError("the process stumbles")

    async with place.running() as runner:
        await place.quiet(runner)
        with pytest.raises(RuntimeError):
            await fail()
        await place.send(Note(word="after"))
        await place.quiet(runner)
    assert Note.done == ["after"]


async def test_what_is_written_down_is_begun_at_once_and_no_other_runner_takes_it(
    database: Database, clock: Clock
) -> None:
    place = Place(database, clock, handed_over=True)
    async with place.running() as runner:
        await place.quiet(runner)
        await place.send(Note(word="mine"))
        assert not place.bell.is_set()
        assert (await ErrandStore(database, ["Note"]).take_due(clock.now(), most=9, except_ids=()))[
            0
        ] == []
        await place.quiet(runner)
    assert Note.done == ["mine"]


async def test_what_is_written_down_for_later_moves_the_alarm_only_forward(
    database: Database, clock: Clock
) -> None:
    place = Place(database, clock, handed_over=True)
    async with place.running() as runner:
        await place.quiet(runner)
        for minutes in (30, 5, 20):
            await place.send(Note(word=f"in {minutes}"), after=timedelta(minutes=minutes))
        assert not place.bell.is_set()
        assert place.alarm == clock.now() + timedelta(minutes=5)
        await place.advance(timedelta(minutes=5), runner)
        await place.advance(LEASE, runner)
        assert place.alarm == clock.now() + timedelta(minutes=15) - LEASE
    assert Note.done == ["in 5"]
