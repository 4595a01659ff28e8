"""A database in trouble while an errand is under way: its own words, and nothing of what people wrote."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import bot.program
from models.database import Database
from models.errand import ErrandRow
from models.timeline import EventKind, TimelineEvent
from tests.stories.conftest import PATIENCE, Story, plain
from workflows import showing
from workflows.catalogue import Catalogue


async def test_what_is_kept_of_a_database_error_holds_no_statement_and_no_words_of_people(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()

    async def broken(*_: object, **__: object) -> None:
        raise OperationalError(
            "UPDATE room SET topic = ?", {"topic": "private words"}, Exception("disk I/O error")
        )

    monkeypatch.setattr(showing, "topic_of", broken)
    await story.answered("ana", "/incident severity SEV-1", channel)
    await story.pass_time(minutes=1)

    assert story.program is not None
    async with story.program.database.reading() as session:
        kept = set(
            await session.scalars(select(ErrandRow.last_error).where(ErrandRow.last_error != ""))
        )
        given_up = await session.scalars(
            select(TimelineEvent).where(TimelineEvent.kind == EventKind.ERRAND_GIVEN_UP)
        )
        told = {event.details["error"] for event in given_up}
    assert kept == told == {"OperationalError: disk I/O error"}
    said = " ".join(plain(one.shown) for one in story.slack.messages(channel))
    assert "UPDATE room" not in said
    assert "private words" not in said


async def test_a_moment_without_a_free_connection_ends_nothing_that_goes_on_for_ever(
    quiet_story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, tried_again = asyncio.Event(), asyncio.Event()

    async def full_at_first(_: Catalogue, __: Database) -> None:
        if tried.is_set():
            tried_again.set()
            return
        tried.set()
        raise PoolTimeout("all connections are in use")

    async def full(*_: object) -> None:
        raise PoolTimeout("all connections are in use")

    monkeypatch.setattr(Catalogue, "keep_up", full_at_first)
    monkeypatch.setattr(bot.program, "_CATALOGUE_SECONDS", 0.0)
    monkeypatch.setattr(bot.program, "look_for_announcements", full)
    await quiet_story.bot_starts()
    async with asyncio.timeout(PATIENCE):
        await tried_again.wait()
    await quiet_story.bot_stops()
