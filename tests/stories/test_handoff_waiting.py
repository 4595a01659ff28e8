"""An offer of command that nobody answers: who is asked next, and when; and the time for questions after one."""

from datetime import timedelta

import pytest

from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import WEEKLY, on_duty


async def offered(story: Story, title: str = "checkout is down") -> tuple[Channel, Message]:
    """Ben leads, and has offered command to Cara."""
    channel = await story.declared(title, by="ben")
    await story.pressed("ben", "Take command", story.card(channel))
    return channel, await offers_to(story, channel, "cara")


async def offers_to(story: Story, channel: Channel, receiver: str) -> Message:
    await story.answered("ben", f"/incident handoff @{receiver}", channel)
    return [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]


def said(story: Story, channel: Channel, words: str) -> int:
    return sum(words in plain(one.shown) for one in story.slack.messages(channel))


async def test_first_the_receiver_then_the_deputy_then_the_channel(story: Story) -> None:
    channel, offer = await offered(story)
    await story.answered("ben", "/incident role deputy @dev", channel)
    await story.pass_time(minutes=9)
    assert "waits for your word" not in story.told("cara")
    await story.pass_time(minutes=1)
    assert story.told("cara").count("waits for your word") == 1
    assert "has not answered" not in story.told("dev")

    await story.pass_time(minutes=10)
    assert story.told("cara").count("waits for your word") == 1
    assert "Could you take it?" in story.told("dev")
    assert "so @Dev" in channel.replies(offer.ts)[-1].shown
    assert said(story, channel, "nor has anybody else who was asked") == 0

    await story.pass_time(minutes=10)
    assert said(story, channel, "nor has anybody else who was asked. @Ben") == 1
    assert "Hand over command" in story.slack.messages(channel)[-1].shown
    await story.pass_time(minutes=60)
    assert said(story, channel, "nor has anybody else who was asked") == 1
    assert "@Ben" in story.card(channel).shown

    await story.reads_back("dev", story.slack.messages(story.dev.dm)[-1])
    assert "@Dev" in story.card(channel).shown
    assert "took command" in offer.shown
    assert said(story, channel, "Command passed from @Ben") == 1


async def test_where_nobody_stands_in_nobody_else_is_said_to_be_silent(story: Story) -> None:
    channel, _ = await offered(story)
    await story.pass_time(minutes=20)
    assert said(story, channel, "has not answered the offer of command. @Ben") == 1
    assert said(story, channel, "nor has anybody else") == 0


async def test_whoever_answers_is_not_reminded_and_neither_is_anybody_else(story: Story) -> None:
    channel, offer = await offered(story)
    await story.answered("ben", "/incident role deputy @dev", channel)
    await story.pass_time(minutes=5)
    await story.reads_back("cara", offer)
    await story.pass_time(minutes=30)
    assert "waits for your word" not in story.told("cara")
    assert "Could you take it?" not in story.told("dev")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("takes", "@Cara Lim took command"),
        ("withdraws", "Taken back"),
        ("leads", "No longer open since"),
        ("resolves", "No longer open since"),
    ],
)
async def test_whoever_was_asked_reads_what_became_of_it(
    story: Story, how: str, words: str
) -> None:
    channel, offer = await offered(story)
    await story.answered("ben", "/incident role deputy @dev", channel)
    await story.pass_time(minutes=20)
    (cara,) = [one for one in story.slack.messages(story.cara.dm) if "your word" in one.shown]
    (dev,) = [one for one in story.slack.messages(story.dev.dm) if "Could you" in one.shown]
    for told in (cara, dev):
        assert "I have command" in told.shown
    match how:
        case "takes":
            await story.reads_back("cara", offer)
        case "withdraws":
            await story.pressed("ben", "Withdraw", offer)
        case "leads":
            await offers_to(story, channel, "ana")
        case _:
            await story.answered("ben", "/incident resolve Done", channel)
    for told in (cara, dev):
        assert words in plain(told.shown)
        assert "I have command" not in told.shown
        assert "Not now" not in told.shown


