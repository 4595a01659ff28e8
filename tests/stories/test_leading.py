"""Who could lead: whoever is on call for the affected service is named, and asked by one press."""

import pytest

from models.catalogue_records import Harvest, ServiceRecord, TeamRecord
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty
from tests.stories.teams import with_harvest

BROUGHT = Harvest(
    "our files",
    "files",
    complete=True,
    services=(ServiceRecord(key="checkout", name="Checkout", owner="payments"),),
    teams=(TeamRecord(key="payments", name="Payments team"),),
)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    on_duty(quiet_story, named=("ben", "cara"))
    await with_harvest(quiet_story, BROUGHT)
    # Ana's first incident lets the bot learn who she is in Slack.
    await quiet_story.declared("nothing much")
    return quiet_story


def said(story: Story, channel: Channel) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_whoever_is_on_call_is_named_and_asked_by_one_press(story: Story) -> None:
    channel = await story.declared("checkout fails", by="dev")
    named = next(one for one in story.slack.messages(channel) if "On call for" in one.shown)
    assert "On call for Payments: @Ana Silva." in plain(named.shown)
    assert "will you take command" not in said(story, channel).casefold()
    await story.pressed("dev", "Ask them to take command", named)
    asked = next(
        one for one in story.slack.messages(channel) if "Will you take command" in one.shown
    )
    assert "@Ana Silva, you are on call for this." in plain(asked.shown)
    await story.pressed("dev", "Ask them to take command", named)
    assert "@Ana Silva was asked just now" in plain(story.dev.ephemerals()[-1].shown)
    assert said(story, channel).count("Will you take command") == 1
    await story.pass_time(minutes=2)
    await story.pressed("dev", "Ask them to take command", named)
    assert said(story, channel).count("Will you take command") == 2
    await story.pressed("ana", "Take command", asked)
    assert "Ana Silva" in story.card(channel).shown
    await story.pressed("dev", "Ask them to take command", named)
    assert "has command of INC-2 already" in plain(story.dev.ephemerals()[-1].shown)


async def test_the_form_offers_to_ask_them(story: Story) -> None:
    await story.dev.types_for_form("/incident declare")
    await story.dev.fills("What is happening?", "checkout fails")
    await story.settle()
    await story.dev.presses("Yes, Checkout")
    await story.settle()
    await story.dev.chooses("What happens then", ["Ask Ana Silva to take command"])
    assert (await story.dev.submits()).errors == {}
    await story.settle()
    channel = story.slack.channel("inc-2-checkout-fails")
    assert "@Ana Silva, you are on call for this. Will you take command of INC-2?" in said(
        story, channel
    )


async def test_where_nobody_is_on_call_nobody_is_named(quiet_story: Story) -> None:
    await with_harvest(quiet_story, BROUGHT)
    channel = await quiet_story.declared("checkout fails")
    assert "On call for" not in said(quiet_story, channel)
