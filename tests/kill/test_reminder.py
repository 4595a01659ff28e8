"""A reminder outlives the process that promised it: it rings once, however long nobody was there."""

from datetime import timedelta

import pytest

from models.timeline import EventKind
from tests.kill.conftest import Ground

pytestmark = pytest.mark.kill


async def test_what_fell_due_while_the_bot_was_dead_rings_once(ground: Ground) -> None:
    bot = await ground.starts()
    await ground.declares("ana", "checkout is down")
    await ground.comes_to_rest()
    await ground.dies(bot)
    # Five times as long as people wait for news of an incident of the default severity.
    await ground.record.time_passed(timedelta(hours=5))
    channel = ground.slack.channel("inc-1-checkout-is-down")
    before = len(ground.slack.messages(channel))

    for _ in range(3):
        bot = await ground.starts()
        await ground.comes_to_rest()
        assert await ground.record.events(EventKind.UPDATE_REMINDED) == 1
        (reminder,) = ground.slack.messages(channel)[before:]
        assert "update" in reminder.shown.lower()
        await ground.dies(bot)
    assert await ground.is_whole() == []
