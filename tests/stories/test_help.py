"""Help: everything on one page, and half a screen on each topic, made from what holds here."""

from datetime import time

import pytest

from models.on_call_file import parse_on_call
from models.organisation import Handoffs, Organisation
from models.organisation_defaults import ROLES, SEVERITIES
from templates.topics import TOPICS
from tests.stories.conftest import Story

_MORE = "".join(f"  - {{key: s{one}, name: s{one}, zone: Europe/London}}\n" for one in range(1, 9))
DUTY = f"""
schedules:
  - {{key: payments, name: Payments, zone: Europe/London}}
{_MORE}
policies:
  - {{key: money, name: Money, steps: [{{notify: [{{schedule: payments}}]}}]}}
regions:
  - {{name: EMEA, zone: Europe/London, hours: [{{starts: "08:00", ends: "18:00"}}], commanders: payments}}
notices: {{before: 30m}}
paging: {{by_severity: {{SEV-1: [money]}}}}
"""


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


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        *((word, "Paging asks") for word in ("paging", "page", "escalate", "acknowledge")),
        *(
            (word, "On call is")
            for word in ("on call", "oncall", "on-call", "cover", "swap", "rota")
        ),
        *((word, "Handing over") for word in ("handoff", "hand over", "sun", "Follow the sun")),
    ],
)
async def test_the_words_of_somebody_in_a_hurry_lead_to_a_topic(
    story: Story, typed: str, topic: str
) -> None:
    assert (await story.answered("ana", f"/incident help {typed}", "general")).startswith(topic)


class TestWhereSomebodyIsOnCall:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation().with_duty(parse_on_call(DUTY, "on-call.yaml"))

    @pytest.mark.parametrize(
        ("topic", "words"),
        [
            (
                "paging",
                [
                    "/incident page money it is slow",
                    "raised to, SEV-1 pages by itself",
                    "Policies here: money.",
                    "Acknowledge",
                ],
            ),
            (
                "on call",
                [
                    "/incident oncall payments",
                    "/incident oncall schedule payments",
                    "/incident oncall cover",
                    "/incident oncall override payments",
                    "30 min before and when your shift begins",
                    "Schedules here: payments, s1, s2, s3, s4, s5, s6, s7, 1 more.",
                ],
            ),
            (
                "handoff",
                ["/incident handoff @cara Watch the queue", "next (EMEA)", "/incident handoffs"],
            ),
        ],
    )
    async def test_what_is_named_is_there(self, story: Story, topic: str, words: list[str]) -> None:
        answer = await story.answered("ana", f"/incident help {topic}", "general")
        for word in words:
            assert word in answer
        assert len(answer) < 1_800

    async def test_a_topic_that_is_typed_as_a_command_leads_to_its_help(self, story: Story) -> None:
        answer = await story.answered("ana", "/incident cover tonight", "general")
        assert "/incident cover tonight is no command" in answer
        assert "/incident help cover says how that is done" in answer


async def test_where_nobody_is_on_call_help_says_what_works_without(story: Story) -> None:
    answer = await story.answered("ana", "/incident help on call", "general")
    assert "No schedule is set up here yet" in answer
    assert "/incident page @person works without one" in answer


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
