"""Roles: one press to take one, one commander at a time, and a briefing for whoever holds it."""

import asyncio

import pytest

from models.organisation import Handoffs, Organisation
from tests.stories.conftest import Story, plain


async def test_command_is_taken_with_one_press(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))

    card = story.card(channel).shown
    assert story.ben.user.display_name in card or story.ben.user.real_name in card
    assert "Take command" not in card
    assert "Hand over command" in card
    assert "is incident commander" in story.last(channel)
    assert "commander: " in channel.topic
    assert "You are incident commander of INC-1" in story.told("ben")
    assert "When does your shift end?" in story.told("ben")
    assert "Times are yours, in Europe/London" in story.told("ben")


async def test_command_is_taken_from_the_announcement_and_the_person_is_brought_in(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("cara", "Take command", story.slack.messages("incidents")[0])
    assert story.cara.id in channel.members
    announced = story.slack.messages("incidents")[0].shown
    assert "Commander @Cara" in announced
    assert "Take command" not in announced


async def test_of_two_presses_at_one_moment_one_counts(story: Story) -> None:
    channel = await story.declared()
    for handle in ("ben", "cara"):
        await story.joined(handle, channel)
    card = story.card(channel)
    outcomes = await asyncio.gather(
        story.ben.presses("Take command", card), story.cara.presses("Take command", card)
    )
    assert not any(outcome.timed_out for outcome in outcomes)
    await story.settle()

    refused = [who for who in ("ben", "cara") if story.slack.person(who).ephemerals(channel)]
    assert len(refused) == 1
    assert "has command, so nothing was changed" in story.whispered(refused[0])
    assert "Ask for command" in story.whispered(refused[0])
    taken = [one for one in story.slack.messages(channel) if "is incident commander" in one.shown]
    assert len(taken) == 1


async def test_a_role_is_given_by_command_and_the_person_is_brought_in(story: Story) -> None:
    channel = await story.declared()
    await story.ana.types("/incident role scribe @dev", channel=channel)
    await story.settle()
    assert "made @Dev Patel scribe" in story.last(channel)
    assert "Scribe" in story.card(channel).shown
    assert "You are scribe of INC-1" in story.told("dev")
    assert story.dev.id in channel.members


async def test_a_role_is_taken_from_the_cards_menu(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ben", channel)
    await story.ben.chooses("Take a role", "Communications lead", story.card(channel))
    await story.settle()
    assert "You are communications lead of INC-1" in story.told("ben")


async def test_a_role_that_does_not_exist_is_answered_with_the_nearest(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident role comander", channel)
    assert "There is no role “comander” here. Did you mean commander?" in answer
    assert "You typed: /incident role comander" in answer
    assert "nobody yet" in story.card(channel).shown
    assert "Which role?" in await story.answered("ana", "/incident role drop", channel)


async def test_a_name_that_is_nobodys_is_no_part_of_a_role(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident role scribe @nobody", channel)
    assert "Slack knows nobody called @nobody. Choose the person from the list" in answer
    assert "Scribe" not in story.card(channel).shown


async def test_asking_for_a_role_twice_is_answered_kindly(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident role commander", channel)
    again = await story.answered("ana", "/incident role commander", channel)
    assert "You are that already: Incident commander in INC-1" in again


async def test_a_role_for_two_people_is_not_guessed(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident role commander @ben @cara", channel)
    assert "One person at a time" in answer
    assert "nobody yet" in story.card(channel).shown


class TestWhereTheConfigurationKnowsTheShift:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(handoffs=Handoffs.model_validate({"shift_ends": "18:00"}))

    async def test_it_is_the_commanders_own_six_o_clock(self, story: Story) -> None:
        channel = await story.declared()
        # 09:00 in London is 17:00 in Singapore, where Cara is: one hour is left.
        await story.pressed("cara", "Take command", story.card(channel))
        assert "Your shift ends at 18:00 in Singapore" in story.told("cara")
        await story.pass_time(minutes=29)
        assert "your shift ends" not in story.last(channel)
        await story.pass_time(minutes=1)
        said = [plain(one.shown) for one in story.slack.messages(channel)]
        assert any("your shift ends in 30 min" in one for one in said)
