"""What people do to an incident's channel: its topic, its name, its archive, and the bot put out of it."""

import asyncio
from datetime import timedelta

import pytest

from integrations.slack import Slack
from models.timeline import EventKind
from sandbox.state import Channel
from tests.conftest import MONDAY
from tests.kill.record import Record
from tests.kill.whole import doubled
from tests.stories.conftest import Story, plain

TOPIC = "SEV-3 · checkout is down · investigating"


def _said(story: Story, channel: Channel, words: str) -> list[str]:
    shown = [plain(one.shown) for one in story.slack.messages(channel)]
    return [one for one in shown if words in one]


def _record(story: Story) -> Record:
    assert story.program is not None
    return Record(story.program.database)


class TestTopic:
    async def test_an_edited_topic_is_put_back_and_nothing_typed_is_lost(
        self, story: Story
    ) -> None:
        channel = await story.declared()
        await story.ana.sets_topic(channel, "Bridge: <https://meet.example/x> & more")
        await story.settle()
        assert channel.topic == TOPIC
        (word,) = _said(story, channel, "The topic is kept by Muster")
        assert "Bridge: https://meet.example/x & more" in word
        assert "/incident note" in word
        timeline = await story.answered("ana", "/incident timeline", channel)
        assert "Ana" in timeline
        assert "Bridge: https://meet.example/x & more" in timeline

    async def test_an_emptied_topic_is_put_back_too(self, story: Story) -> None:
        channel = await story.declared()
        await story.ana.sets_topic(channel, "")
        await story.settle()
        assert channel.topic == TOPIC
        assert len(_said(story, channel, "The topic is kept by Muster")) == 1

    async def test_it_is_put_back_at_most_once_a_minute(self, story: Story) -> None:
        channel = await story.declared()
        assert _put_back(story, channel) == [0]
        for second in range(0, 90, 10):
            await story.ana.sets_topic(channel, f"try {second}")
            await story.pass_time(seconds=10)
        assert channel.topic == "try 80"
        await story.pass_time(minutes=1)
        assert channel.topic == TOPIC
        assert _put_back(story, channel) == [0, 0, 1, 2]
        said = _said(story, channel, "The topic is kept by Muster")
        assert len(said) == 3
        assert "try 80" in said[-1]
        assert await _record(story).events(EventKind.TOPIC_EDITED) == 9

    async def test_a_topic_that_was_set_just_before_the_end_is_put_right(
        self, story: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        channel, set_topic = await story.declared(), Slack.set_topic

        async def killed_after(slack: Slack, channel_id: str, words: str) -> None:
            await set_topic(slack, channel_id, words)
            raise asyncio.CancelledError

        monkeypatch.setattr(Slack, "set_topic", killed_after)
        await story.answered("ana", "/incident severity SEV-1", channel)
        assert channel.topic.startswith("SEV-1")
        monkeypatch.undo()
        await story.answered("ana", "/incident severity SEV-3", channel)
        assert channel.topic == TOPIC

    async def test_the_bots_own_topics_are_not_taken_for_edits(self, story: Story) -> None:
        channel = await story.declared()
        await story.answered("ana", "/incident severity sev1", channel)
        assert channel.topic.startswith("SEV-1")
        assert not _said(story, channel, "The topic is kept by Muster")

    async def test_an_ended_incident_leaves_its_topic_to_people(self, story: Story) -> None:
        channel = await story.declared()
        await story.answered("ana", "/incident resolve Fixed", channel)
        await story.ana.sets_topic(channel, "Where we meet for the review")
        await story.settle()
        assert channel.topic == "Where we meet for the review"

    async def test_other_channels_are_nobodys_business(self, story: Story) -> None:
        await story.declared()
        await story.ana.sets_topic("incidents", "All incidents")
        await story.settle()
        assert story.slack.channel("incidents").topic == "All incidents"


def _put_back(story: Story, channel: Channel) -> list[float]:
    """The minutes at which the bot set the topic."""
    ours = [
        one
        for one in channel.messages
        if one.subtype == "channel_topic" and one.user == story.slack.bot.id
    ]
    return [(float(one.ts) - MONDAY.timestamp()) // 60 for one in ours]


async def test_a_new_name_is_kept(story: Story) -> None:
    channel = await story.declared()
    await story.ana.renames(channel, "checkout-war-room")
    await story.settle()
    ((_, room),) = await _record(story).incidents()
    assert room is not None
    assert room.channel_name == "checkout-war-room"
    assert "#checkout-war-room" in story.last("incidents")
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "renamed to #checkout-war-room" in timeline


async def test_a_channel_archived_too_soon_is_told_to_whoever_leads_and_goes_on_later(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.ana.archives(channel)
    await story.settle()
    assert "The channel of INC-1: checkout is down was archived" in story.told("ben")
    assert "unarchive #inc-1-checkout-is-down" in story.told("ben")

    await story.answered("ana", "/incident severity INC-1 sev2", "general")
    await story.pass_time(minutes=2)
    assert "changed severity from SEV-3 to SEV-2" in story.told("ben")
    assert story.told("ben").count("was archived while it is open") == 1
    assert "SEV-2" in story.last("incidents")

    await story.ana.unarchives(channel)
    await story.settle()
    assert channel.topic.startswith("SEV-2")
    assert "SEV-2: Major" in story.card(channel).shown
    assert len(_said(story, channel, "Muster is here again")) == 1
    assert not _said(story, channel, "stood in the way")
    assert doubled(story.slack) == []


async def test_resolved_while_the_channel_is_archived_it_ends_without_alarm(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.ana.archives(channel)
    await story.settle()
    await story.answered("ben", "/incident task INC-1 call the bank", "general")
    await story.answered("ben", "/incident role INC-1 scribe @cara", "general")
    await story.answered("ben", "/incident resolve INC-1 It was the release", "general")
    await story.pass_time(hours=2)
    assert "It was the release" in story.told("ana")
    assert "/incident review INC-1 shows the draft" in story.told("ana")
    assert "stood in the way" not in story.told("ana")
    answer = await story.answered("ben", "/incident review INC-1", "general")
    assert "Review of INC-1: checkout is down (draft)" in answer

    await story.ana.unarchives(channel)
    await story.pass_time(minutes=1)
    assert "Resolved" in story.card(channel).shown
    assert len(_said(story, channel, "Review of INC-1")) == 1
    assert len(_said(story, channel, "Task 1  call the bank")) == 1
    assert doubled(story.slack) == []


async def test_tasks_of_a_lost_channel_keep_no_words_back_and_are_drawn_once_it_is_there_again(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident task INC-1 call the bank", "general")
    await story.ana.archives(channel)
    await story.settle()
    await story.answered("ben", "/incident task INC-1 done 1", "general")
    await story.answered("ben", "/incident task INC-1 look at the pool", "general")
    await story.answered("ben", "/incident update INC-1 We know", "general")
    assert "We know" in story.told("ana")
    await story.pass_time(minutes=25)
    await story.ana.unarchives(channel)
    await story.settle()
    (first,) = _said(story, channel, "Task 1")
    assert "Done 2 Mar" in first
    assert len(_said(story, channel, "Task 2")) == 1
    assert doubled(story.slack) == []


async def test_a_task_is_drawn_also_where_nobody_told_that_the_channel_is_there_again(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.ana.archives(channel)
    await story.settle()
    await story.answered("ben", "/incident task INC-1 call the bank", "general")
    await story.bot_stops()
    await story.ana.unarchives(channel)
    await story.slack.advance(timedelta(hours=2))
    await story.bot_starts()
    await story.pass_time(minutes=1)
    assert len(_said(story, channel, "Task 1")) == 1
    assert doubled(story.slack) == []


async def test_an_archived_channel_of_an_ended_incident_is_as_it_should_be(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(minutes=1)
    told = story.told("ana")
    await story.ana.archives(channel)
    await story.settle()
    assert story.told("ana") == told


async def test_opened_again_in_an_archived_channel_whoever_leads_is_told_of_it(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(minutes=1)
    await story.ana.archives(channel)
    await story.answered("ana", "/incident review INC-1 held", "general")
    await story.pass_time(minutes=1)
    assert "was archived while it is open" not in story.told("ana")
    await story.answered("ana", "/incident reopen INC-1 It is back", "general")
    await story.pass_time(minutes=1)
    assert story.told("ana").count("was archived while it is open") == 1
    await story.ana.unarchives(channel)
    await story.settle()
    assert "Investigating" in story.card(channel).shown
    assert len(_said(story, channel, "Muster is here again")) == 1


async def test_put_out_of_an_open_channel_the_bot_goes_back_by_itself(story: Story) -> None:
    channel = await story.declared()
    await story.ana.removes(story.slack.bot, channel)
    await story.answered("ana", "/incident update INC-1 We are rolling back", "general")
    assert len(_said(story, channel, "We are rolling back")) == 2
    assert story.slack.bot.id in channel.members


async def test_put_out_of_an_open_channel_the_bot_goes_back_in_with_the_next_reminder(
    story: Story,
) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.pass_time(minutes=6)
    assert _said(story, channel, "Nobody has taken command")
    await story.ana.removes(story.slack.bot, channel)
    await story.pass_time(minutes=10)
    assert len(_said(story, channel, "An update is due")) == 1
    assert "An update is due" not in story.told("ana")
    await _is_not_lost(story)


async def test_put_out_of_an_open_channel_the_bot_goes_back_in_with_what_it_says_once_more(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.ana.removes(story.slack.bot, channel)
    story.slack.faults.add(method="chat.postMessage", kind="http_500")
    await story.answered("ana", "/incident note INC-1 The cache is cold", "general")
    await story.pass_time(minutes=2)
    assert len(_said(story, channel, "The cache is cold")) == 1
    assert "The cache is cold" not in story.told("ana")
    await _is_not_lost(story)


async def _is_not_lost(story: Story) -> None:
    """Nobody was asked to bring the bot back, and the record tells of no loss."""
    assert "/invite @muster" not in story.told("ana")
    assert await _record(story).events(EventKind.ROOM_LOST) == 0


async def test_put_out_of_a_private_channel_the_bot_says_how_to_bring_it_back(
    story: Story,
) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await story.ana.removes(story.slack.bot, channel)
    await story.settle()
    assert "Muster is not in the channel of INC-1" in story.told("ana")
    assert "/invite @muster" in story.told("ana")
    await story.answered("ana", "/incident update INC-1 Access is closed", "general")
    await story.pass_time(minutes=5)
    assert "Access is closed" in story.told("ana")
    assert "Access is closed" not in story.card(channel).shown
    assert story.told("ana").count("/invite @muster") == 1

    await story.ana.invites(story.slack.bot, channel)
    await story.settle()
    assert "Access is closed" in story.card(channel).shown
    assert len(_said(story, channel, "Muster is here again")) == 1
    assert not _said(story, channel, "stood in the way")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_removal_that_nobody_told_us_of_is_noticed_at_the_next_word(story: Story) -> None:
    story.slack.tricks.add("lost", about="event group_left")
    channel = await story.declared("private somebody copied the ledger")
    await story.ana.removes(story.slack.bot, channel)
    await story.settle()
    assert "/invite @muster" not in story.told("ana")
    await story.answered("ana", "/incident note INC-1 Access is closed", "general")
    await story.pass_time(minutes=1)
    assert story.told("ana").count("/invite @muster") == 1
    assert "Access is closed" in story.told("ana")


class TestWhatSlackTellsLate:
    """Slack promises no order, and tries again after a minute what it could not tell at once."""

    def _is_told_after_a_minute(self, story: Story, about: str) -> None:
        story.slack.tricks.add("late", about=f"event {about}*", seconds=60)

    async def test_a_channel_that_is_there_again_is_not_called_lost(self, story: Story) -> None:
        channel = await story.declared()
        story.slack.tricks.add("reversed", about="event message.channels*", times=2)
        await story.ana.archives(channel)
        await story.ana.unarchives(channel)
        await story.pass_time(minutes=2)
        assert "was archived while" not in story.told("ana")
        assert _said(story, channel, "was archived while") == []

    async def test_after_that_its_next_loss_is_told(self, story: Story) -> None:
        channel = await story.declared()
        self._is_told_after_a_minute(story, "message.channels")
        await story.ana.archives(channel)
        await story.pass_time(seconds=10)
        await story.ana.unarchives(channel)
        await story.pass_time(minutes=2)
        await story.ana.archives(channel)
        await story.pass_time(minutes=2)
        assert "was archived while" in story.told("ana")

    async def test_brought_back_into_a_private_channel_the_bot_does_not_call_it_lost(
        self, story: Story
    ) -> None:
        channel = await story.declared("private somebody copied the ledger")
        self._is_told_after_a_minute(story, "group_left")
        await story.ana.removes(story.slack.bot, channel)
        await story.pass_time(seconds=10)
        await story.ana.invites(story.slack.bot, channel)
        await story.pass_time(minutes=2)
        assert "is not in the channel" not in story.told("ana")
        assert _said(story, channel, "is not in the channel") == []

    async def test_the_newest_name_counts(self, story: Story) -> None:
        channel = await story.declared()
        self._is_told_after_a_minute(story, "channel_rename")
        await story.ana.renames(channel, "first-name")
        await story.pass_time(seconds=10)
        await story.ana.renames(channel, "second-name")
        await story.pass_time(minutes=2)
        ((_, room),) = await _record(story).incidents()
        assert room is not None
        assert room.channel_name == "second-name"


async def test_whoever_came_while_the_bot_was_put_out_may_know_once_it_is_back(
    story: Story,
) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await story.ana.removes(story.slack.bot, channel)
    await story.settle()
    await story.ana.invites(story.ben, channel)
    await story.settle()
    await story.ana.invites(story.slack.bot, channel)
    await story.settle()
    assert "copied the ledger" in await story.answered("ben", "/incident show INC-1", "general")
