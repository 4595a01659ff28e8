"""Muster notices that people are at it in an incident's channel, and makes no fuss about noticing."""

from datetime import datetime, timedelta

import pytest

import commands
from commands.request import Heard
from tests.conftest import MONDAY
from tests.kill.record import Record
from tests.stories.conftest import Story


async def _active_at(story: Story) -> datetime | None:
    assert story.program is not None
    ((_, room),) = await Record(story.program.database).incidents()
    assert room is not None
    return room.active_at


async def test_what_people_write_is_activity_once_a_minute(story: Story) -> None:
    channel = await story.declared()
    assert await _active_at(story) is None, "the bot's own messages are no activity"

    for seconds, noticed in ((0, 0), (59, 0), (1, 60), (30, 60)):
        await story.pass_time(seconds=seconds)
        await story.ana.posts("looking at the queue", channel)
        await story.settle()
        assert await _active_at(story) == MONDAY + timedelta(seconds=noticed)


async def test_a_thread_in_the_channel_counts_and_other_channels_do_not(story: Story) -> None:
    channel = await story.declared()
    await story.ana.posts("good morning", "general")
    await story.settle()
    assert await _active_at(story) is None
    await story.ana.posts("is this it?", channel, thread=story.card(channel))
    await story.settle()
    assert await _active_at(story) == MONDAY


async def test_words_that_are_told_late_count_for_the_moment_of_writing(story: Story) -> None:
    channel = await story.declared()
    story.slack.tricks.add("late", about="event message.channels*", seconds=110 * 60)
    await story.ana.posts("looking at the queue", channel)
    await story.pass_time(minutes=30)
    story.slack.tricks.clear()
    await story.ana.posts("it is the queue", channel)
    await story.settle()
    assert await _active_at(story) == MONDAY + timedelta(minutes=30)
    await story.pass_time(minutes=90)
    assert await _active_at(story) == MONDAY + timedelta(minutes=30)


async def test_nobody_is_told_when_noticing_fails(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Heard) -> None:
        raise OSError("the records are gone")

    channel = await story.declared()
    monkeypatch.setattr(commands, "OVERHEARD", {"message": fails})
    told = story.told("ana")
    await story.ana.posts("looking at the queue", channel)
    await story.settle()
    assert story.told("ana") == told
