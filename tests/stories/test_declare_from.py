"""Declaring from what somebody wrote: with the shortcut on a message, or by mentioning the bot."""

import pytest

from sandbox.state import Message
from tests.stories.conftest import Story, plain

SHORTCUT = "Declare from message"
LONG = "Payments fail with error 502 since the release of this morning, " + "and more " * 20


async def written(story: Story, words: str, channel: str = "general") -> Message:
    await story.joined("ben", channel)
    return await story.ben.posts(words, channel)


def replies(story: Story, message: Message) -> list[str]:
    channel = story.slack.workspace.channels[message.channel]
    return [plain(one.shown) for one in channel.replies(message.ts)]


async def declared_from(story: Story, message: Message, *, ticks: tuple[str, ...] = ()) -> None:
    await story.joined("ana", story.slack.workspace.channels[message.channel])
    await story.ana.uses_message_shortcut(SHORTCUT, message)
    await story.slack.wait.modal(story.ana)
    if ticks:
        await story.ana.chooses("How is it meant?", list(ticks))
        await story.settle()
    assert (await story.ana.submits()).errors == {}
    await story.settle()


async def test_the_form_holds_the_messages_words(story: Story) -> None:
    message = await written(story, f"{LONG}\nCustomers & staff see it.")
    await story.ana.uses_message_shortcut(SHORTCUT, message)
    form = await story.slack.wait.modal(story.ana)
    title, noticed = (
        next(
            one["element"]["initial_value"]
            for one in form.content["blocks"]
            if one["block_id"] == name
        )
        for name in ("title", "noticed")
    )
    assert title.startswith("Payments fail with error 502 since the release")
    assert len(title) <= 120
    assert title.endswith("…")
    assert noticed == f"{LONG}\nCustomers & staff see it."


async def test_a_line_without_a_blank_is_shortened_too(story: Story) -> None:
    message = await written(story, "x" * 3000)
    await story.ana.uses_message_shortcut(SHORTCUT, message)
    form = await story.slack.wait.modal(story.ana)
    (title,) = [one for one in form.blocks if one.get("block_id") == "title"]
    assert title["element"]["initial_value"] == "x" * 119 + "…"


async def test_a_few_words_are_the_title_and_stand_nowhere_else(story: Story) -> None:
    message = await written(story, "Search is slow")
    await story.ana.uses_message_shortcut(SHORTCUT, message)
    form = await story.slack.wait.modal(story.ana)
    assert str(form.content).count("Search is slow") == 1


async def test_the_message_and_the_incident_lead_to_each_other(story: Story) -> None:
    message = await written(story, "Checkout is down", "payments")
    await declared_from(story, message)
    channel = story.slack.channel("inc-1-checkout-is-down")
    assert [one for one in replies(story, message) if "Declared as INC-1: Checkout is down" in one]
    said = [one.blocks for one in story.slack.messages(channel)]
    assert f"/p{message.ts.replace('.', '')}" in str(said)
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "It was declared from a message" in timeline


async def test_they_do_so_too_where_it_was_closed_and_reopened_before_there_was_a_channel(
    story: Story,
) -> None:
    message = await written(story, "Checkout is down", "payments")
    story.slack.faults.add(method="conversations.create", kind="http_500", times=None)
    await declared_from(story, message)
    await story.answered("ana", "/incident resolve INC-1 It was a test", "general")
    await story.answered("ana", "/incident reopen INC-1 It was none", "general")
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    channel = story.slack.channel("inc-1-checkout-is-down")
    assert [one for one in replies(story, message) if "Declared as INC-1: Checkout is down" in one]
    said = [one.blocks for one in story.slack.messages(channel)]
    assert f"/p{message.ts.replace('.', '')}" in str(said)


async def test_of_a_private_one_nothing_is_said_under_the_message(story: Story) -> None:
    message = await written(story, "Somebody copied the ledger")
    await declared_from(story, message, ticks=("Private",))
    assert replies(story, message) == []
    channel = story.slack.channel("inc-1-somebody-copied-the-ledger")
    assert channel.private
    assert "It was declared from" in str([one.shown for one in story.slack.messages(channel)])


async def test_a_mention_declares_as_the_command_does(story: Story) -> None:
    await story.joined("ben", "incidents")
    message = await story.ben.posts("@muster declare sev2 checkout is down", "incidents")
    await story.settle()
    channel = story.slack.channel("inc-1-checkout-is-down")
    assert "SEV-2: Major" in story.card(channel).shown
    assert story.ben.id in channel.members
    (reply,) = replies(story, message)
    assert "Declared as INC-1: checkout is down" in reply
    named = [one for one in story.slack.workspace.channels.values() if "inc-" in one.name]
    assert len(named) == 1


async def test_an_edited_mention_declares_nothing_more(story: Story) -> None:
    await story.joined("ben", "incidents")
    message = await story.ben.posts("@muster declare checkout is down", "incidents")
    await story.settle()
    await story.ben.edits(message, "@muster declare checkout is up")
    await story.settle()
    named = [one for one in story.slack.workspace.channels.values() if "inc-" in one.name]
    assert len(named) == 1


@pytest.mark.parametrize(
    "words", ["@muster", "@muster hello", "@muster declare", "@muster new sev1"]
)
async def test_any_other_mention_is_told_how_privately(story: Story, words: str) -> None:
    await story.joined("ben", "incidents")
    message = await story.ben.posts(words, "incidents")
    await story.settle()
    assert replies(story, message) == []
    whisper = story.ben.ephemerals()[-1]
    assert "To declare an incident, press the button" in plain(whisper.shown)
    await story.ben.presses("Declare an incident", whisper)
    form = await story.slack.wait.modal(story.ben)
    assert "What is happening?" in story.ben.reads(form)


async def test_a_private_mention_is_answered_nowhere_but_directly(story: Story) -> None:
    await story.joined("ben", "incidents")
    message = await story.ben.posts("@muster declare private the ledger was copied", "incidents")
    await story.settle()
    assert replies(story, message) == []
    assert story.slack.channel("inc-1-the-ledger-was-copied").private
    assert "It is private" in story.told("ben")


async def test_a_program_that_mentions_the_bot_is_not_heard(story: Story) -> None:
    message = await written(story, "the bot @muster is new here")
    await story.settle()
    assert replies(story, message) == []
