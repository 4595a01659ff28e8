"""Help: everything on one page, and half a screen on each topic, made from what holds here."""

from datetime import time

import pytest

from models.organisation import Handoffs, Organisation
from models.organisation_defaults import ROLES, SEVERITIES
from templates.topics import TOPICS
from tests.stories.conftest import Story


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("roles", [role.does for role in ROLES]),
        ("severity", [severity.meaning for severity in SEVERITIES]),
        ("updates", ["SEV-1: every 15 min", "#incidents", "subscribed"]),
        ("handoff", ["I have command", "30 min before", "Also: handover"]),
        ("review", ["Expected after: SEV-1, SEV-2", "within 7 days", ":pushpin:"]),
        ("private", ["no announcement", "cannot be merged"]),
        ("drills", ["DRILL", "declare drill"]),
        ("reminders", ["Nobody leads: SEV-1 5 min", "after 1 day", "/incident snooze"]),
    ],
)
async def test_each_topic_lists_what_holds_here(story: Story, topic: str, words: list[str]) -> None:
    answer = await story.answered("ana", f"/incident help {topic}", "general")
    for word in words:
        assert word in answer
    # Half a screen.
    assert len(answer) < 1_800


async def test_the_page_names_the_topics_and_a_typo_finds_the_nearest(story: Story) -> None:
    answer = await story.answered("ana", "/incident help", "general")
    for topic in TOPICS:
        assert topic.words[0] in answer
    assert "Severity says how bad it is" in await story.answered(
        "ana", "/incident help sevrity", "general"
    )
    answer = await story.answered("ana", "/incident help note", "general")
    assert "/incident note <what you saw or did>" in answer


class TestInAnotherOrganisation:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(
            severities=SEVERITIES[2:],
            roles=ROLES[:1],
            handoffs=Handoffs(shift_ends=time(18)),
            timeline_emoji=(),
        )

    async def test_it_speaks_of_what_there_is(self, story: Story) -> None:
        answer = await story.answered("ana", "/incident help severity", "general")
        assert "SEV-1" not in answer
        assert "Nobody leads" not in await story.answered(
            "ana", "/incident help reminders", "general"
        )
        assert "at 18:00 by their own clock" in await story.answered(
            "ana", "/incident help shift", "general"
        )
        answer = await story.answered("ana", "/incident help review", "general")
        assert "Expected after: no severity" in answer
        assert "Put on the timeline in a message's menu" in answer.replace("_", "")
