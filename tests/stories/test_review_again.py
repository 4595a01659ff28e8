"""A second end has a draft of its own, and the one from before says so where it stands."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from integrations.slack import Slack
from models.timeline import EventKind, TimelineEvent
from sandbox.state import Channel, Message
from tests.kill.whole import key_of
from tests.stories.conftest import PATIENCE, Story, plain
from tests.stories.killed import killed_after

OUT_OF_DATE = "Out of date: a newer draft stands below. /incident review INC-1 leads there."


def drafts(story: Story, channel: Channel) -> list[Message]:
    return [one for one in story.slack.messages(channel) if "Review of INC-1" in one.shown]


def live(story: Story, channel: Channel) -> list[Message]:
    """The messages in which somebody can say that they have held the review."""
    return [one for one in story.slack.messages(channel) if "We have held it" in one.shown]


async def reopened_and_resolved(story: Story, channel: Channel) -> None:
    await story.answered("ben", "/incident reopen It is back", channel)
    await story.pass_time(minutes=30)
    await story.answered("ben", "/incident resolve The queue was full", channel)


async def resolved(story: Story) -> Channel:
    channel = await story.declared("sev2 checkout is down")
    await story.answered("ben", "/incident resolve The old release is back", channel)
    return channel


async def test_the_older_draft_is_marked_and_keeps_its_words_and_answers(story: Story) -> None:
    channel = await resolved(story)
    (first,) = drafts(story, channel)
    before = plain(first.shown)
    await story.ana.posts("I saw it at nine", channel, thread=first)
    await reopened_and_resolved(story, channel)
    older, newer = drafts(story, channel)
    assert older.ts == first.ts
    assert OUT_OF_DATE in plain(older.shown)
    assert "We have held it" not in older.shown
    assert "Please talk about it by" not in older.shown
    facts = before[before.index("Facts") :]
    assert facts in plain(older.shown)
    assert "Out of date" not in newer.shown
    assert [one.ts for one in live(story, channel)] == [newer.ts]
    assert "I saw it at nine" in [one.shown for one in channel.replies(older.ts)]
    await story.pressed("ben", "We have held it", newer)
    assert "You have talked about it" in drafts(story, channel)[1].shown
    assert OUT_OF_DATE in plain(drafts(story, channel)[0].shown)


async def test_of_three_drafts_the_last_is_alive(story: Story) -> None:
    channel = await resolved(story)
    await reopened_and_resolved(story, channel)
    await reopened_and_resolved(story, channel)
    assert [OUT_OF_DATE in plain(one.shown) for one in drafts(story, channel)] == [
        True,
        True,
        False,
    ]
    assert len(live(story, channel)) == 1


async def test_that_the_older_one_was_held_stays_to_be_read(story: Story) -> None:
    channel = await resolved(story)
    await story.pressed("ben", "We have held it", drafts(story, channel)[0])
    await reopened_and_resolved(story, channel)
    older = plain(drafts(story, channel)[0].shown)
    assert "You have talked about it: held 2 Mar 2026 at 09:00 UTC" in older
    assert OUT_OF_DATE in older


async def test_an_older_draft_that_was_deleted_is_let_be(story: Story) -> None:
    channel = await resolved(story)
    (first,) = drafts(story, channel)
    channel.messages.remove(first)
    channel.posts.pop(first.ts, None)
    await reopened_and_resolved(story, channel)
    (only,) = drafts(story, channel)
    assert "Out of date" not in only.shown
    assert "stood in the way" not in "\n".join(one.shown for one in story.slack.messages(channel))


async def test_it_is_marked_after_an_outage(story: Story) -> None:
    channel = await resolved(story)
    story.slack.faults.add(method="chat.update", kind="http_500", times=8)
    await reopened_and_resolved(story, channel)
    await story.pass_time(minutes=30)
    older, newer = drafts(story, channel)
    assert OUT_OF_DATE in plain(older.shown)
    assert [one.ts for one in live(story, channel)] == [newer.ts]


async def test_it_is_marked_after_a_kill(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = await resolved(story)
    (first,) = drafts(story, channel)
    redraws, killed = Slack.redraw, asyncio.Event()

    async def redraw(slack: Slack, channel_id: str, ts: str, *what: Any) -> bool:
        if ts == first.ts and not killed.is_set():
            killed.set()
            raise asyncio.CancelledError
        return await redraws(slack, channel_id, ts, *what)

    monkeypatch.setattr(Slack, "redraw", redraw)
    await reopened_and_resolved(story, channel)
    assert killed.is_set()
    await story.bot_stops()
    await story.bot_starts()
    await story.pass_time(minutes=2)
    older, newer = drafts(story, channel)
    assert OUT_OF_DATE in plain(older.shown)
    assert [one.ts for one in live(story, channel)] == [newer.ts]


async def test_a_draft_that_is_posted_while_a_newer_one_is_made_is_marked_too(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared("sev2 checkout is down")
    posts, late = Slack.post, asyncio.Event()

    async def post(slack: Slack, *what: Any, key: str, **how: Any) -> str:
        if key.startswith("review:") and not late.is_set():
            late.set()
            await story.slack.advance(timedelta(seconds=1))
            await story.ben.types("/incident reopen It is back", channel)
            await story.ben.types("/incident resolve The queue was full", channel)
            await reviewed_twice(story)
        return await posts(slack, *what, key=key, **how)

    monkeypatch.setattr(Slack, "post", post)
    await story.joined("ben", channel)
    await story.answered("ana", "/incident resolve rolled back", channel)
    await story.pass_time(minutes=2)
    assert len(drafts(story, channel)) == 2
    assert len([one for one in drafts(story, channel) if OUT_OF_DATE in plain(one.shown)]) == 1
    assert len(live(story, channel)) == 1


async def reviewed_twice(story: Story) -> None:
    """Wait until a second draft stands in the record."""
    assert story.program is not None
    drafted = select(func.count()).where(TimelineEvent.kind == EventKind.REVIEW_DRAFTED.value)
    async with asyncio.timeout(PATIENCE):
        while True:
            async with story.program.start.looking() as session:
                if await session.scalar(drafted) == 2:
                    return
            await asyncio.sleep(0.01)


async def test_a_draft_whose_place_was_never_noted_is_found_and_marked(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared("sev2 checkout is down")
    killed_after(monkeypatch, "review")
    await story.answered("ana", "/incident resolve rolled back", channel)
    (first,) = [one for one in channel.messages if key_of(one).startswith("review:")]
    await reopened_and_resolved(story, channel)
    monkeypatch.undo()
    await story.pass_time(minutes=5)
    assert drafts(story, channel)[0].ts == first.ts
    assert OUT_OF_DATE in plain(drafts(story, channel)[0].shown)
    assert len(live(story, channel)) == 1


async def test_in_a_thread_the_older_one_is_marked_there(story: Story) -> None:
    story.slack.workspace.rules.may_create_public = False
    await story.ana.types("/incident declare sev2 checkout is down", "general")
    await story.settle()
    channel = story.slack.channel("incidents")
    await story.answered("ana", "/incident resolve INC-1 It drained", "general")
    await story.answered("ana", "/incident reopen INC-1 It is back", "general")
    await story.answered("ana", "/incident resolve INC-1 It drained", "general")
    older, newer = drafts(story, channel)
    assert older.thread_ts == newer.thread_ts
    assert OUT_OF_DATE in plain(older.shown)
    assert [one.ts for one in live(story, channel)] == [newer.ts]
