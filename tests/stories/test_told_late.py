"""Slack cannot be reached to answer somebody: they learn of it as soon as it can, and nobody else does."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story

LATE = "Slack could not be reached to answer you then"


async def refused_in_an_outage(story: Story, words: str = "/incident severity dreadful") -> Channel:
    channel = await story.declared()
    await story.joined("ben", channel)
    for method in ("response_url", "conversations.open", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    await story.ben.types(words, channel)
    await story.settle()
    return channel


async def test_they_are_told_once_slack_answers_again(story: Story) -> None:
    channel = await refused_in_an_outage(story)
    said = len(story.slack.messages(channel))
    await story.pass_time(minutes=5)
    story.slack.faults.clear()
    await story.pass_time(minutes=20)
    told = story.told("ben")
    assert told.count(LATE) == 1
    assert "There is no severity “dreadful” here" in told
    assert "You typed: /incident severity dreadful" in told
    assert LATE not in story.told("ana")
    assert len(story.slack.messages(channel)) == said


async def test_a_restart_in_between_loses_nothing(story: Story) -> None:
    await refused_in_an_outage(story)
    await story.bot_stops()
    story.slack.faults.clear()
    await story.bot_starts()
    await story.pass_time(minutes=5)
    assert story.told("ben").count(LATE) == 1


async def test_nobody_is_told_when_it_is_of_no_use_any_longer(story: Story) -> None:
    await refused_in_an_outage(story)
    await story.pass_time(minutes=31)
    story.slack.faults.clear()
    await story.pass_time(hours=2)
    assert LATE not in story.told("ben")


async def test_what_slack_refuses_for_good_is_not_tried_again(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ben", channel)
    for method in ("response_url", "conversations.open"):
        story.slack.faults.add(method=method, kind="error", error="user_disabled", times=1)
    await story.ben.types("/incident severity dreadful", channel)
    await story.pass_time(minutes=5)
    assert not story.slack.faults.standing
    assert LATE not in story.told("ben")


async def test_a_good_answer_comes_late_too(story: Story) -> None:
    await refused_in_an_outage(story, "/incident subscribe")
    await story.pass_time(minutes=5)
    story.slack.faults.clear()
    await story.pass_time(minutes=20)
    told = story.told("ben")
    assert told.count(LATE) == 1
    assert "Subscribed. You get a direct message about" in told


async def test_an_answer_that_fills_a_message_comes_late_in_two(story: Story) -> None:
    channel = await story.declared()

    async def noted(letters: int) -> int:
        """How long the timeline is with one more note of so many letters."""
        await story.answered("ben", f"/incident note {'x' * letters}", channel)
        shown = await story.answered("ben", "/incident timeline", channel)
        assert "left out here" not in shown
        return sum(len(one["text"]["text"]) for one in story.ben.ephemerals()[-1].blocks)

    around = -await noted(1000) + await noted(1000) - 1000
    full = 11_950
    while (length := await noted(1000)) < full - 2000:
        pass
    assert await noted(full - length - around) == full
    for method in ("response_url", "conversations.open", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    await story.ben.types("/incident timeline", channel)
    await story.settle()
    story.slack.faults.clear()
    await story.pass_time(minutes=5)
    told = story.told("ben")
    assert told.count(LATE) == 1
    assert told.count("x" * 1000) > 2
    assert "x" * (full - length - around) in told


async def test_where_nothing_may_be_whispered_the_answer_comes_directly(story: Story) -> None:
    await story.joined("ben", "incidents")
    story.slack.faults.add(method="chat.postEphemeral", kind="error", error="restricted_action")
    await story.ben.posts("@muster hello", "incidents")
    await story.settle()
    assert not story.slack.faults.standing
    assert "To declare an incident, press the button" in story.told("ben")


@pytest.mark.parametrize(("minutes", "is_late"), [(2, False), (20, True)])
async def test_what_the_channel_reads_long_after_it_happened_says_when_it_did(
    story: Story, minutes: int, *, is_late: bool
) -> None:
    channel = await story.declared()
    await story.joined("ben", channel)
    story.slack.faults.add(method="chat.postMessage", kind="http_500", times=None)
    await story.ben.types("/incident update We are rolling back", channel)
    await story.pass_time(minutes=minutes)
    story.slack.faults.clear()
    await story.pass_time(minutes=20)
    (update,) = [
        one
        for one in story.slack.messages(channel)
        if "We are rolling back" in one.shown
        and "Next update due" in one.shown
        and one is not story.card(channel)
    ]
    late = "This comes late: it happened 2 Mar 2026 at 09:00 UTC."
    assert (late in update.shown) == is_late


async def test_whoever_left_a_private_incident_meanwhile_reads_no_more_of_it(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await story.ana.invites(story.ben, channel)
    await story.settle()
    for method in ("response_url", "conversations.open", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    await story.ben.types("/incident show INC-1", "general")
    await story.pass_time(seconds=20)
    await story.ben.leaves(channel)
    await story.settle()
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert "the answer is not sent any longer" in story.told("ben")
    assert "ledger" not in story.told("ben").split("You asked for something")[1]
