"""The demo's own regions: command of an incident passes between its people with the sun, as the guide says."""

import pytest

from bot.demo.on_call import on_call_of
from sandbox.state import Channel
from tests.stories.conftest import Story, plain


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = quiet_story.organisation.with_duty(on_call_of(quiet_story.slack))
    await quiet_story.bot_starts()
    return quiet_story


async def led_by(story: Story, handle: str) -> Channel:
    channel = await story.declared()
    await story.pressed(handle, "Take command", story.card(channel))
    return channel


def shown(story: Story, channel: Channel) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_singapores_day_ends_and_london_takes_over(story: Story) -> None:
    channel = await led_by(story, "emi")
    await story.pass_time(minutes=29)
    assert "Command passes" not in shown(story, channel)
    await story.pass_time(minutes=1)
    assert "Command passes from APAC to EMEA" in shown(story, channel)
    await story.pass_time(minutes=30)
    assert "@Ben Carter" in shown(story, channel)
    due = [one for one in story.slack.messages(channel) if "it is time" in one.shown][-1]
    await story.pressed("emi", "Hand over command", due)
    await story.slack.wait.modal(story.emi)
    assert (await story.emi.submits()).errors == {}
    await story.settle()
    await story.reads_back("ben", story.slack.messages(channel)[-1])
    assert "Incident commander\n@Ben Carter" in plain(story.card(channel).shown)
    told = await story.answered("ana", "/incident handoffs", "general")
    assert "1 handoff (offered)" in told


async def test_more_than_one_region_names_whoever_leads_for_all(story: Story) -> None:
    channel = await led_by(story, "ben")
    assert await story.answered("ana", "/incident region EMEA, APAC", channel) == ""
    assert "@Lena Fischer" in shown(story, channel)


async def test_on_the_guides_way_nobody_is_asked_to_pass_command_on(story: Story) -> None:
    channel = await led_by(story, "ben")
    await story.pass_time(hours=1)
    await story.answered("ben", "/incident handoff @cara", channel)
    await story.reads_back("cara", story.slack.messages(channel)[-1])
    await story.pass_time(minutes=30)
    assert "Command passes" not in shown(story, channel)
    assert "it is time" not in shown(story, channel)
