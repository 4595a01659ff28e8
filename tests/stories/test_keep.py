"""Putting what people wrote on the timeline: by a reaction, from the message's menu, edits followed."""

import pytest
from sqlalchemy import select

from models.organisation import Organisation
from models.timeline import EventKind, TimelineEvent
from sandbox.state import Channel, Message
from tests.stories.conftest import Story


async def written(
    story: Story, channel: Channel, words: str = "The pool is exhausted", by: str = "ben"
) -> Message:
    await story.joined(by, channel)
    message = await story.slack.person(by).posts(words, channel)
    await story.settle()
    return message


async def timeline(story: Story, channel: Channel) -> str:
    return await story.answered("ana", "/incident timeline", channel)


async def test_a_pushpin_puts_a_message_there_with_its_author_and_its_moment(story: Story) -> None:
    channel = await story.declared()
    message = await written(story, channel)
    await story.pass_time(minutes=20)
    await story.answered("ana", "/incident note Later than that", channel)
    await story.ana.reacts("pushpin", message)
    await story.settle()

    assert "on the timeline of INC-1: checkout is down" in story.whispered("ana")
    shown = await timeline(story, channel)
    assert "wrote: The pool is exhausted (put here by @Ana" in shown
    # It stands where it was written, before what came later.
    assert shown.index("The pool is exhausted") < shown.index("Later than that")


async def test_the_round_one_counts_too_and_both_count_once(story: Story) -> None:
    channel = await story.declared()
    message = await written(story, channel)
    await story.joined("cara", channel)
    await story.cara.reacts("round_pushpin", message)
    await story.ana.reacts("pushpin", message)
    await story.ben.reacts("thumbsup", message)
    await story.settle()
    answers = [story.whispered("ana"), story.whispered("cara")]
    assert sum("on the timeline of INC-1 already" in one for one in answers) == 1
    assert (await timeline(story, channel)).count("The pool is exhausted") == 1
    assert not story.ben.ephemerals()


async def test_a_reply_in_a_thread_is_found(story: Story) -> None:
    channel = await story.declared()
    start = await written(story, channel, "What do we see?")
    reply = await story.ben.posts("Latency doubled at nine", channel, start)
    await story.ana.reacts("pushpin", reply)
    await story.settle()
    shown = await timeline(story, channel)
    assert "Latency doubled at nine" in shown
    assert "What do we see?" not in shown


async def test_edits_and_deletions_are_followed(story: Story) -> None:
    channel = await story.declared()
    message, other = await written(story, channel), await written(story, channel, "Not kept")
    await story.ana.reacts("pushpin", message)
    await story.settle()
    await story.ben.edits(message, "The pool is half full")
    await story.ben.edits(other, "Still not kept")
    await story.settle()
    shown = await timeline(story, channel)
    assert "The pool is half full" in shown
    assert "exhausted" not in shown
    assert "Still not kept" not in shown

    await story.ben.deletes(message)
    await story.settle()
    shown = await timeline(story, channel)
    assert "half full" not in shown
    assert "it was deleted by its author" in shown


async def test_an_edit_that_is_told_late_undoes_no_newer_one(story: Story) -> None:
    channel = await story.declared()
    message = await written(story, channel)
    await story.ana.reacts("pushpin", message)
    await story.settle()
    story.slack.tricks.add("late", about="event message.channels", seconds=60)
    await story.ben.edits(message, "The pool is half full")
    await story.ben.edits(message, "The pool is nearly full")
    await story.pass_time(minutes=2)
    shown = await timeline(story, channel)
    assert "nearly full" in shown
    assert "half full" not in shown


async def test_an_edit_from_before_it_was_kept_changes_nothing(story: Story) -> None:
    channel = await story.declared()
    message = await written(story, channel)
    story.slack.tricks.add("late", about="event message.channels", seconds=60)
    await story.ben.edits(message, "The pool is half full")
    await story.ben.edits(message, "The pool is nearly full")
    await story.ana.reacts("pushpin", message)
    await story.pass_time(minutes=2)
    shown = await timeline(story, channel)
    assert "nearly full" in shown
    assert "half full" not in shown


