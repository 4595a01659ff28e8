"""Errands whose lease runs out again and again: they come up ever later, and do not come up for ever."""

import time

import pytest
from sqlalchemy import select

import bot.runner
import workflows.lease
import workflows.work
from bot.runner import TRIES_WHEN_UNAVAILABLE
from models.errand import ErrandRow
from models.timeline import EventKind, TimelineEvent
from sandbox.state import Channel
from tests.stories.conftest import Story
from workflows.lease import LEASE, Lease
from workflows.showing import ShowTopic

# It is about time, which both kinds of database keep alike.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def channel(story: Story) -> Channel:
    return await story.declared()


async def topic_errand(story: Story) -> ErrandRow:
    """The newest errand that sets the topic."""
    assert story.program is not None
    async with story.program.database.reading() as session:
        newest = select(ErrandRow).where(ErrandRow.kind == ShowTopic.kind())
        return (await session.scalars(newest.order_by(ErrandRow.id.desc()))).first() or pytest.fail(
            "no errand sets the topic"
        )


async def given_up(story: Story) -> list[str]:
    """The kinds of errands that the timeline tells were given up."""
    assert story.program is not None
    async with story.program.database.reading() as session:
        told = await session.scalars(
            select(TimelineEvent).where(TimelineEvent.kind == EventKind.ERRAND_GIVEN_UP)
        )
        return [str(event.details["errand"]) for event in told]


async def test_what_takes_longer_than_its_lease_every_time_is_given_up(
    story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows.lease, "_SPEAKING_SECONDS", -1.0)
    await story.ana.types("/incident severity SEV-4", channel)
    await story.pass_time(minutes=75)
    assert (await topic_errand(story)).done_at is None
    assert await given_up(story) == []

    await story.pass_time(minutes=75)
    errand = await topic_errand(story)
    assert errand.done_at is not None
    assert errand.claims == TRIES_WHEN_UNAVAILABLE
    assert errand.last_error == "LeaseLost"
    assert ShowTopic.kind() in await given_up(story)


async def test_a_runner_that_was_held_up_gives_up_nothing_that_others_may_have_taken(
    story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def long_over() -> Lease:
        return Lease(taken=time.monotonic() - LEASE.total_seconds())

    with monkeypatch.context() as held_up:
        for taking in (bot.runner, workflows.work):
            held_up.setattr(taking, "Lease", long_over)
        await story.ana.types("/incident severity SEV-4", channel)
        await story.pass_time(hours=2)
        errand = await topic_errand(story)
        assert errand.done_at is None
        assert errand.claims < 2 * TRIES_WHEN_UNAVAILABLE
        assert await given_up(story) == []

    await story.pass_time(minutes=11)
    assert "SEV-4" in channel.topic
