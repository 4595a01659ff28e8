"""Rate limits by method, and by channel for posting."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Sandbox
from tests.sandbox.conftest import MONDAY


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=Clock.still(MONDAY), rates=True).serve() as sandbox:
        yield sandbox
    sandbox.check()


async def limited(client: AsyncWebClient, method: str, **arguments: str) -> int:
    """The seconds after which to try again, once a call is one too many."""
    for _ in range(200):
        try:
            await client.api_call(method, params=arguments)
        except SlackApiError as error:
            if error.response.status_code == 429:
                return int(error.response.headers["Retry-After"])
    return 0


async def test_tier_two_takes_twenty_a_minute(slack: Sandbox, client: AsyncWebClient) -> None:
    assert await limited(client, "conversations.list") == 3
    assert len(slack.journal.calls("conversations.list")) == 21
    await client.users_info(user=slack.person("ana").id)
    await slack.advance(timedelta(seconds=3))
    await client.conversations_list()
    assert await limited(client, "conversations.list") == 3


async def test_posting_is_one_a_second_for_each_channel(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    payments, general = slack.channel("payments").id, slack.channel("general").id
    assert await limited(client, "chat.postMessage", channel=payments, text="x") == 1
    assert 1 < len(slack.messages("payments")) < 10
    await client.chat_postMessage(channel=general, text="x")
    await slack.advance(timedelta(seconds=1))
    await client.chat_postMessage(channel=payments, text="x")


async def test_the_retry_handler_of_the_client_comes_through(
    slack: Sandbox, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pass_time(seconds: float) -> None:
        slack.clock.advance(timedelta(seconds=seconds))

    handler = AsyncRateLimitErrorRetryHandler(max_retry_count=1)
    monkeypatch.setattr("asyncio.sleep", pass_time)
    client = AsyncWebClient(
        slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[handler]
    )
    for _ in range(22):
        await client.conversations_list()