async def test_what_was_deleted_does_not_come_back_by_an_edit_that_is_told_late(
    story: Story,
) -> None:
    channel = await story.declared()
    message = await written(story, channel)
    await story.ana.reacts("pushpin", message)
    await story.settle()
    story.slack.tricks.add("late", about="event message.channels", seconds=60)
    await story.ben.edits(message, "The pool is half full")
    await story.ben.deletes(message)
    await story.pass_time(minutes=2)
    assert "it was deleted by its author" in await timeline(story, channel)
    assert story.program is not None
    async with story.program.start.looking() as session:
        kept = select(TimelineEvent).where(TimelineEvent.kind == EventKind.MESSAGE_KEPT)
        event = (await session.scalars(kept)).one()
    assert event.details["words"] == ""


async def test_from_the_messages_own_menu_in_its_channel(story: Story) -> None:
    channel = await story.declared()
    message = await written(story, channel, "Hello <!channel> & @ana <https://evil.example|bank>")
    await story.joined("cara", channel)
    await story.cara.uses_message_shortcut("Put on the timeline", message)
    await story.settle()
    assert "on the timeline of INC-1" in story.whispered("cara")
    await story.cara.uses_message_shortcut("Put on the timeline", message)
    await story.settle()
    assert "on the timeline of INC-1 already" in story.whispered("cara")
    await story.answered("ana", "/incident resolve Fixed", channel)
    review = next(one for one in story.slack.messages(channel) if "Review of" in one.shown)
    assert "wrote: Hello" in review.shown
    assert "<!channel>" not in str(review.blocks)
    assert "<https://evil" not in str(review.blocks)


async def test_from_elsewhere_the_menu_asks_which_incident(story: Story) -> None:
    message = await story.ben.posts("Customers call in", "general")
    await story.ana.uses_message_shortcut("Put on the timeline", message)
    await story.settle()
    assert "No incident is open" in story.whispered("ana")

    checkout = await story.declared("checkout is down")
    await story.declared("search is slow")
    await story.ana.uses_message_shortcut("Put on the timeline", message)
    form = await story.slack.wait.modal(story.ana)
    assert "Customers call in" in story.ana.reads(form)
    await story.ana.chooses("Which incident?", "INC-1: checkout is down")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert story.ana.modal is None
    assert "on the timeline of INC-1" in story.whispered("ana") + story.told("ana")
    assert "Customers call in" in await timeline(story, checkout)


async def test_a_long_message_from_elsewhere_is_kept_whole(story: Story) -> None:
    story.slack.channel("general").members.append(story.slack.workspace.bot_user)
    message = await story.ben.posts("A long story. " * 200 + "The end", "general")
    channel = await story.declared()
    await story.ana.uses_message_shortcut("Put on the timeline", message)
    await story.slack.wait.modal(story.ana)
    await story.ana.submits()
    await story.settle()
    assert "The end" in await timeline(story, channel)


async def test_what_its_author_deletes_before_it_is_kept_is_kept_nowhere(story: Story) -> None:
    story.slack.channel("general").members.append(story.slack.workspace.bot_user)
    message = await story.ben.posts("The password is apple", "general")
    channel = await story.declared()
    await story.ana.uses_message_shortcut("Put on the timeline", message)
    await story.slack.wait.modal(story.ana)
    await story.ben.deletes(message)
    await story.settle()
    await story.ana.submits()
    await story.settle()
    assert "has been deleted, so nothing was put on the timeline" in story.whispered("ana")
    assert "apple" not in await timeline(story, channel)


async def test_musters_own_words_and_other_channels_are_left_alone(story: Story) -> None:
    channel = await story.declared()
    await story.ana.reacts("pushpin", story.card(channel))
    await story.settle()
    assert "a message of Muster's own" in story.whispered("ana")
    elsewhere = await story.ben.posts("Lunch?", "general")
    await story.ana.reacts("pushpin", elsewhere)
    await story.settle()
    shown = await timeline(story, channel)
    assert "wrote:" not in shown


class TestWithAnotherEmoji:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation.model_validate({"timeline_emoji": [":memo:"]})

    async def test_only_that_one_counts(self, story: Story) -> None:
        channel = await story.declared()
        message = await written(story, channel)
        await story.ana.reacts("pushpin", message)
        await story.settle()
        assert "exhausted" not in await timeline(story, channel)
        await story.ana.reacts("memo", message)
        await story.settle()
        assert "exhausted" in await timeline(story, channel)
