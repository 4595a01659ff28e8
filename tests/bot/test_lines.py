"""Errands of one line: one after another as they were written down, whatever happens meanwhile."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.runner import TRIES_OTHERWISE
from integrations.errors import SlackSaidNo, Unavailable
from tests.bot.place import Note, Place
from workflows.errands import World


def down_at_first(_: World) -> None:
    """Refuse the first errand of all, once."""
    if not Note.done:
        Note.done.append("refused")
        raise Unavailable("no answer")


async def test_those_behind_wait_while_the_first_is_tried_again(place: Place) -> None:
    up: list[bool] = []

    def down(_: World) -> None:
        if not up:
            raise Unavailable("no answer")

    Note.before = down
    async with place.running() as runner:
        for word in ("update", "severity"):
            await place.send(Note(word=word, stands_in="INC-1"))
            await place.quiet(runner)
            await place.advance(timedelta(seconds=20), runner)
        up.append(True)
        await place.send(Note(word="end", stands_in="INC-1"))
        await place.quiet(runner)
        assert Note.done == []
        await place.advance(timedelta(seconds=32), runner)
    assert Note.done == ["update", "severity", "end"]


async def test_other_lines_and_what_stands_in_none_go_on(place: Place) -> None:
    Note.before = down_at_first
    async with place.running() as runner:
        await place.send(Note(word="first", stands_in="INC-1"))
        await place.quiet(runner)
        for note in (
            Note(word="second", stands_in="INC-1"),
            Note(word="elsewhere", stands_in="INC-2"),
            Note(word="free"),
        ):
            await place.send(note)
            await place.quiet(runner)
        assert Note.done == ["refused", "elsewhere", "free"]
        await place.advance(timedelta(seconds=1), runner)
    assert Note.done == ["refused", "elsewhere", "free", "first", "second"]


async def test_several_of_one_work_go_one_after_another(place: Place) -> None:
    under_way: list[str] = []

    async def only_one(_: World) -> None:
        assert under_way == []
        under_way.append("one")
        await asyncio.sleep(0)
        under_way.clear()

    Note.before = only_one
    words = [str(n) for n in range(5)]
    async with place.running() as runner:
        async with place.start() as work:
            for word in words:
                work.send(Note(word=word, stands_in="INC-1"))
        await place.quiet(runner)
    assert Note.done == words


async def test_one_that_is_given_up_makes_way(place: Place) -> None:
    refusals: list[str] = []

    def refuse_the_first(_: World) -> None:
        if len(refusals) < TRIES_OTHERWISE:
            refusals.append("no")
            raise SlackSaidNo("chat.postMessage", "invalid_blocks")

    Note.before = refuse_the_first
    async with place.running() as runner:
        await place.send(Note(word="refused", stands_in="INC-1"))
        await place.send(Note(word="next", stands_in="INC-1"))
        for _ in range(TRIES_OTHERWISE):
            await place.quiet(runner)
            await place.advance(timedelta(seconds=8), runner)
    assert Note.done == ["next"]


async def test_after_a_restart_the_order_is_the_same(place: Place) -> None:
    words = [str(n) for n in range(4)]
    for word in words:
        await place.send(Note(word=word, stands_in="INC-1"))
    async with place.running() as runner:
        await place.quiet(runner)
    assert Note.done == words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_that_nobody_can_read_keeps_no_other_back(place: Place) -> None:
    await place.send(Note(word="broken", stands_in="INC-1"))
    async with place.database.transaction() as connection:
        await connection.execute(text("UPDATE errand SET arguments = '{not JSON'"))
    await place.send(Note(word="next", stands_in="INC-1"))
    async with place.running() as runner:
        await place.quiet(runner)
    assert Note.done == ["next"]


@pytest.mark.parametrize(
    "change", ["kind = 'Newer'", "arguments = '{\"newer\": 1}'"], ids=["kind", "arguments"]
)
async def test_one_of_another_version_keeps_no_other_back(place: Place, change: str) -> None:
    await place.send(Note(word="newer", stands_in="INC-1"))
    async with place.database.transaction() as connection:
        await connection.execute(text(f"UPDATE errand SET {change}"))  # noqa: S608 -- our own words
    await place.send(Note(word="next", stands_in="INC-1"))
    async with place.running() as runner:
        await place.quiet(runner)
        await place.send(Note(word="the one after it", stands_in="INC-1"))
        await place.quiet(runner)
    assert Note.done == ["next", "the one after it"]


async def test_one_that_is_wanted_elsewhere_now_stands_there(place: Place) -> None:
    incident_id = await place.incident_with_room()

    Note.before = down_at_first
    async with place.running() as runner:
        await place.send(Note(word="first", stands_in="INC-1"))
        await place.quiet(runner)
        task = Note(word="task", stands_in="INC-1", one_at_a_time=True)
        await place.send(task)
        await place.quiet(runner)
        await place.send(task.model_copy(update={"stands_in": "INC-2", "incident_id": incident_id}))
        await place.quiet(runner)
        assert Note.done == ["refused", "task"]
    assert [(one.line, one.incident_id) for one in await place.rows()] == [
        ("INC-1", None),
        ("INC-2", incident_id),
    ]
