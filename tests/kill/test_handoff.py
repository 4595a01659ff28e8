"""Command passes once, to one person, and is measured once, whenever the process that passes it dies."""

import asyncio

import pytest
from sqlalchemy import select

from models.role import Handoff, HandoffWay
from models.timeline import EventKind
from tests.kill.conftest import Ground

pytestmark = pytest.mark.kill


@pytest.mark.parametrize("moment", [0, 1, 3, 5])
async def test_command_that_was_asked_for_passes_once(ground: Ground, moment: int) -> None:
    bot = await ground.starts()
    await ground.declares("ana", "checkout is down")
    await ground.comes_to_rest()
    ben, cara = ground.slack.person("ben"), ground.slack.person("cara")
    channel = ground.slack.channel("inc-1-checkout-is-down")
    for one in (ben, cara):
        await one.joins(channel)
        await one.types("/incident role commander", channel)
        await ground.comes_to_rest()
    await cara.presses("Ask for command", cara.ephemerals()[-1])
    await ground.comes_to_rest()
    (asked,) = [one for one in ground.slack.messages(channel) if "asks you for" in one.shown]

    press = asyncio.create_task(ben.presses("Hand over", asked))
    await ground.happenings(moment)
    await ground.dies(bot)
    outcome = await press
    await ground.starts()
    await ground.comes_to_rest()
    if outcome.failed:
        # Slack told them that it did not work; if it did all the same, they are told that.
        await ben.presses("Hand over", asked)
        await ground.comes_to_rest()
    assert await ground.record.events(EventKind.COMMAND_PASSED) == 1
    async with ground.record.database.reading() as session:
        (handoff,) = await session.scalars(select(Handoff))
    assert handoff.way == HandoffWay.ASKED_FOR
    assert await ground.is_whole() == []
