"""How far it has come: understood, mitigated, a false alarm, and back again when it was not over."""

import pytest

from tests.stories.conftest import Story, plain


async def test_mitigated_by_the_cards_button_and_then_resolved(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Mitigated", story.card(channel))
    card = story.card(channel).shown
    assert "Mitigated, began" in card
    assert "changed status from investigating to mitigated" in story.last(channel)
    assert channel.topic == "SEV-3 · checkout is down · mitigated"
    assert "mitigated, began" in story.slack.messages("incidents")[0].shown
    answer = await story.answered("ana", "/incident mitigate", channel)
    assert "INC-1 is mitigated already" in answer
    await story.answered("ana", "/incident resolve Fixed", channel)
    assert "Resolved" in story.card(channel).shown


async def test_status_by_command_with_a_reason(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident status identified the cache is full", channel)
    assert "changed status from investigating to identified: the cache is full" in story.last(
        channel
    )


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("identifed", "There is no status “identifed”. Did you mean identified?"),
        ("resolved", "To end it, type /incident resolve"),
        ("closed", "To end it, type /incident resolve"),
        ("cancelled", "To end it, type /incident cancel"),
    ],
)
async def test_status_words_that_do_nothing(story: Story, words: str, answer: str) -> None:
    channel = await story.declared()
    assert answer in await story.answered("ana", f"/incident status {words}", channel)
    assert "Investigating" in story.card(channel).shown


async def test_a_false_alarm_ends_without_a_review_and_without_reminders(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident cancel a test of the monitoring", channel)
    assert "cancelled it as a false alarm: a test of the monitoring" in story.last(channel)
    card = plain(story.card(channel).shown)
    assert "Cancelled" in card
    assert "Latest update\nNone was written." in card
    assert "nobody yet" not in card
    said = len(story.slack.messages(channel))
    await story.pass_time(hours=5)
    assert len(story.slack.messages(channel)) == said
    assert not any("Review of" in one.shown for one in story.slack.messages(channel))
    assert "No incident is open now" in await story.answered("ana", "/incident list", channel)


async def test_what_was_not_over_is_reopened_with_its_cadence(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=50)
    await story.answered("ana", "/incident resolve Fixed", channel)
    assert "is open, so" not in await story.answered("ana", "/incident reopen It is back", channel)
    assert "reopened it: It is back" in story.last(channel)
    assert "Investigating" in story.card(channel).shown
    await story.pass_time(minutes=59)
    assert "An update is due" not in story.last(channel)
    await story.pass_time(minutes=1)
    assert "An update is due" in story.last(channel)
    answer = await story.answered("ana", "/incident reopen", channel)
    assert "INC-1 is open, so there is nothing to reopen" in answer

    await story.answered("ana", "/incident resolve Now it is", channel)
    drafts = [one for one in story.slack.messages(channel) if "Review of INC-1" in one.shown]
    assert len(drafts) == 2
    assert "reopened it: It is back" in plain(drafts[-1].shown)


async def test_a_note_is_said_and_kept(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident note The queue began to grow at 09:12", channel)
    assert "noted: The queue began to grow at 09:12" in story.last(channel)
    assert "The queue began to grow" in await story.answered("ana", "/incident timeline", channel)
    assert "What should be noted?" in await story.answered("ana", "/incident note", channel)


async def test_the_announcement_of_what_is_over_speaks_of_the_past(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident update One payment in ten fails", channel)
    announced = story.slack.messages("incidents")[0]
    assert "Nobody has command yet." in announced.shown
    assert "Last update" not in announced.shown
    await story.answered("ana", "/incident resolve Fixed", channel)
    announced = story.slack.messages("incidents")[0]
    assert "Last update: One payment in ten fails" in announced.shown
    assert "Nobody had command." in announced.shown
