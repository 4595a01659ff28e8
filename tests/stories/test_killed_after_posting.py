"""Killed right after a post, before it was noted: what changed meanwhile is drawn where the post stands."""

import pytest

from models.organisation import Channels, Organisation
from sandbox.state import Channel, Message
from tests.kill.whole import doubled, key_of
from tests.stories.conftest import Story
from tests.stories.killed import killed_after


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(channels=Channels(also=("payments",)))


def standing(story: Story, kind: str) -> str:
    """What the one post of a kind shows."""
    channels: list[Channel] = [*story.slack.workspace.channels.values()]
    posts: list[Message] = [one for channel in channels for one in channel.messages]
    (found,) = [one for one in posts if key_of(one).startswith(f"{kind}:")]
    assert doubled(story.slack) == []
    return found.shown


@pytest.mark.parametrize("kind", ["card", "announcement", "also"])
async def test_where_it_stands_is_drawn(
    story: Story, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    killed_after(monkeypatch, kind)
    channel = await story.declared()
    monkeypatch.undo()
    await story.answered("ana", "/incident severity SEV-1", channel)
    assert "SEV-1" in standing(story, kind)


async def test_a_task_is_drawn(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = await story.declared()
    killed_after(monkeypatch, "task")
    await story.answered("ana", "/incident task Call the bank", channel)
    monkeypatch.undo()
    await story.answered("ana", "/incident task done 1", channel)
    assert "I'll take it" not in standing(story, "task")


async def test_an_answered_offer_is_drawn(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    killed_after(monkeypatch, "handoff")
    await story.answered("ben", "/incident handoff @cara", channel)
    monkeypatch.undo()
    (offer,) = [one for one in channel.messages if key_of(one).startswith("handoff:")]
    await story.reads_back("cara", offer)
    assert "I have command" not in standing(story, "handoff")


async def test_a_review_that_was_held_is_drawn(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    killed_after(monkeypatch, "review")
    await story.answered("ana", "/incident resolve rolled back", channel)
    monkeypatch.undo()
    (draft,) = [one for one in channel.messages if key_of(one).startswith("review:")]
    await story.pressed("cara", "We have held it", draft)
    assert "You have talked about it" in standing(story, "review")
