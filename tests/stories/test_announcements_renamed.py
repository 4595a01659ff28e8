"""The announcement channel is renamed in Slack: it stays the one, and whoever configures it is told."""

import asyncio

import pytest
from sqlalchemy import select

from models.incident import AnnouncementChannel
from models.organisation import Organisation
from tests.stories.conftest import PATIENCE, Story


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(administrators=("dev@lantern.example",))


def announced(story: Story, name: str) -> list[str]:
    return [one.shown for one in story.slack.messages(name) if one.user == story.slack.bot.id]


def names(story: Story) -> set[str]:
    return {one.name for one in story.slack.workspace.channels.values()}


async def looked_around(story: Story) -> None:
    """Wait until the bot knows its channel, which it looks up beside everything else."""
    assert story.program is not None
    async with asyncio.timeout(PATIENCE):
        while True:
            async with story.program.start.looking() as session:
                if await session.scalar(select(AnnouncementChannel)) is not None:
                    return
            await asyncio.sleep(0.01)


async def test_incidents_are_announced_there_after_a_restart_too(story: Story) -> None:
    await looked_around(story)
    await story.declared()
    await story.joined("ana", "incidents")
    await story.ana.renames(story.slack.channel("incidents"), "alerts")
    await story.settle()
    assert "renamed: it is #alerts" in story.told("dev")

    await story.bot_stops()
    await story.bot_starts()
    await story.declared("search is slow")
    assert "incidents" not in names(story)
    assert "search is slow" in announced(story, "alerts")[-1]
    assert story.told("dev").count("was renamed") == 1


async def test_a_name_that_was_given_while_the_bot_was_stopped_is_noticed(story: Story) -> None:
    await looked_around(story)
    await story.bot_stops()
    await story.joined("ana", "incidents")
    await story.ana.renames(story.slack.channel("incidents"), "alerts")
    await story.bot_starts()
    words = "Please put the new name under channels: announcements"
    await story.slack.wait.until(lambda: words in story.told("dev"), "a word to the administrator")
    await story.declared()
    assert "incidents" not in names(story)
    assert "checkout is down" in announced(story, "alerts")[-1]


async def test_another_name_in_the_configuration_is_another_channel(story: Story) -> None:
    await looked_around(story)
    await story.bot_stops()
    channels = story.organisation.channels.model_copy(update={"announcements": "trouble"})
    story.organisation = story.organisation.model_copy(update={"channels": channels})
    await story.bot_starts()
    await story.declared()
    assert "checkout is down" in announced(story, "trouble")[-1]
    assert not [one for one in announced(story, "incidents") if "checkout" in one]
    assert "renamed" not in story.told("dev")


async def test_a_channel_that_is_gone_is_looked_for_anew(story: Story) -> None:
    await story.declared()
    old = story.slack.channel("incidents")
    await story.joined("ana", old)
    await story.ana.renames(old, "old-incidents")
    await story.ana.archives(old)
    await story.declared("search is slow")
    await story.pass_time(minutes=1)
    assert "search is slow" in announced(story, "incidents")[-1]


async def test_put_out_of_the_channel_once_it_is_private_the_bot_says_so(story: Story) -> None:
    await looked_around(story)
    channel = story.slack.channel("incidents")
    await story.joined("ana", channel)
    await story.ana.renames(channel, "alerts")
    await story.settle()
    channel.kind = "private"
    await story.ana.removes(story.slack.bot, channel)
    await story.declared()
    await story.pass_time(minutes=2)
    assert "checkout is down" in announced(story, "incidents")[-1]
    told = story.told("dev")
    assert told.count("can no longer announce incidents in #alerts, incidents in the") == 1
    assert "name another channel under channels: announcements" in told
