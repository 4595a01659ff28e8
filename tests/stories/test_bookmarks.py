"""The links at the top of an incident's channel: each once and in order, also after a bad day."""

import pytest

from models.organisation import Bookmark, Organisation
from tests.stories.conftest import Story

TITLES = ["Dashboards", "Logs", "Run book", "Status page"]


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(
        bookmarks=tuple(
            Bookmark(title=title, link=f"https://example.com/{number}")
            for number, title in enumerate(TITLES)
        )
    )


async def test_a_repeat_looks_once_for_all_of_them(quiet_story: Story) -> None:
    story = quiet_story
    story.settings.slack_timeout_seconds = 1.0
    await story.bot_starts()
    story.slack.faults.add(method="bookmarks.add", kind="timeout_after")
    channel = await story.declared()
    await story.pass_time(minutes=1)
    assert [mark.title for mark in channel.bookmarks] == TITLES
    looks = [one for one in story.slack.journal.calls() if one.method == "bookmarks.list"]
    assert len(looks) == 1
