"""Pages that people cannot come to: they are asked no more, and where all cannot, the channel reads that."""

import asyncio

import pytest

from tests.stories.conftest import Story, plain
from tests.stories.paging import DUTY, cannot, on_duty, page, paged, shown
from workflows.errors import Refused
from workflows.paging.answering import decline

ALONE = """  - key: alone
    name: Alone
    repeat: 2
    steps: [{{notify: [{{schedule: payments}}]}}]
paging:
"""

#: Of which the second step counts in the evening only.
EVENINGS = """  - key: evenings
    name: Evenings
    repeat: 1
    steps:
      - notify: [{{person: ben}}]
      - wait: 10m
        notify: [{{person: cara}}]
        hours: {{zone: Europe/London, days: [mon], starts: "18:00", ends: "20:00"}}
"""


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story, DUTY.replace("paging:\n", EVENINGS + ALONE))
    await quiet_story.bot_starts()
    return quiet_story


async def test_who_was_paged_by_name_and_cannot_is_not_asked_again(story: Story) -> None:
    channel = await story.declared()
    await page(story, "@ben please look", channel)
    await cannot(story, "ben")
    assert "@Ben Carter cannot come, and nobody else was asked." in story.last(channel)
    assert "Page somebody else" in story.last(channel)
    (told,) = paged(story, "ben")
    assert "The channel knows, so you need do nothing." in told.shown
    assert "paged, and cannot come" in "".join(one.shown for one in story.slack.messages(channel))
    await story.pass_time(minutes=40)
    assert len(paged(story, "ben")) == 1


async def test_of_two_who_were_paged_by_name_the_other_is_waited_for(story: Story) -> None:
    channel = await story.declared()
    await page(story, "@ben @cara please look", channel)
    await cannot(story, "ben")
    assert "nobody else was asked" not in story.last(channel)
    await cannot(story, "cara")
    assert "cannot come, and nobody else was asked." in story.last(channel)


TWICE = """  - key: twice
    name: Twice
    repeat: 1
    steps:
      - notify: [{{person: ben}}]
      - {{wait: 10m, notify: [{{person: ben}}]}}
      - {{wait: 10m, notify: [{{schedule: payments}}, {{person: cara}}]}}
paging:
"""


async def test_whoever_cannot_is_not_waited_for_where_a_later_step_names_them_again(
    quiet_story: Story,
) -> None:
    story = quiet_story
    story.organisation = on_duty(story, DUTY.replace("paging:\n", TWICE))
    await story.bot_starts()
    channel = await story.declared()
    await page(story, "twice", channel)
    await cannot(story, "ben")
    assert len(paged(story, "cara")) == 1
    assert len(paged(story, "ben")) == 1
    status = plain(shown(story, channel).shown)
    assert "Step 3 of 3, pass 1 of 2." in status
    assert "Passed over, since nobody is there: step 2: ben (has said that they cannot)" in status
    await story.pass_time(minutes=2)
    await cannot(story, "cara")
    assert "Twice: everybody who could be asked cannot come." in story.last(channel)
    assert len(paged(story, "ben")) == 1


async def test_whoever_is_alone_in_a_policy_and_cannot_is_not_asked_again(story: Story) -> None:
    channel = await story.declared()
    await page(story, "alone", channel)
    await cannot(story, "ben")
    assert "Alone: everybody who could be asked cannot come." in story.last(channel)
    assert "Page somebody else" in story.last(channel)
    assert "Alone: everybody who could be asked cannot come." in ended(story, channel.id)
    await story.pass_time(hours=1)
    assert len(paged(story, "ben")) == 1
    assert [one for one in story.slack.messages(story.ben.dm) if "asked again" in one.shown] == []


async def test_administrators_are_told_that_all_who_are_on_call_cannot(quiet_story: Story) -> None:
    story = quiet_story
    organisation = on_duty(story, DUTY.replace("paging:\n", ALONE))
    story.organisation = organisation.model_copy(update={"administrators": (story.priya.id,)})
    await story.bot_starts()
    channel = await story.declared()
    await page(story, "alone", channel)
    await cannot(story, "ben")
    told = "A page of Alone for INC-1: checkout is down asked everybody it could, and all of them cannot come."
    assert told in story.told("priya")


