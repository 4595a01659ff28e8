"""Ending an incident by form: nothing is required, and it is said which reminders stop."""

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox.state import Channel
from tests.stories.conftest import Story, plain


def said(story: Story, channel: Channel) -> str:
    return "\n".join(plain(one.shown) for one in story.slack.messages(channel))


async def asked(story: Story, channel: Channel, words: str = "/incident resolve") -> str:
    await story.joined("ana", channel)
    form = await story.ana.types_for_form(words, channel)
    return plain(story.ana.reads(form))


async def test_the_form_asks_what_is_missing_and_takes_nothing_for_an_answer(story: Story) -> None:
    channel = await story.declared()
    shown = await asked(story, channel)
    assert "INC-1: checkout is down ends: reminders stop" in shown
    assert "When was nobody affected any longer?" in shown
    assert "Investigating" in story.card(channel).shown
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert "Resolved" in story.card(channel).shown
    assert "These reminders have stopped: the next update" in said(story, channel)
    assert "Review of INC-1" in said(story, channel)


async def test_when_people_were_no_longer_affected_is_kept_at_its_moment(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=40)
    await story.answered("ana", "/incident note Later than that", channel)
    await asked(story, channel)
    await story.ana.fills("What ended it?", "The old release is back")
    await story.ana.chooses(
        "When was nobody affected any longer?", datetime(2026, 3, 2, 9, 25, tzinfo=UTC)
    )
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert "resolved it: The old release is back" in said(story, channel)
    shown = await story.answered("ana", "/incident timeline", channel)
    assert "09:25 UTC  @Ana Silva changed status from investigating to mitigated" in shown
    assert shown.index("to mitigated") < shown.index("Later than that")


async def test_a_moment_that_cannot_be_stays_in_the_form(story: Story) -> None:
    channel = await story.declared()
    await asked(story, channel)
    for wrong in (timedelta(hours=-1), timedelta(hours=1)):
        await story.ana.fills("What ended it?", "The old release is back")
        moment = story.slack.clock.now() + wrong
        await story.ana.chooses("When was nobody affected any longer?", moment)
        outcome = await story.ana.submits()
        assert "Choose a moment in between" in outcome.errors["mitigated_at"]
    assert "Investigating" in story.card(channel).shown


async def test_neither_can_a_moment_at_which_it_was_over(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=30)
    await story.answered("ana", "/incident resolve The old release is back", channel)
    await story.pass_time(minutes=60)
    await story.answered("ana", "/incident reopen It is down again", channel)
    await story.pass_time(minutes=30)
    await asked(story, channel)
    now = story.slack.clock.now()
    for wrong in (timedelta(minutes=100), timedelta(minutes=60)):
        await story.ana.chooses("When was nobody affected any longer?", now - wrong)
        error = (await story.ana.submits()).errors["mitigated_at"]
        assert error.startswith("That is before it was reopened, or still to come. Choose a moment")
    await story.ana.chooses("When was nobody affected any longer?", now - timedelta(minutes=10))
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert "Resolved" in story.card(channel).shown


async def test_what_was_mitigated_is_not_asked_again(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident mitigate", channel)
    assert "When was nobody" not in await asked(story, channel)
    await story.ana.submits()
    await story.settle()
    await story.answered("ana", "/incident reopen", channel)
    assert "When was nobody" in await asked(story, channel)


async def test_the_cards_button_asks_the_same(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Resolve", story.card(channel))
    assert story.ben.modal is not None
    assert "Investigating" in story.card(channel).shown
    await story.answered("ana", "/incident resolve Done by hand", channel)
    outcome = await story.ben.submits()
    assert "INC-1 was resolved" in plain(next(iter(outcome.errors.values())))


async def test_a_false_alarm_is_confirmed(story: Story) -> None:
    channel = await story.declared()
    assert "ends as a false alarm" in await asked(story, channel, "/incident cancel")
    assert "Investigating" in story.card(channel).shown
    await story.ana.fills("Why?", "A test of the monitoring")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert "cancelled it as a false alarm: A test of the monitoring" in said(story, channel)
    assert "Review of" not in said(story, channel)


async def test_resolved_twice_while_command_is_offered_shows_who_led_to_the_end(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = next(
        one for one in story.slack.messages(channel) if "asks you to take command" in one.shown
    )
    await story.joined("cara", channel)
    await story.joined("ana", channel)
    await story.cara.presses("I have command", offer)
    await story.slack.wait.modal(story.cara)
    await story.cara.fills("In one line: what do you take over?", "It is slow")
    sent = asyncio.create_task(story.cara.submits())
    await story.ana.types("/incident resolve Fixed", channel)
    await story.ana.types("/incident resolve Fixed", channel)
    await sent
    await story.settle()
    shown = await story.answered("ana", "/incident timeline", channel)
    assert shown.count("resolved it: Fixed") == 1
    passed = "Command passed from" in shown
    assert ("@Cara" in story.card(channel).shown) == passed
    assert ("@Ben" in story.card(channel).shown) != passed
    assert "I have command" not in offer.text
