"""Pages in bad times: gaps, nights, people who left, a bot that was away; and who may not hear of them."""

from typing import Literal

import pytest

from tests.stories.conftest import Story, plain
from tests.stories.paging import DUTY, on_duty, page, paged, shown
from workflows.people import LearnPerson


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story)
    await quiet_story.bot_starts()
    return quiet_story


async def test_a_gap_is_passed_over_at_once_and_told(story: Story) -> None:
    channel = await story.declared()
    await page(story, "nights", channel)
    assert len(paged(story, "cara")) == 1
    assert "Passed over, since nobody is there: step 1: Nights (nobody is on call)" in plain(
        shown(story, channel).shown
    )
    assert not [
        one for one in story.slack.messages("incidents") if "Nobody is on call" in one.shown
    ]


async def test_where_nobody_is_there_the_fallback_is_paged_and_everybody_told(story: Story) -> None:
    channel = await story.declared()
    await page(story, "nobody", channel)
    assert len(paged(story, "dev")) == 1
    (shout,) = [
        one for one in story.slack.messages("incidents") if "Nobody is on call" in one.shown
    ]
    assert "INC-1: checkout is down" in plain(shout.shown)
    await story.pass_time(minutes=11)
    assert "pass 2 of 2" in shown(story, channel).shown
    shouts = [one for one in story.slack.messages("incidents") if "Nobody is on call" in one.shown]
    assert shouts == [shout]


async def test_the_bot_was_away_at_a_step_and_says_so_once(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.bot_stops()
    await story.pass_time(minutes=40)
    await story.bot_starts()
    await story.settle()
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")
    assert "this step came 30 min late" in shown(story, channel).shown
    await story.pass_time(minutes=14)
    assert not paged(story, "dev")
    await story.pass_time(minutes=1)
    assert len(paged(story, "dev")) == 1


async def test_the_end_of_the_incident_ends_it(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.answered("ana", "/incident resolve It was nothing", channel)
    await story.pass_time(hours=1)
    assert not paged(story, "cara")
    (first,) = paged(story, "ben")
    assert "There is nothing left to do." in first.shown


async def test_neither_a_drill_nor_a_private_one_pages_by_itself(story: Story) -> None:
    await story.ana.types("/incident declare drill sev1 all is down")
    await story.ana.types("/incident declare private sev1 all is down")
    await story.pass_time(minutes=2)
    assert not paged(story, "ben")


async def test_into_a_private_incident_whoever_is_paged_is_let_in(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "nobody please come", channel)
    assert story.dev.id in channel.members
    assert "somebody copied the ledger" in paged(story, "dev")[0].shown
    assert "It is private: please speak of it only there" in paged(story, "dev")[0].shown
    assert "ledger" not in str([one.blocks for one in story.slack.messages("incidents")])


async def test_people_are_paged_by_name_and_told_once_in_a_minute(story: Story) -> None:
    channel = await story.declared()
    await page(story, "@ben please look", channel)
    await page(story, "payments", channel)
    assert len(paged(story, "ben")) == 1
    assert "was told of this incident a moment before" in shown(story, channel).shown
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await story.pass_time(minutes=20)
    assert not paged(story, "cara")


async def test_somebody_who_left_is_nobody(story: Story) -> None:
    story.ben.user.deleted = True
    channel = await story.declared()
    await page(story, "payments", channel)
    assert not paged(story, "ben")
    assert len(paged(story, "cara")) == 1
    assert "ben (has left, or is a program)" in plain(shown(story, channel).shown)


async def test_who_is_known_to_have_left_is_nobody_while_slack_is_away(story: Story) -> None:
    channel = await story.declared()
    story.ben.user.deleted = True
    assert story.program is not None
    async with story.program.start(story.ben.id) as work:
        work.send(LearnPerson(slack_id=story.ben.id))
    await story.pass_time(hours=2)
    story.slack.faults.add(method="users.info", kind="http_500", times=20)
    await page(story, "payments", channel)
    assert "ben (has left, or is a program)" in plain(shown(story, channel).shown)
    assert len(paged(story, "cara")) == 1


async def test_an_edited_policy_changes_no_page_that_runs(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    assert story.program is not None
    edited = DUTY.replace(
        "wait: 10m, notify: [{{schedule: second}}]", "wait: 10m, notify: [{{person: dev}}]"
    )
    story.program.start.configuration.current = on_duty(story, edited)
    await story.pass_time(minutes=10)
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")


async def test_a_page_goes_on_where_its_incident_does(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.ana.presses("Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert "This page goes on in INC-1" in plain(
        "\n".join(one.shown for one in story.slack.messages(channel))
    )
    await story.pass_time(minutes=10)
    assert "INC-1: search is down" in plain(paged(story, "cara")[0].shown)
    assert "Step 2 of 3" in shown(story, target).shown


async def test_quiet_hours_hold_back_what_can_wait(quiet_story: Story) -> None:
    text = DUTY + '  quiet_hours: {{starts: "08:00", ends: "10:00", severities: [SEV-3]}}\n'
    quiet_story.organisation = on_duty(quiet_story, text)
    await quiet_story.bot_starts()
    channel = await quiet_story.declared()
    await page(quiet_story, "payments", channel)
    assert not paged(quiet_story, "ben")
    assert "is told after the night" in shown(quiet_story, channel).shown
    await quiet_story.pass_time(minutes=59)
    assert not paged(quiet_story, "ben")
    await quiet_story.pass_time(minutes=1)
    assert len(paged(quiet_story, "ben")) == 1
    assert not paged(quiet_story, "cara")


@pytest.mark.parametrize(("kind", "error"), [("http_500", ""), ("error", "missing_scope")])
async def test_while_slack_looks_nobody_up_the_page_goes_out_all_the_same(
    story: Story, kind: Literal["http_500", "error"], error: str
) -> None:
    channel = await story.declared()
    story.slack.faults.add(method="users.info", kind=kind, error=error, times=20)
    await page(story, "payments", channel)
    assert len(paged(story, "ben")) == 1


async def test_whoever_slack_lets_nobody_write_to_is_passed_over(story: Story) -> None:
    channel = await story.declared()
    story.slack.faults.add(method="conversations.open", kind="error", error="user_not_found")
    await page(story, "payments", channel)
    assert not paged(story, "ben")
    assert "could not be told (user not found)" in shown(story, channel).shown
    assert len(paged(story, "cara")) == 1


async def test_a_name_that_would_call_everybody_calls_nobody(quiet_story: Story) -> None:
    text = DUTY.replace("name: Payments\n    repeat", 'name: "<!channel> *Pay* & co"\n    repeat')
    text = text.replace("[Payments]", "[payments]")
    quiet_story.organisation = on_duty(quiet_story, text)
    await quiet_story.bot_starts()
    channel = await quiet_story.declared()
    await page(quiet_story, "payments", channel)
    for one in (*paged(quiet_story, "ben"), shown(quiet_story, channel)):
        assert "<!channel>" not in str(one.blocks)
        assert "&lt;!channel&gt;" in str(one.blocks)


async def test_who_pages_a_private_incident_that_they_left_is_told_of_none(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.ben.leaves(channel)
    await story.settle()
    await story.ben.presses("Acknowledge", first)
    await story.settle()
    assert "There is no INC-1" in story.whispered("ben")
