"""Whoever is on call soon is known before they are met: looked up once a day, a few a minute."""

import pytest
from sqlalchemy import select

from bot.matching import keep_matching
from models.person import Person
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty
from workflows.people import LearnPerson

#: A turn is a week: Ana, Ben and Cara have theirs within two weeks, Dev long after.
SOON = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers:
      - name: Weekly
        people: [ana, ben, cara, nobody, dev]
        first_turn: "2026-03-02 09:00"
        every: 4 days
global_commanders: [{commander}]
people:
  ana: {{slack: Ana@Lantern.example}}
  nobody: {{slack: nobody@lantern.example}}
"""
EARLIEST = "Earliest is"


def asked(story: Story, handle: str) -> int:
    calls = story.slack.journal.calls("users.info")
    return sum(call.arguments["user"] == story.slack.person(handle).id for call in calls)


async def a_day_begins(story: Story) -> None:
    assert story.program is not None
    await keep_matching(story.program.start)
    await story.settle()


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    on_duty(quiet_story, SOON.format(commander=quiet_story.gita.id), ("ben", "cara", "dev"))
    await quiet_story.bot_starts()
    return quiet_story


async def test_their_clocks_are_known_before_they_act(story: Story) -> None:
    story.slack.workspace.users[story.cara.id].zone = "Asia/Singapore"
    await a_day_begins(story)
    assert [asked(story, one) for one in ("ana", "ben", "cara", "gita", "dev")] == [1, 1, 1, 1, 0]
    await story.cara.types_for_form("/incident oncall cover")
    assert story.cara.modal is not None
    assert "Singapore time" in plain(story.cara.reads(story.cara.modal))


async def test_it_is_done_once_a_day_and_only_of_those_not_known(story: Story) -> None:
    await a_day_begins(story)
    await story.pass_time(hours=1)
    await a_day_begins(story)
    assert asked(story, "ben") == 1
    emails = story.slack.journal.calls("users.lookupByEmail")
    assert len(emails) == 2
    await story.pass_time(hours=24)
    await a_day_begins(story)
    assert asked(story, "ben") == 1
    # Whom Slack does not know may have come since.
    assert len(story.slack.journal.calls("users.lookupByEmail")) == 3


async def test_many_are_looked_up_a_few_a_minute(quiet_story: Story) -> None:
    story = quiet_story
    crowd = ", ".join(f"p{n}@lantern.example" for n in range(25))
    together = SOON.replace("[ana, ben, cara, nobody, dev]", f"[[{crowd}]]")
    on_duty(story, together.format(commander=story.gita.id), ())
    await story.bot_starts()
    await a_day_begins(story)
    looked = [len(story.slack.journal.calls("users.lookupByEmail"))]
    for _ in range(3):
        await story.pass_time(minutes=1)
        looked.append(len(story.slack.journal.calls("users.lookupByEmail")))
    assert looked == [9, 19, 25, 25]
    assert asked(story, "gita") == 1


async def test_without_anybody_on_call_nobody_is_looked_up(quiet_story: Story) -> None:
    await quiet_story.bot_starts()
    await a_day_begins(quiet_story)
    assert not story_calls(quiet_story)


def story_calls(story: Story) -> int:
    return len(story.slack.journal.calls("users.lookupByEmail"))


@pytest.mark.parametrize("refusal", ["user_not_visible", "user_not_found"])
async def test_what_slack_refuses_to_say_later_leaves_what_is_known(
    story: Story, refusal: str
) -> None:
    story.slack.workspace.users[story.cara.id].zone = "Asia/Singapore"
    await a_day_begins(story)
    story.slack.faults.add(method="users.info", kind="error", error=refusal, times=20)
    assert story.program is not None
    async with story.program.start() as work:
        work.send(LearnPerson(slack_id=story.cara.id))
    await story.settle()
    async with story.program.start.looking() as session:
        cara = await session.scalar(select(Person).where(Person.slack_id == story.cara.id))
    assert cara is not None
    assert cara.name.startswith("Cara")
    assert cara.time_zone == "Asia/Singapore"
    assert cara.cannot_answer == (refusal == "user_not_found")