async def test_from_the_reminder_it_can_be_declined(story: Story) -> None:
    channel, _ = await offered(story)
    await story.pass_time(minutes=10)
    await story.cara.presses("Not now", story.slack.messages(story.cara.dm)[-1])
    await story.slack.wait.modal(story.cara)
    assert (await story.cara.submits()).errors == {}
    await story.settle()
    assert said(story, channel, "cannot take command now.") == 1
    await story.pass_time(minutes=30)
    assert said(story, channel, "has not answered") == 0


async def test_a_bot_that_was_away_makes_one_step_and_says_that_it_is_late(story: Story) -> None:
    channel, offer = await offered(story)
    await story.answered("ben", "/incident role deputy @dev", channel)
    await story.pass_time(minutes=10)
    await story.bot_stops()
    story.slack.clock.advance(timedelta(hours=1))
    await story.bot_starts()
    await story.settle()
    assert story.told("dev").count("Could you take it?") == 1
    assert "This comes late: Muster was not there." in channel.replies(offer.ts)[-1].shown
    assert said(story, channel, "nor has anybody else") == 0
    await story.pass_time(minutes=10)
    assert said(story, channel, "nor has anybody else") == 1


async def test_what_slack_does_not_let_us_look_up_keeps_nobody_else_from_being_asked(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story, WEEKLY + "global_commanders: [chief@lantern.example]\n", named=())
    await story.bot_starts()
    channel, _ = await offered(story)
    await story.answered("ben", "/incident role deputy @dev", channel)
    story.slack.faults.add(
        method="users.lookupByEmail", kind="error", error="missing_scope", times=None
    )
    await story.pass_time(minutes=20)
    assert story.told("cara").count("waits for your word") == 1
    assert "Could you take it?" in story.told("dev")
    await story.pass_time(minutes=10)
    assert said(story, channel, "nor has anybody else who was asked") == 1
    assert said(story, channel, "stood in the way") == 0


async def test_an_offer_to_somebody_who_is_gone_lapses(story: Story) -> None:
    channel, offer = await offered(story)
    story.cara.user.deleted = True
    await story.pass_time(minutes=10)
    assert said(story, channel, "cannot answer here any longer") == 1
    assert "No longer open" in offer.shown
    assert "waits for your word" not in story.told("cara")
    await story.pass_time(minutes=30)
    assert said(story, channel, "has not answered") == 0


async def test_whoever_left_a_private_channel_is_told_nothing(story: Story) -> None:
    channel, offer = await offered(story, "private somebody copied the ledger")
    await story.cara.leaves(channel)
    await story.settle()
    before = story.told("cara")
    await story.pass_time(minutes=40)
    assert story.told("cara") == before
    assert "No longer open" in offer.shown


async def test_the_end_of_an_incident_ends_the_waiting(story: Story) -> None:
    channel, _ = await offered(story)
    await story.answered("ben", "/incident resolve Done", channel)
    await story.pass_time(minutes=40)
    assert "waits for your word" not in story.told("cara")


async def test_for_half_an_hour_the_one_before_can_be_asked(story: Story) -> None:
    channel, offer = await offered(story)
    await story.reads_back("cara", offer)
    assert "can be asked in the thread until" in offer.shown
    assert "Correct it" in offer.shown
    await story.pass_time(minutes=30)
    assert "Correct it" not in offer.shown
    assert "can be asked" not in offer.shown
    ends = "@Ben Carter, you can let go now."
    assert ends in channel.replies(offer.ts)[-1].shown


async def test_nobody_is_let_go_who_leads_again(story: Story) -> None:
    channel, offer = await offered(story)
    await story.reads_back("cara", offer)
    await story.answered("cara", "/incident handoff @ben", channel)
    back = [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]
    await story.reads_back("ben", back)
    await story.pass_time(minutes=31)
    assert not any("you can let go" in one.shown for one in channel.replies(offer.ts))
    assert any("@Cara" in one.shown for one in channel.replies(back.ts) if "let go" in one.shown)
