"""Whatever goes wrong with whichever call of a declaration: it ends whole, and nothing stands twice."""

from collections import Counter

import pytest

from models.organisation import Bookmark, Organisation
from models.timeline import EventKind
from sandbox.faults import Kind
from tests.kill.record import Record
from tests.kill.whole import doubled, faults_of, incident_channels
from tests.stories.conftest import Story

#: What the first declaration in a workspace calls, and how often.
CALLS = {
    "bookmarks.add": 1,
    "chat.postMessage": 3,
    "conversations.create": 1,
    "conversations.invite": 1,
    "conversations.open": 1,
    "conversations.setTopic": 1,
    "pins.add": 1,
    "users.info": 1,
}
KINDS: tuple[Kind, ...] = (
    "ratelimited",
    "http_500",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
)


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(
        bookmarks=(Bookmark(title="Dashboards", link="https://grafana.example/checkout"),)
    )


# What Slack does wrong is the same to either database, and these are many.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.settings.slack_timeout_seconds = 0.5
    await quiet_story.bot_starts()
    await quiet_story.settle()
    return quiet_story


async def _is_whole(story: Story) -> None:
    assert story.program is not None
    record = Record(story.program.database)
    (facts,) = (await record.facts()).values()
    assert list(faults_of(story.slack, facts)) == []
    whispers = [one.shown for one in story.ana.ephemerals()]
    assert any(f"{facts.incident.ref}:" in one for one in whispers)
    assert doubled(story.slack) == []
    assert len(incident_channels(story.slack)) == 1
    assert await record.events(EventKind.ERRAND_GIVEN_UP) == 0


async def test_these_are_the_calls_of_a_declaration(quiet_story: Story) -> None:
    # With Slack's usual patience: a busy machine must not make a call one that failed.
    story = quiet_story
    await story.bot_starts()
    await story.joined("ana", "incidents")
    begun = len(story.slack.journal.calls())
    await story.declared()
    calls = Counter(call.method for call in story.slack.journal.calls()[begun:])
    calls.pop("response_url")
    assert dict(calls) == CALLS
    await _is_whole(story)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_declaration_ends_whole(story: Story, method: str, kind: Kind) -> None:
    fault = story.slack.faults.add(method=method, kind=kind, times=CALLS[method], retry_after=3)
    await story.ana.types("/incident declare checkout is down")
    await story.pass_time(minutes=1)
    assert fault.spent
    await _is_whole(story)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_start_finds_its_way(quiet_story: Story, kind: Kind) -> None:
    quiet_story.settings.slack_timeout_seconds = 0.5
    for method in ("conversations.list", "conversations.create"):
        quiet_story.slack.faults.add(method=method, kind=kind, retry_after=3)
    await quiet_story.bot_starts()
    await quiet_story.ana.types("/incident declare checkout is down")
    await quiet_story.pass_time(minutes=1)
    assert not quiet_story.slack.faults.standing
    named = [one for one in quiet_story.slack.workspace.channels.values() if one.is_room]
    assert [one.name for one in named].count("incidents") == 1
    await _is_whole(quiet_story)
