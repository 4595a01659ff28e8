"""Handing over command: reminded in time, offered, and passed in one moment. Never none, never two."""

from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain


async def led_by_ben(story: Story) -> Channel:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    return channel


def offer_in(story: Story, channel: Channel) -> Message:
    return next(
        one
        for one in reversed(story.slack.messages(channel))
        if "asks you to take command" in one.shown
    )


async def test_half_an_hour_before_the_shift_ends_the_notice_comes(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "11:00", briefing)
    await story.settle()
    assert "Noted: your shift ends" in story.whispered("ben")

    await story.answered("ana", "/incident update Still looking", channel)
    await story.pass_time(minutes=89)
    assert not any("your shift ends" in one.shown for one in story.slack.messages(channel))
    await story.pass_time(minutes=1)
    notice = next(
        one for one in story.slack.messages(channel) if "your shift ends in 30 min" in one.shown
    )
    assert "Hand over command" in notice.shown
    await story.pressed("ben", "Hand over command", notice)
    assert story.ben.modal is not None


async def test_only_the_commanders_shift_counts(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.answered("ana", "/incident handoff @cara", channel)
    await story.pressed("cara", "I have command", offer_in(story, channel))
    await story.ben.chooses("Shift ends at", "11:00", briefing)
    await story.settle()
    assert "command is not yours just now" in story.whispered("ben")


async def test_command_stays_until_the_receiver_says_that_they_have_it(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara The cache was cold, watch it", channel)
    offer = offer_in(story, channel)
    assert "The cache was cold, watch it" in offer.shown
    assert "Until @Cara" in offer.shown
    assert story.cara.id in channel.members
    assert "@Ben" in story.card(channel).shown

    await story.pressed("cara", "I have command", offer)
    assert "Command passed from @Ben" in story.last(channel)
    card = story.card(channel).shown
    assert "@Cara" in card
    assert "@Ben" not in card
    assert "I have command" not in offer_in(story, channel).shown
    assert "You are incident commander of INC-1" in story.told("cara")


async def test_nobody_but_the_receiver_can_answer(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    await story.pressed("dev", "I have command", offer_in(story, channel))
    assert "This offer is for @Cara" in story.whispered("dev")
    assert "@Ben" in story.card(channel).shown


async def test_a_declined_offer_changes_nothing_and_asks_for_another(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    await story.pressed("cara", "Not now", offer)
    assert "cannot take command now" in story.last(channel)
    assert "@Ben" in story.card(channel).shown
    await story.pressed("cara", "Hand over command", story.slack.messages(channel)[-1])
    assert story.cara.modal is not None


async def test_a_second_offer_takes_the_place_of_the_first(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    first = offer_in(story, channel)
    await story.answered("ben", "/incident handoff @dev", channel)
    second = offer_in(story, channel)
    assert "No longer open" in first.shown
    assert "I have command" not in first.shown
    await story.pressed("dev", "I have command", second)
    assert "@Dev" in story.card(channel).shown


async def test_by_form_with_a_briefing(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pressed("ben", "Hand over command", story.card(channel))
    await story.ben.chooses("Who takes command next?", "cara")
    await story.ben.fills("What should they know?", "Tried a restart: no change")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "Tried a restart: no change" in offer_in(story, channel).shown


async def test_words_without_a_name_are_kept_for_the_form(story: Story) -> None:
    channel = await led_by_ben(story)
    form = await story.ben.types_for_form("/incident handoff The cache was cold", channel)
    assert "The cache was cold" in str(form.content)
    await story.ben.chooses("Who takes command next?", "cara")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "The cache was cold" in offer_in(story, channel).shown


async def test_to_oneself_or_without_a_commander_is_answered_in_words(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident handoff @cara", channel)
    assert "Nobody has command of INC-1, so there is nothing to hand over" in answer
    await story.pressed("ben", "Take command", story.card(channel))
    answer = await story.answered("ana", "/incident handoff @ben", channel)
    assert "has command already" in answer
    await story.pressed("ben", "Hand over command", story.card(channel))
    await story.ben.chooses("Who takes command next?", "ben")
    outcome = await story.ben.submits()
    assert "has command already" in plain(outcome.errors["receiver"])


async def test_a_handover_moves_the_reminder_to_the_new_commander(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "10:00", briefing)
    await story.settle()
    await story.answered("ben", "/incident handoff @cara", channel)
    await story.pressed("cara", "I have command", offer_in(story, channel))
    await story.pass_time(minutes=45)
    assert not any("your shift ends" in one.shown for one in story.slack.messages(channel))
