"""Slack counts calls: a channel that is full stops nobody from posting elsewhere."""

from collections.abc import AsyncIterator

import pytest

from commands.manifest import manifest
from integrations.errors import Unavailable
from integrations.slack import Slack
from integrations.slack_client import slack_client
from sandbox import Clock, Sandbox
from templates.blocks import section
from templates.message import message


@pytest.fixture
async def counting(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest=manifest(), clock=clock, rates=True).serve() as slack:
        yield slack


async def test_a_full_channel_stops_no_other(counting: Sandbox) -> None:
    async with slack_client(counting.base_url, counting.bot_token, 5) as client:
        slack = Slack(client, counting.clock.now)
        full, other = await slack.channel_id("general"), await slack.channel_id("random")
        words = message(section("words"))

        async def post_until_refused() -> None:
            for number in range(20):
                await slack.post(full, words, key=f"number {number}")

        with pytest.raises(Unavailable):
            await post_until_refused()
        # What is put off is not even asked for until the pause is over.
        calls = len(counting.journal.calls("chat.postMessage"))
        with pytest.raises(Unavailable, match="asked for a pause"):
            await slack.post(full, words, key="too soon")
        assert len(counting.journal.calls("chat.postMessage")) == calls
        assert await slack.post(other, words, key="elsewhere")