async def test_whoever_cannot_is_passed_over_in_the_next_pass_too(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await cannot(story, "ben")
    await story.pass_time(minutes=26)
    status = plain(shown(story, channel).shown)
    assert "Step 2 of 3, pass 2 of 2." in status
    assert "step 1: Payments (has said that they cannot)" in status
    assert len(paged(story, "ben")) == 1
    assert "You could not" in paged(story, "ben")[0].shown
    assert len(paged(story, "cara")) == 1
    await story.pass_time(hours=1)
    assert len(paged(story, "ben")) == 1
    assert "paged in every way there is, and nobody answered." in ended(story, channel.id)


async def test_who_escalates_a_page_has_those_asked_again_who_could_not(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await cannot(story, "ben")
    await story.pass_time(minutes=16)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert "Step 1 of 3, pass 2 of 2." in plain(shown(story, channel).shown)
    assert "Acknowledge" in paged(story, "ben")[-1].text


async def test_whoever_cannot_may_still_be_asked_by_name(story: Story) -> None:
    channel = await story.declared()
    await page(story, "alone", channel)
    await cannot(story, "ben")
    await story.pass_time(minutes=2)
    await page(story, "@ben only for a word", channel)
    assert "only for a word" in paged(story, "ben")[-1].shown
    assert "Acknowledge" in paged(story, "ben")[-1].text


async def test_the_fallback_is_waited_for_where_only_one_of_them_cannot(quiet_story: Story) -> None:
    story = quiet_story
    text = DUTY.replace(
        "fallback: [{{person: dev}}]", "fallback: [{{person: dev}}, {{person: cara}}]"
    )
    story.organisation = on_duty(story, text)
    await story.bot_starts()
    channel = await story.declared()
    await page(story, "nobody", channel)
    await cannot(story, "dev")
    await story.pass_time(minutes=11)
    assert "pass 2 of 2" in shown(story, channel).shown
    assert len(paged(story, "dev")) == 1
    await story.pass_time(minutes=2)
    await cannot(story, "cara")
    assert "Nobody: everybody who could be asked cannot come." in story.last(channel)


async def test_where_others_work_later_the_fallback_is_paged_and_told_why(story: Story) -> None:
    channel = await story.declared()
    await page(story, "evenings", channel)
    await cannot(story, "ben")
    assert len(paged(story, "dev")) == 1
    announced = plain("\n".join(one.shown for one in story.slack.messages("incidents")))
    assert "Nobody who is on call now can come for Evenings" in announced
    assert "Nobody is on call" not in announced
    assert len(paged(story, "ben")) == 1


async def test_on_two_devices_one_says_only_once_that_one_cannot(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    outcomes = await asyncio.gather(*(says_no(story, why) for why in ("A train", "A train, sorry")))
    await story.settle()
    assert sorted(outcomes) == ["", "You have said already that you cannot. Nothing was changed."]
    timeline = plain(await story.answered("ana", "/incident timeline", channel))
    assert timeline.count("was paged and cannot come") == 1
    assert len(paged(story, "cara")) == 1


async def says_no(story: Story, why: str) -> str:
    """What Ben reads who says on a device of his that he cannot come to the first page."""
    assert story.program is not None
    try:
        async with story.program.start(story.ben.id) as work:
            await decline(work, 1, why)
    except Refused as refused:
        return str(refused)
    return ""


def ended(story: Story, channel_id: str) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel_id)))


async def test_where_one_cannot_and_the_other_cannot_be_told_the_next_is_asked_at_once(
    quiet_story: Story,
) -> None:
    story = quiet_story
    story.organisation = on_duty(story, DUTY.replace(", everyone: true", ""))
    await story.bot_starts()
    # Whoever declared has spoken with the bot before, so its conversation with them is open.
    channel = await story.declared(by="ben")
    story.slack.faults.add(method="conversations.open", kind="http_500", times=None)
    await page(story, "both", channel)
    await cannot(story, "ben")
    assert "Step 1 of 2" in shown(story, channel).shown
    story.slack.faults.clear()
    story.slack.faults.add(method="conversations.open", kind="error", error="user_not_found")
    await story.pass_time(minutes=1)
    assert "could not be told (user not found)" in shown(story, channel).shown
    assert len(paged(story, "dev")) == 1
