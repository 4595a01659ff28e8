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
    await story.reads_back("cara", offer_in(story, channel))
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

    await story.reads_back("cara", offer)
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
    await story.slack.wait.modal(story.cara)
    assert (await story.cara.submits()).errors == {}
    await story.settle()
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
    await story.reads_back("dev", second)
    assert "@Dev" in story.card(channel).shown


async def test_by_form_with_a_briefing(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pressed("ben", "Hand over command", story.card(channel))
    await story.ben.chooses("Who takes command next?", "cara")
    await story.ben.fills("What should they know?", "Tried a restart: no change")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "Tried a restart: no change" in offer_in(story, channel).shown


async def test_an_update_that_was_due_already_is_told_as_such(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(hours=5)
    assert "Update was due" in await story.answered("ben", "/incident mine", channel)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = next(one for one in story.slack.messages(channel) if "asks you to take" in one.shown)
    assert "Update was due" in offer.shown
    assert "Next update due" not in offer.shown


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


async def test_the_form_says_whose_command_it_is_and_opens_only_where_somebody_has_it(
    story: Story,
) -> None:
    channel = await story.declared()
    answer = await story.answered("cara", "/incident handoff", channel)
    assert "Nobody has command of INC-1" in answer
    assert story.cara.modal is None
    await story.pressed("ben", "Take command", story.card(channel))
    form = await story.cara.types_for_form("/incident handoff", channel)
    assert "@Ben Carter has command until they press" in plain(story.cara.reads(form))


async def test_a_handover_moves_the_reminder_to_the_new_commander(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "10:00", briefing)
    await story.settle()
    await story.answered("ben", "/incident handoff @cara", channel)
    await story.reads_back("cara", offer_in(story, channel))
    await story.pass_time(minutes=45)
    assert not any("your shift ends" in one.shown for one in story.slack.messages(channel))


async def test_the_form_begins_with_what_the_record_knows(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pressed("ben", "Write an update", story.card(channel))
    await story.ben.fills("What is the situation now?", "One in ten <b> fails")
    await story.ben.fills("What are we doing?", "Rolled back the release")
    await story.ben.fills("What do we need?", "Somebody of the gateway")
    await story.previews_and_sends("ben")
    await story.answered("ana", "/incident note Restarted the cache: no change", channel)
    await story.answered("ana", "/incident task Call the bank @dev in 30m", channel)
    await story.pressed("ben", "Hand over command", story.card(channel))
    form = await story.slack.wait.modal(story.ben)
    stands = {
        block["block_id"]: block["element"].get("initial_value")
        for block in form.blocks
        if block["type"] == "input"
    }
    assert stands["impact"] == "One in ten <b> fails"
    assert stands["tried"] == (
        "09:00 UTC Rolled back the release\n09:00 UTC Restarted the cache: no change"
    )
    assert stands["next_steps"] == "Call the bank (Dev Patel, by 09:30 UTC)"
    assert stands["waiting"] == "Somebody of the gateway"
    await story.ben.chooses("Who takes command next?", "cara")
    await story.ben.chooses("Is it getting better?", "Worse")
    await story.ben.fills(
        "If ..., then ...: when do we page, roll back, go public?",
        "If one in five fails, close the shop " * 70,
    )
    await story.ben.fills("What should they know?", "Dev is tired")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    offer = offer_in(story, channel)
    assert "Getting better? Worse" in offer.shown
    assert "One in ten &lt;b&gt; fails" in str(offer.blocks)
    assert "Dev is tired" in offer.shown
    told = "\n".join(one.shown for one in channel.replies(offer.ts))
    for words in ("Restarted the cache: no change", "Call the bank", "close the shop"):
        assert words in told
        assert words not in offer.shown
    assert told.count("If one in five fails") == 70


async def test_one_line_is_enough_and_the_record_says_the_rest(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident update One in ten fails", channel)
    await story.answered("ben", "/incident note Restarted the cache", channel)
    await story.answered("ben", "/incident handoff @cara Watch the queue", channel)
    offer = offer_in(story, channel)
    assert "Watch the queue" in offer.shown
    assert "One in ten fails" in offer.shown
    assert "Restarted the cache" in channel.replies(offer.ts)[-1].shown


async def test_what_is_read_back_stands_where_everybody_sees_it_and_can_be_put_right(
    story: Story,
) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    hostile = "*Payments* <!channel> “fail” & `more`"
    await story.reads_back("cara", offer, hostile)
    for blocks in (offer.blocks, story.slack.messages(channel)[-1].blocks):
        assert "*Payments* @channel “fail” &amp; `more`" in str(blocks)
        assert "<!channel>" not in str(blocks)
    shown = await story.answered("ana", "/incident timeline", channel)
    assert shown.count("Command passed from @Ben") == 1
    assert "Read back: “Payments" in shown
    assert "Read back: “Payments" in await story.answered("dev", "/incident catchup", channel)
    assert "can be asked in the thread until" in offer.shown

    await story.pressed("dev", "Correct it", offer)
    assert "Only @Ben" in story.whispered("dev")
    await story.pressed("ben", "Correct it", offer)
    await story.slack.wait.modal(story.ben)
    await story.ben.fills("What is it rather?", "Only card payments")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "put it right: Only card payments" in offer.shown
    told = channel.replies(offer.ts)[-1].shown
    assert "@Cara" in told
    assert "Only card payments" in told
    assert "@Cara" in story.card(channel).shown

    await story.answered("cara", "/incident resolve Done", channel)
    await story.pass_time(minutes=1)
    drafts = [one.shown for one in story.slack.messages(channel) if "(draft)" in one.shown]
    assert "Read back: “" in drafts[-1]


async def test_an_empty_line_takes_nothing_and_two_presses_take_it_once(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    await story.pressed("cara", "I have command", offer)
    await story.slack.wait.modal(story.cara)
    await story.cara.fills("In one line: what do you take over?", "   ")
    outcome = await story.cara.submits()
    assert "say in one line" in outcome.errors["read_back"]
    assert "@Ben" in story.card(channel).shown
    await story.cara.fills("In one line: what do you take over?", "It is slow")
    assert (await story.cara.submits()).errors == {}
    await story.settle()
    assert "I have command" not in offer.shown
    passed = [one for one in story.slack.messages(channel) if "Command passed" in one.shown]
    assert len(passed) == 1


async def test_whoever_declines_may_say_why(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    await story.pressed("cara", "Not now", offer_in(story, channel))
    await story.slack.wait.modal(story.cara)
    await story.cara.fills("What stands in the way?", "I lead <another> one")
    assert (await story.cara.submits()).errors == {}
    await story.settle()
    assert "cannot take command now: I lead &lt;another&gt; one" in str(
        story.slack.messages(channel)[-1].blocks
    )
    assert "could not take it" in offer_in(story, channel).shown


async def test_whoever_offers_can_take_it_back(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    await story.pressed("dev", "Withdraw", offer)
    assert "Only @Ben" in story.whispered("dev")
    await story.pressed("ben", "Withdraw", offer)
    assert "took the offer of command back. @Ben" in story.last(channel)
    assert "Taken back" in offer.shown
    assert "I have command" not in offer.shown


async def test_an_offer_ends_when_command_goes_another_way(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    await story.answered("ben", "/incident unrole commander", channel)
    await story.answered("ben", "/incident role commander @dev", channel)
    card = story.card(channel).shown
    assert ("@Dev" in card) == ("No longer open" in offer.shown)


async def test_the_worst_are_handed_over_in_a_call(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = offer_in(story, channel)
    assert "please talk" not in offer.shown
    await story.answered("ana", "/incident severity SEV-1", channel)
    assert "SEV-1: please talk for five minutes" in plain(offer.shown)
