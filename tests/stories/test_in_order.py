"""What is said of an incident is read in the order in which it happened, however long Slack was away."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story

WORDS = ("We look at the gateway", "The gateway is fine", "It was the release", "It holds")


async def _an_outage(story: Story, channel: Channel) -> None:
    """People type on while Slack takes nothing from the bot; each errand waits for a different while."""
    for method in ("response_url", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    for words in WORDS:
        await story.ana.types(f"/incident update {words}", channel)
        await story.pass_time(seconds=50)
    await story.ana.types("/incident resolve Rolled back", channel)
    await story.pass_time(seconds=20)


def _order(shown: list[str], *words: str) -> list[str]:
    """The words in the order in which they are first read."""
    text = "\n".join(shown)
    assert all(one in text for one in words), text
    return sorted(words, key=text.index)


@pytest.mark.parametrize("is_killed", [False, True], ids=["one bot", "another bot"])
async def test_after_an_outage(story: Story, *, is_killed: bool) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    await story.answered("cara", "/incident subscribe INC-1", "general")
    before = len(story.slack.messages(channel))
    await _an_outage(story, channel)
    if is_killed:
        await story.bot_stops()
    story.slack.faults.clear()
    if is_killed:
        await story.bot_starts()
    await story.pass_time(minutes=10)

    said = [one.shown for one in story.slack.messages(channel)][before:]
    assert _order(said, *WORDS, "Rolled back") == [*WORDS, "Rolled back"]
    assert _order(said, "resolved it", "*Review of") == ["resolved it", "*Review of"]
    announcement = story.slack.messages("incidents")[0]
    thread = [
        one.shown
        for one in story.slack.messages("incidents")
        if one.thread_ts == announcement.ts and one is not announcement
    ]
    assert _order(thread, *WORDS) == [*WORDS]
    told = [one.shown for one in story.slack.messages(story.cara.dm)]
    assert _order(told, *WORDS, "Rolled back") == [*WORDS, "Rolled back"]


async def test_a_task_of_an_outage_stands_among_the_words_in_its_place(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    before = len(story.slack.messages(channel))
    for method in ("response_url", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    for command in (
        "update We look",
        "task Call the bank",
        "update We know",
        "resolve Rolled back",
    ):
        await story.ana.types(f"/incident {command}", channel)
        await story.pass_time(seconds=50)
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    said = [one.shown for one in story.slack.messages(channel)][before:]
    words = ["We look", "Task 1", "We know", "resolved it"]
    assert _order(said, *words) == words


async def test_what_ended_twice_in_an_outage_has_its_review_at_the_end(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    before = len(story.slack.messages(channel))
    for method in ("response_url", "chat.*"):
        story.slack.faults.add(method=method, kind="http_500", times=None)
    for words in ("resolve It was the release", "reopen It is back", "resolve Rolled back"):
        await story.ana.types(f"/incident {words}", channel)
        await story.pass_time(seconds=50)
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    said = [one.shown for one in story.slack.messages(channel)][before:]
    order = ["It was the release", "It is back", "resolved it: Rolled back", "*Review of"]
    assert _order(said, *order) == order
    assert sum("*Review of" in one for one in said) == 1
