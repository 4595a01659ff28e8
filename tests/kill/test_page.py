"""A page outlives the process that began it: each step is entered once, and what people answered is kept."""

import asyncio
from datetime import timedelta

import pytest

from models.timeline import EventKind
from tests.kill.conftest import Ground
from tests.kill.whole import doubled

pytestmark = pytest.mark.kill


async def test_the_step_that_fell_due_while_nobody_was_there_is_entered_once(
    ground: Ground,
) -> None:
    bot = await ground.starts()
    await ground.declares("ana", "checkout is down")
    await ground.comes_to_rest()
    ana, ben = ground.slack.person("ana"), ground.slack.person("ben")

    def pages() -> int:
        shown = [one.shown for one in ground.slack.messages(ben.dm)]
        return sum("You are wanted" in one or "asked again" in one for one in shown)

    await ana.types("/incident page @ben please look", "inc-1-checkout-is-down")
    await ground.slack.wait.until(lambda: pages() == 1, "the page", 30)
    await ground.dies(bot)
    await ground.record.time_passed(timedelta(minutes=11))

    # One file serves one process; a server may serve several.
    for _ in range(1 if ground.record.database.is_sqlite else 2):
        await ground.starts()
    await ground.slack.wait.until(lambda: pages() == 2, "the next pass", 30)
    await ground.happenings(100)
    assert pages() == 2
    assert await ground.record.events(EventKind.PAGE_ESCALATED) == 2
    assert doubled(ground.slack) == []


@pytest.mark.parametrize("moment", [0, 1, 3, 5])
async def test_an_acknowledgement_is_kept_whenever_the_bot_dies(
    ground: Ground, moment: int
) -> None:
    bot = await ground.starts()
    await ground.declares("ana", "checkout is down")
    await ground.comes_to_rest()
    ana, ben, dev = (ground.slack.person(one) for one in ("ana", "ben", "dev"))
    channel = ground.slack.channel("inc-1-checkout-is-down")
    await ana.types("/incident page @ben please look", channel.name)
    await ground.comes_to_rest()
    (told,) = [one for one in ground.slack.messages(ben.dm) if "You are wanted" in one.shown]
    (status,) = [one for one in ground.slack.messages(channel) if "Escalate now" in one.shown]

    press = asyncio.create_task(dev.presses("Acknowledge", status))
    await ground.happenings(moment)
    await ground.dies(bot)
    outcome = await press
    await ground.starts()
    await ground.comes_to_rest()
    if outcome.failed and "Escalate now" in status.shown:
        # Slack told them that it did not work.
        await dev.presses("Acknowledge", status)
        await ground.comes_to_rest()
    assert await ground.record.events(EventKind.PAGE_ACKNOWLEDGED) == 1
    for shown in (told, status):
        assert "Dev Patel" in shown.shown
        assert "Escalate now" not in shown.shown
    await ground.record.time_passed(timedelta(minutes=11))
    await ground.happenings(100)
    assert await ground.record.events(EventKind.PAGE_ESCALATED) == 1
    assert doubled(ground.slack) == []
