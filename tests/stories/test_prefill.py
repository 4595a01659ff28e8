"""Choosing a service fills the form: every suggestion is shown before it is done, and can be changed."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.teams import SHOP, organised, with_harvest

OWN = """\
regions: [EU, US]
catalogue: {severity_by_tier: {1: SEV-1, 2: SEV-2}}
"""
OFFERS = "What happens then"
CALL, TELL = "Invite Payments (2 people)", "Tell #payments"
LINKS, BESIDES = "Add the links of Checkout", "Invite Platform, too (1 person)"


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised(OWN)
    await with_harvest(quiet_story, SHOP)
    return quiet_story


def form(story: Story) -> str:
    assert story.ana.modal is not None
    return plain(story.ana.reads(story.ana.modal))


async def chosen(story: Story, *services: str, words: str = "") -> None:
    """Open the form with a title, and choose services."""
    await story.ana.types_for_form(f"/incident declare {words}".strip())
    await story.ana.fills("What is happening?", "It is slow")
    await choose(story, *services)


async def choose(story: Story, *services: str) -> None:
    await story.ana.looks_for("What is affected?", "")
    await story.ana.chooses("What is affected?", list(services))
    await story.settle()


async def sent(story: Story) -> Channel:
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    named = [one for one in story.slack.workspace.channels.values() if "it-is-slow" in one.name]
    return named[-1]


def said(story: Story, channel: Channel) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_everything_is_shown_taken_as_it_stands_and_told(story: Story) -> None:
    await chosen(story, "Checkout")
    shown = form(story)
    assert "Checkout: owned by Payments, tier 1, domain shop, in eu" in shown
    assert "Suggested: SEV-1, since Checkout is of tier 1." in shown
    assert "Suggested by the service catalogue: EU." in shown
    for offered in (CALL, TELL, LINKS, BESIDES):
        assert offered in shown
    channel = await sent(story)
    assert {story.ben.id, story.gita.id} <= set(channel.members)
    assert story.emi.id not in channel.members
    assert "touches Checkout" in story.last("payments")
    assert {mark.link for mark in channel.bookmarks} == {"https://graphs.example/checkout"}
    card = plain(story.card(channel).shown)
    assert "SEV-1" in card
    assert "EU" in card
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "as SEV-1. The severity and region came from the service catalogue." in timeline
    assert "Payments were invited, since Checkout is theirs." in timeline
    assert "Platform" in said(story, channel)


async def test_what_is_unticked_is_not_done_and_what_is_ticked_is(story: Story) -> None:
    await chosen(story, "Checkout")
    await story.ana.chooses(OFFERS, [BESIDES])
    channel = await sent(story)
    assert not {story.ben.id, story.gita.id} & set(channel.members)
    assert story.emi.id in channel.members
    assert not story.slack.messages("payments")
    assert not channel.bookmarks
    told = said(story, channel)
    assert "Platform were invited besides, as was wished." in told
    assert "Whoever declared it left out Payments." in told
    offer = next(one for one in story.slack.messages(channel) if "Invite Payments" in one.shown)
    await story.pressed("ana", "Invite Payments", offer)
    assert {story.ben.id, story.gita.id} <= set(channel.members)


async def test_what_somebody_chose_outlives_every_drawing(story: Story) -> None:
    await chosen(story, "Checkout")
    await story.ana.fills("What do people notice?", "Customers cannot pay")
    await story.ana.chooses("Severity", "SEV-4: Minor")
    await story.ana.chooses("Where is it felt?", "US")
    await story.ana.chooses(OFFERS, [TELL, LINKS])
    await choose(story, "Checkout", "Card vault")
    shown = form(story)
    assert "Card vault: owned by Platform, tier 2, in us" in shown
    assert BESIDES not in shown
    channel = await sent(story)
    card = plain(story.card(channel).shown)
    assert "Customers cannot pay" in card
    assert "SEV-4" in card
    assert "US" in card
    assert story.emi.id in channel.members
    assert story.ben.id not in channel.members
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "came from the service catalogue" not in timeline


async def test_a_suggestion_goes_with_its_service(story: Story) -> None:
    await chosen(story, "Checkout")
    await choose(story, "Wiki")
    shown = form(story)
    assert "Wiki: owned by sam@lantern.example" in shown
    assert "Suggested: SEV-1" not in shown
    channel = await sent(story)
    card = plain(story.card(channel).shown)
    assert "SEV-3" in card
    assert "EU" not in card
    assert story.sam.id in channel.members
    assert story.ben.id not in channel.members


async def test_a_severity_that_was_typed_is_not_replaced(story: Story) -> None:
    await chosen(story, "Checkout", words="sev3")
    assert "Suggested: SEV-1, since Checkout is of tier 1." in form(story)
    channel = await sent(story)
    assert "SEV-3" in story.card(channel).shown


async def test_words_of_the_title_are_suggested_and_taken_with_one_press(story: Story) -> None:
    await story.ana.types_for_form("/incident declare")
    await story.ana.fills("What is happening?", "Wiki and checkout: it is slow")
    await story.settle()
    assert "Suggested by these words: is it about Checkout?" in form(story)
    await story.ana.presses("Yes, Checkout")
    await story.settle()
    shown = form(story)
    assert "Checkout: owned by Payments" in shown
    assert "is it about Checkout?" not in shown
    assert "is it about Wiki?" in shown
    channel = await sent(story)
    assert "SEV-1" in story.card(channel).shown
    assert story.ben.id in channel.members
    assert story.sam.id not in channel.members


async def test_nobody_is_called_to_a_private_one_and_the_form_says_so(story: Story) -> None:
    await chosen(story, "Checkout")
    await story.ana.chooses("How is it meant?", ["Private"])
    await story.settle()
    shown = form(story)
    assert CALL not in shown
    assert "Nobody is called by itself" in shown
    channel = await sent(story)
    assert story.ben.id not in channel.members
    assert not story.slack.messages("payments")


async def test_in_a_drill_owners_come_only_where_they_are_ticked(story: Story) -> None:
    await chosen(story, "Checkout")
    await story.ana.chooses("How is it meant?", ["A drill"])
    await story.settle()
    assert "owners are called only where you tick them" in form(story)
    await story.ana.chooses(OFFERS, [CALL, LINKS])
    channel = await sent(story)
    assert {story.ben.id, story.gita.id} <= set(channel.members)
    assert not story.slack.messages("payments")
    assert "not called" not in said(story, channel)


async def test_a_form_that_is_refused_says_so_beside_the_suggested_field(story: Story) -> None:
    await chosen(story, "Checkout")
    assert story.program is not None
    story.program.start.configuration.current = organised("regions: [US]")
    outcome = await story.ana.submits()
    assert "The region EU is no longer used here" in "".join(outcome.errors.values())
    assert [one for one in outcome.errors if one.startswith("region")]


async def test_without_a_catalogue_the_form_is_as_it_was(quiet_story: Story) -> None:
    await quiet_story.bot_starts()
    await quiet_story.ana.types_for_form("/incident declare")
    await quiet_story.ana.fills("What is happening?", "It is slow")
    await quiet_story.settle()
    shown = form(quiet_story)
    assert "catalogue" not in shown
    assert "uggested" not in shown
    channel = await sent(quiet_story)
    assert "SEV-3" in quiet_story.card(channel).shown
