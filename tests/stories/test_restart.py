"""Restarts and bad days: nothing that was promised is lost, nothing comes in a burst, and people are told."""

import asyncio

import pytest
from structlog.testing import capture_logs

import bot.dispatch
from tests.stories.conftest import PATIENCE, Story, plain


async def test_a_reminder_that_fell_due_meanwhile_rings_once_at_start(story: Story) -> None:
    channel = await story.declared()
    said = len(story.slack.messages(channel))
    await story.bot_stops()
    await story.pass_time(hours=9)
    assert len(story.slack.messages(channel)) == said

    await story.bot_starts()
    await story.settle()
    reminders = [one for one in story.slack.messages(channel) if "An update is due" in one.shown]
    assert len(reminders) == 1
    assert "was 9 h ago" in reminders[0].shown
    # And the next people are asked after the usual pause, not at once.
    await story.pass_time(minutes=4)
    assert len(story.slack.messages(channel)) == said + 1
    assert story.slack.messages(channel)[-1].ts == reminders[0].ts
    await story.pass_time(minutes=1)
    assert len(story.slack.messages(channel)) == said + 1
    assert story.slack.messages(channel)[-1].alerts_many


async def test_a_stop_lets_what_is_under_way_come_to_its_end(story: Story) -> None:
    typing = asyncio.create_task(story.ana.types("/incident declare checkout is down"))
    outcome = await typing
    assert not outcome.timed_out
    await story.bot_stops()
    await story.bot_starts()
    await story.settle()
    channel = story.slack.channel("inc-1-checkout-is-down")
    assert len(channel.pins) == 1
    assert len([one for one in story.slack.messages("incidents") if "INC-1" in one.shown]) == 1


async def test_what_a_stop_cuts_off_is_done_by_the_next_bot(story: Story) -> None:
    story.slack.faults.add(method="views.open", kind="timeout_before")
    assert not (await story.ana.types("/incident declare")).timed_out
    assert story.program is not None
    dispatch = story.program.dispatch
    with capture_logs() as logs:
        await story.bot_stops()
        assert dispatch.is_idle
    assert [one for one in logs if one["log_level"] == "error"] == []
    assert story.ana.ephemerals() == []
    story.slack.faults.clear()
    await story.bot_starts()
    await story.pass_time(seconds=11)
    assert "The form could not open in time" in story.whispered("ana")


async def test_while_slack_opens_no_channel_the_person_is_told_and_it_opens_later(
    story: Story,
) -> None:
    story.slack.faults.add(method="conversations.create", kind="ratelimited", retry_after=30)
    await story.ana.types("/incident declare checkout is down")
    await story.settle()
    assert "Slack has not opened its channel yet" in story.whispered("ana")
    answer = await story.answered("ana", "/incident list", "general")
    assert "INC-1: checkout is down (SEV-3) (its channel is on the way)" in answer
    await story.pass_time(seconds=31)
    assert "Everything happens in #inc-1-checkout-is-down" in story.whispered("ana")


async def test_what_slack_refuses_for_good_ends_with_a_word_to_whoever_declared(
    story: Story,
) -> None:
    story.slack.faults.add(
        method="conversations.create", kind="error", error="cannot_create_channel", times=99
    )
    await story.ana.types("/incident declare checkout is down")
    await story.pass_time(minutes=30)
    told = plain("\n".join(one.shown for one in story.slack.messages(story.ana.dm)))
    assert told.count("stood in the way of opening this incident's channel") == 1
    assert "cannot_create_channel" in told
    assert "INC-1 is safe, and everything else goes on" in told

    # And when somebody has put the workspace right, the channel opens after all.
    story.slack.faults.standing.clear()
    await story.pass_time(minutes=11)
    channel = story.slack.channel("inc-1-checkout-is-down")
    assert story.ana.id in channel.members
    assert "INC-1" in story.last("incidents")


async def test_a_form_stays_open_with_every_word_when_the_record_does_not_answer(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.dispatch, "FORM_SECONDS", 0.5)
    await story.ana.types_for_form("/incident declare")
    await story.ana.fills("What is happening?", "Checkout is down")
    assert story.program is not None
    await story.settle()
    others = [story.program.database.writing() for _ in range(40)]
    held = []
    for session in others:
        try:
            async with asyncio.timeout(1):
                await session.connection()
        except TimeoutError:
            break
        held.append(session)
    outcome = await story.ana.submits()
    (words,) = outcome.errors.values()
    assert "cannot reach its records" in words
    assert story.ana.modal is not None
    for session in others:
        await session.close()

    # The record answers again, and a loaded machine may take its time.
    monkeypatch.setattr(bot.dispatch, "FORM_SECONDS", PATIENCE)
    outcome = await story.ana.submits()
    assert outcome.errors == {}
    await story.settle()
    assert "Checkout is down" in story.card(story.slack.channel("inc-1-checkout-is-down")).shown
    incidents = [one for one in story.slack.workspace.channels.values() if "inc-" in one.name]
    assert len(incidents) == 1
