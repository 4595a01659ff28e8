"""Whoever leads and whoever is next, by their own clocks: who would have to get up, and whose shift ends."""

from datetime import datetime

import pytest

from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty, starts_on_duty
from tests.stories.test_follow_the_sun import EVENING, NAMES, NOTICE, SUN, led_by, said, until
from tests.workflows.on_call.written import at

#: London covers from two at night on, and longest.
EARLY = SUN.replace(
    'Europe/London, hours: [{starts: "08:00"', 'Europe/London, hours: [{starts: "02:00"'
)


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
async def sunny(quiet_story: Story) -> Story:
    return await starts_on_duty(quiet_story, SUN, NAMES)


async def lives_in(story: Story, handle: str, zone: str) -> None:
    story.slack.workspace.users[story.slack.person(handle).id].zone = zone
    await story.declared("sev4 a typo on the page", by=handle)


async def noticed(story: Story) -> str:
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 01:30")
    return plain(said(story, channel, NOTICE)[-1].shown)


async def test_it_is_night_by_their_own_clock_and_day_in_the_region(sunny: Story) -> None:
    await lives_in(sunny, "ben", "Europe/Paris")
    notice = await noticed(sunny)
    assert "10:00 in Singapore" in notice
    words = "that is 03:00 in Paris, an hour at which people usually sleep."
    assert words in notice
    assert words in sunny.told("ben")


async def test_it_is_day_by_their_own_clock_and_night_in_the_region(quiet_story: Story) -> None:
    on_duty(quiet_story, EARLY, NAMES)
    await quiet_story.bot_starts()
    await lives_in(quiet_story, "cara", "Asia/Singapore")
    notice = await noticed(quiet_story)
    assert "02:00 in London" in notice
    assert "usually sleep" not in notice


async def test_where_theirs_is_not_known_the_regions_counts(quiet_story: Story) -> None:
    on_duty(quiet_story, EARLY, NAMES)
    await quiet_story.bot_starts()
    assert "an hour at which people there usually sleep" in await noticed(quiet_story)


@pytest.mark.parametrize("begins", [at("2026-03-04 17:00")])
async def test_the_end_of_another_regions_hours_silences_nobody(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    briefing = story.slack.messages(story.ana.dm)[-1]
    # London stops at six, and in Los Angeles it is ten in the morning.
    await story.ana.chooses("Shift ends at", "18:00", briefing)
    await story.settle()
    await until(story, "2026-03-04 17:30")
    assert len(said(story, channel, "your shift ends")) == 1
    await until(story, "2026-03-04 18:00")
    assert not said(story, channel, NOTICE)
