"""The announcement channel is renamed or archived: what stands there stays true, and who configures it is told."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.errand import ErrandRow
from models.incident import AnnouncementChannel
from models.organisation import Channels, Organisation
from sandbox.state import Channel
from tests.kill.whole import doubled
from tests.stories.conftest import PATIENCE, Story, plain


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


def alarms(story: Story, channel: Channel) -> list[str]:
    shown = [one.shown for one in story.slack.messages(channel)]
    return [one for one in shown if "stood in the way" in one]


class TestArchived:
    async def test_changes_meanwhile_raise_no_alarm_and_are_shown_once_it_is_back(
        self, story: Story
    ) -> None:
        channel = await story.declared()
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        for severity in ("sev2", "sev1"):
            await story.answered("ana", f"/incident severity {severity}", channel)
            await story.pass_time(minutes=5)
        await story.answered("ana", "/incident update We are rolling back", channel)
        await story.pass_time(minutes=30)
        assert not alarms(story, channel)
        assert story.told("dev").count("can no longer announce incidents in #incidents") == 1

        await story.ana.unarchives("incidents")
        await story.settle()
        first, *others = announced(story, "incidents")
        assert "SEV-1" in first
        assert "We are rolling back" in first
        assert len([one for one in others if "We are rolling back" in one]) == 1
        assert doubled(story.slack) == []

    async def test_resolved_meanwhile_it_says_so_also_where_nobody_told_that_it_is_back(
        self, story: Story
    ) -> None:
        channel = await story.declared()
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.answered("ana", "/incident resolve It was the release", channel)
        await story.pass_time(hours=3)
        story.slack.tricks.add("lost", about="event *", times=9)
        await story.ana.unarchives("incidents")
        await story.settle()
        story.slack.tricks.clear()
        await story.pass_time(minutes=11)
        (only,) = announced(story, "incidents")
        assert "resolved after" in only
        assert "Take command" not in only
        assert not alarms(story, channel)

    async def test_for_what_is_over_it_is_not_waited_for_ever(self, story: Story) -> None:
        channel = await story.declared()
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.answered("ana", "/incident cancel It was a test", channel)
        await story.pass_time(minutes=30)
        assert await waiting(story) == 1
        await story.slack.advance(timedelta(days=15))
        await story.settle()
        assert await waiting(story) == 0
        assert not alarms(story, channel)


async def waiting(story: Story) -> int:
    """How many announcements are still to be put right."""
    assert story.program is not None
    async with story.program.start.looking() as session:
        pending = select(func.count()).where(
            ErrandRow.kind == "ShowAnnouncement", ErrandRow.done_at.is_(None)
        )
        return await session.scalar(pending) or 0


def drawn(story: Story, name: str) -> int:
    """How often something was drawn anew in a channel."""
    channel_id = story.slack.channel(name).id
    calls = story.slack.journal.calls("chat.update")
    return len([one for one in calls if one.arguments["channel"] == channel_id])


class TestAnotherChannelInWhichItIsToldIsArchived:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(channels=Channels(also=("payments",)))

    async def test_that_is_put_right_too_and_no_other_channel_is_troubled(
        self, story: Story
    ) -> None:
        channel = await story.declared()
        await story.ana.archives("payments")
        await story.answered("ana", "/incident severity sev1", channel)
        await story.pass_time(minutes=30)
        assert not alarms(story, channel)
        assert "SEV-1" in announced(story, "incidents")[0]
        await story.ana.unarchives("payments")
        await story.settle()
        (only,) = announced(story, "payments")
        assert "SEV-1" in plain(only)

    async def test_it_is_kept_true_while_the_one_for_announcements_is_archived(
        self, story: Story
    ) -> None:
        channel = await story.declared()
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.answered("ana", "/incident severity sev1", channel)
        await story.pass_time(minutes=5)
        calls = drawn(story, "payments")
        assert "SEV-1" in announced(story, "payments")[0]
        await story.pass_time(hours=2)
        assert drawn(story, "payments") == calls
        assert not alarms(story, channel)


async def test_put_out_of_the_channel_the_bot_goes_back_in_and_nobody_need_know(
    story: Story,
) -> None:
    await looked_around(story)
    channel = story.slack.channel("incidents")
    await story.joined("ana", channel)
    await story.ana.renames(channel, "alerts")
    await story.ana.removes(story.slack.bot, channel)
    story.slack.faults.add(method="chat.postMessage", kind="http_500", times=None)
    await story.declared()
    story.slack.faults.clear()
    await story.pass_time(minutes=2)
    assert "checkout is down" in announced(story, "alerts")[-1]
    assert "incidents" not in names(story)
    assert "can no longer announce incidents" not in story.told("dev")
