"""What comes late, after an outage or a kill, tells whoever left a private incident nothing more of it."""

import asyncio
from datetime import timedelta

import pytest
import structlog

from bot import runner
from bot.dispatch import Dispatch
from sandbox.state import Channel
from tests.stories.conftest import Story

SECRET = "somebody copied the ledger"


async def dies(*_: object) -> None:
    """As if the process were killed between the ack and the work."""


class TestWhoeverWasPutOut:
    """What they asked for while they were there is carried out later, by another process."""

    @pytest.fixture
    async def channel(self, story: Story, monkeypatch: pytest.MonkeyPatch) -> Channel:
        channel = await story.declared(f"private {SECRET}")
        await story.ana.invites(story.ben, channel)
        await story.settle()
        monkeypatch.setattr(Dispatch, "_carry_out", dies)
        return channel

    async def _goes(self, story: Story, channel: Channel) -> None:
        await story.settle()
        await story.ben.leaves(channel)
        await story.settle()

    @pytest.mark.parametrize("place", ["the channel", "general"])
    async def test_a_command_of_theirs_is_refused(
        self, story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        where = channel if place == "the channel" else "general"
        await story.ben.types("/incident severity INC-1 SEV-1 it grew", where)
        await self._goes(story, channel)
        monkeypatch.undo()
        await story.pass_time(seconds=10)
        assert "There is no INC-1" in story.whispered("ben")
        timeline = await story.answered("ana", "/incident timeline", channel)
        assert "SEV-1" not in timeline
        assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")

    async def test_so_is_a_press(
        self, story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await story.ben.presses("Take command", story.card(channel))
        await self._goes(story, channel)
        monkeypatch.undo()
        await story.pass_time(seconds=10)
        assert "There is no INC-1" in story.whispered("ben")
        assert "Ben" not in story.card(channel).shown

    async def test_so_it_is_where_nobody_told_that_they_left(
        self, story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await story.ben.presses("Take command", story.card(channel))
        await story.settle()
        await story.bot_stops()
        await story.ben.leaves(channel)
        await story.slack.advance(timedelta(minutes=8))
        monkeypatch.undo()
        await story.bot_starts()
        await story.pass_time(seconds=30)
        assert "There is no INC-1" in story.whispered("ben")
        assert "Ben" not in story.card(channel).shown

    async def test_what_those_asked_for_who_are_still_there_is_done(
        self, story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await story.ben.presses("Take command", story.card(channel))
        await story.settle()
        monkeypatch.undo()
        await story.pass_time(seconds=10)
        assert "Ben" in story.card(channel).shown


@pytest.mark.parametrize(
    "commands",
    [
        pytest.param(["role scribe @ben"], id="a role"),
        pytest.param(["task look where @ben"], id="a task"),
        pytest.param(["role commander @ben", "role resolver @ben"], id="two hats"),
    ],
)
async def test_whoever_left_during_an_outage_is_told_nothing_when_it_is_over(
    story: Story, commands: list[str]
) -> None:
    channel = await story.declared(f"sev1 private {SECRET}")
    await story.ana.invites(story.ben, channel)
    await story.settle()
    story.slack.faults.add(method="conversations.open", kind="http_500", times=None)
    for command in commands:
        await story.answered("ana", f"/incident {command}", channel)
    await story.ben.leaves(channel)
    await story.settle()
    before = story.told("ben")
    story.slack.faults.clear()
    await story.pass_time(minutes=4)
    told = story.told("ben").removeprefix(before)
    assert "INC-1" not in told
    assert SECRET not in told
    assert "could not" not in await story.answered("ana", "/incident timeline", channel)


async def test_whoever_is_still_there_is_told_after_the_outage(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    story.slack.faults.add(method="conversations.open", kind="http_500", times=None)
    await story.answered("ana", "/incident role scribe @ben", channel)
    await story.answered("ana", "/incident task look where @ben", channel)
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    told = story.told("ben")
    assert "You are scribe" in told
    assert "gave you a task" in told


async def test_the_log_says_nothing_of_a_title_whose_channel_names_are_taken(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = structlog.testing.LogCapture()
    monkeypatch.setattr(runner, "log", structlog.wrap_logger(None, processors=[lines]))
    story.slack.faults.add(
        method="conversations.create", kind="error", error="name_taken", times=None
    )
    await story.ana.types(f"/incident declare private {SECRET}")
    await story.pass_time(minutes=1)
    failed = [one for one in lines.entries if one.get("kind") == "OpenRoom"]
    assert failed
    assert all("name_taken" in str(one) for one in failed)
    assert "ledger" not in str(lines.entries)


async def test_whoever_could_not_be_brought_in_does_not_know_of_it(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    story.slack.faults.add(
        method="conversations.invite", kind="error", error="user_is_restricted", times=None
    )
    await story.answered("ana", "/incident role scribe @ben", channel)
    await story.answered("ana", "/incident task look where @cara", channel)
    await story.answered("ana", "/incident page @dev please look", channel)
    await story.pass_time(seconds=30)
    for handle in ("ben", "cara"):
        answer = await story.answered(handle, "/incident show INC-1", "general")
        assert "There is no INC-1" in answer
    # Whoever is paged is waited for, so they read of what.
    assert SECRET in await story.answered("dev", "/incident show INC-1", "general")


class TestWhatSlackTellsLate:
    """Slack tries again after a minute what it could not tell at once, and promises no order."""

    @pytest.fixture
    async def channel(self, story: Story) -> Channel:
        return await story.declared(f"private {SECRET}")

    def _is_told_after_a_minute(self, story: Story, about: str) -> None:
        story.slack.tricks.add("late", about=f"event {about}*", seconds=60)

    async def _knows_nothing(self, story: Story) -> None:
        answer = await story.answered("ben", "/incident show INC-1", "general")
        assert "There is no INC-1" in answer

    async def test_that_they_came_lets_nobody_in_who_is_gone(
        self, story: Story, channel: Channel
    ) -> None:
        self._is_told_after_a_minute(story, "message.groups")
        await story.ana.invites(story.ben, channel)
        await story.ana.removes(story.ben, channel)
        await story.pass_time(minutes=2)
        await self._knows_nothing(story)

    async def test_that_they_left_puts_nobody_out_who_came_back(
        self, story: Story, channel: Channel
    ) -> None:
        await story.ana.invites(story.ben, channel)
        await story.settle()
        self._is_told_after_a_minute(story, "message.groups")
        await story.ben.leaves(channel)
        await story.pass_time(seconds=10)
        await story.ana.invites(story.ben, channel)
        await story.pass_time(minutes=2)
        assert SECRET in await story.answered("ben", "/incident show INC-1", "general")

    async def test_what_they_marked_is_kept_and_lets_them_in_no_more(
        self, story: Story, channel: Channel
    ) -> None:
        await story.ana.invites(story.ben, channel)
        message = await story.ana.posts("The safe is empty", channel)
        await story.settle()
        self._is_told_after_a_minute(story, "reaction_added")
        await story.ben.reacts("pushpin", message)
        await story.ana.removes(story.ben, channel)
        await story.pass_time(minutes=2)
        assert "The safe is empty" in await story.answered("ana", "/incident timeline", channel)
        await self._knows_nothing(story)

    async def test_what_they_made_of_the_topic_is_put_back_and_lets_them_in_no_more(
        self, story: Story, channel: Channel
    ) -> None:
        await story.ana.invites(story.ben, channel)
        await story.settle()
        before = channel.topic
        self._is_told_after_a_minute(story, "message.groups")
        await story.ben.sets_topic(channel, "hello")
        await story.ana.removes(story.ben, channel)
        await story.pass_time(minutes=2)
        assert channel.topic == before
        await self._knows_nothing(story)


async def test_an_answer_is_kept_back_from_whoever_was_put_out_while_slack_did_not_take_it(
    story: Story,
) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.ana.invites(story.ben, channel)
    await story.settle()

    async def put_out() -> None:
        await story.ana.removes(story.ben, channel)
        await asyncio.sleep(0.3)

    story.slack.faults.add(method="response_url", kind="http_500", times=None)
    story.slack.faults.add(method="conversations.open", kind="meanwhile", do=put_out)
    story.slack.faults.add(method="chat.postMessage", kind="http_500", times=None)
    await story.ben.types("/incident show INC-1", "general")
    await story.pass_time(seconds=20)
    assert story.ben.id not in channel.members
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert SECRET not in story.told("ben")
    assert "You have left a private incident since" in story.told("ben")


async def test_whoever_came_while_the_bot_was_stopped_may_know_of_it(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.bot_stops()
    await story.ana.invites(story.ben, channel)
    await story.slack.advance(timedelta(hours=2))
    await story.bot_starts()
    await story.settle()
    assert SECRET in await story.answered("ben", "/incident show INC-1", "general")


class TestInvitationThatWaits:
    """Slack brings nobody in for a while, and much changes until it does."""

    @pytest.fixture
    async def channel(self, story: Story) -> Channel:
        channel = await story.declared(f"private {SECRET}")
        await story.answered("ana", "/incident role commander", channel)
        story.slack.faults.add(method="conversations.invite", kind="http_500", times=None)
        return channel

    async def _is_over(self, story: Story) -> None:
        await story.pass_time(seconds=20)
        story.slack.faults.clear()
        await story.pass_time(minutes=10)

    async def test_it_brings_nobody_back_who_was_put_out(
        self, story: Story, channel: Channel
    ) -> None:
        await story.ana.invites(story.ben, channel)
        await story.settle()
        await story.answered("ben", "/incident role scribe", channel)
        await story.ana.removes(story.ben, channel)
        await self._is_over(story)
        assert story.ben.id not in channel.members
        assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")

    @pytest.mark.parametrize(
        ("given", "taken_back"),
        [
            pytest.param("role scribe @ben", "role drop scribe @ben", id="a role"),
            pytest.param("task look where @ben", "task done 1", id="a task"),
            pytest.param("handoff @ben", "handoff @cara", id="an offer of command"),
        ],
    )
    async def test_it_brings_nobody_who_is_no_longer_wanted(
        self, story: Story, channel: Channel, given: str, taken_back: str
    ) -> None:
        for command in (given, taken_back):
            await story.answered("ana", f"/incident {command}", channel)
        await self._is_over(story)
        assert story.ben.id not in channel.members
        assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")

    async def test_whoever_is_there_all_the_same_goes_on_to_know(
        self, story: Story, channel: Channel
    ) -> None:
        await story.ana.invites(story.ben, channel)
        await story.settle()
        for command in ("role scribe @ben", "role drop scribe @ben"):
            await story.answered("ana", f"/incident {command}", channel)
        await self._is_over(story)
        assert SECRET in await story.answered("ben", "/incident show INC-1", "general")

    async def test_whoever_is_asked_anew_after_they_were_put_out_comes_in(
        self, story: Story, channel: Channel
    ) -> None:
        await story.answered("ana", "/incident role scribe @ben", channel)
        await story.ana.invites(story.ben, channel)
        await story.ana.removes(story.ben, channel)
        await story.settle()
        await story.answered("ana", "/incident task look where @ben", channel)
        await self._is_over(story)
        assert story.ben.id in channel.members
        assert SECRET in await story.answered("ben", "/incident show INC-1", "general")
