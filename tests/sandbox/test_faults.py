"""What can be made to go wrong with a call, and what is true of the workspace afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import Clock, Person, Sandbox
from sandbox.interactions import new_response_url
from tests.sandbox.conftest import MONDAY, refused


@pytest.fixture
async def hasty(slack: Sandbox) -> AsyncIterator[AsyncWebClient]:
    """A client that gives up after a moment, in which a busy machine has done what it was asked for."""
    timeout = aiohttp.ClientTimeout(total=1.0)
    session = aiohttp.ClientSession(timeout=timeout)
    client = AsyncWebClient(
        slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[]
    )
    yield client
    await session.close()


async def test_too_many_calls(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    slack.faults.add(method="chat.postMessage", kind="ratelimited", retry_after=30)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "30"
    assert slack.messages(room) == []
    await client.chat_postMessage(channel=room, text="x")


async def test_a_broken_server_answers_a_page(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    slack.faults.add(method="chat.*", kind="http_500", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=room, text="x")
        assert caught.value.response.status_code == 500
    await client.chat_postMessage(channel=room, text="x")


async def test_any_refusal(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    slack.faults.add(kind="error", error="fatal_error", times=None)
    assert await refused(client.chat_postMessage(channel=room, text="x")) == "fatal_error"
    assert await refused(client.auth_test()) == "fatal_error"
    slack.faults.clear()
    await client.auth_test()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_no_answer_ever(slack: Sandbox, hasty: AsyncWebClient, room: str, when: str) -> None:
    slack.faults.add(kind="timeout_after" if when == "after" else "timeout_before")
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=room, text="x")
    assert len(slack.messages(room)) == (when == "after")
    await slack.settle()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_broken_connection(
    slack: Sandbox, client: AsyncWebClient, room: str, when: str
) -> None:
    slack.faults.add(kind="reset_after" if when == "after" else "reset_before")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=room, text="x")
    assert len(slack.messages(room)) == (when == "after")
    await client.chat_postMessage(channel=room, text="x")


async def test_the_usual_client_sends_again_after_a_broken_connection(
    slack: Sandbox, session: aiohttp.ClientSession
) -> None:
    usual = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
    slack.faults.add(method="conversations.create", kind="reset_after")
    assert await refused(usual.conversations_create(name="twice")) == "name_taken"
    assert slack.channel("twice").members == [slack.bot.id]


async def test_a_slow_call_is_slow_on_the_sandboxs_clock(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    slack.faults.add(kind="slow", seconds=20)
    call = asyncio.create_task(client.chat_postMessage(channel=room, text="x"))
    await slack.wait.until(lambda: slack.journal.unanswered, "the call")
    assert slack.messages(room) == []
    await slack.advance(timedelta(seconds=20))
    await call
    assert slack.journal.calls("chat.postMessage")[0].milliseconds == 20_000


async def test_something_happens_meanwhile(
    slack: Sandbox, client: AsyncWebClient, room: str, ana: Person
) -> None:
    await client.conversations_invite(channel=room, users=ana.id)

    async def archive() -> None:
        await ana.archives("room")

    slack.faults.add(method="chat.postMessage", kind="meanwhile", do=archive)
    assert await refused(client.chat_postMessage(channel=room, text="x")) == "is_archived"


async def test_the_app_is_removed_meanwhile(
    slack: Sandbox, client: AsyncWebClient, room: str, ana: Person
) -> None:
    await client.conversations_invite(channel=room, users=ana.id)

    async def remove() -> None:
        await ana.removes(slack.bot, "room")

    slack.faults.add(method="conversations.setTopic", kind="meanwhile", do=remove)
    topic = client.conversations_setTopic(channel=room, topic="x")
    assert await refused(topic) == "not_in_channel"


def test_a_fault_that_makes_no_sense_is_not_taken() -> None:
    faults = Sandbox(clock=Clock.still(MONDAY)).faults
    with pytest.raises(ValueError, match="No fault is called"):
        faults.add(kind="earthquake")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs `error`"):
        faults.add(kind="error")
    with pytest.raises(ValueError, match="needs `do`"):
        faults.add(kind="meanwhile")


async def test_latency_passes_around_the_effect() -> None:
    loop = asyncio.get_running_loop()
    async with (
        Sandbox(clock=Clock.still(MONDAY), latency=(0.04, 0.05)).serve() as slow,
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient(slow.bot_token, base_url=slow.base_url, session=session)
        began = loop.time()
        call = asyncio.create_task(client.conversations_create(name="slow"))
        await slow.wait.channel("slow")
        assert not call.done()
        await call
        assert loop.time() - began >= 0.04


@pytest.mark.parametrize(
    ("kind", "more", "status"),
    [
        ("http_500", {}, 500),
        ("ratelimited", {"retry_after": 7}, 429),
        ("error", {"error": "Expired url"}, 404),
    ],
)
async def test_a_response_url_answers_with_a_fault_and_is_not_used_up(
    slack: Sandbox, ana: Person, kind: Any, more: dict[str, Any], status: int
) -> None:
    url = new_response_url(slack.core, ana.user, slack.channel("general"))
    slack.faults.add(method="response_url", kind=kind, **more)
    met = await AsyncWebhookClient(url).send(text="first")
    assert met.status_code == status
    assert ana.ephemerals() == []
    assert slack.journal.calls("response_url")[0].fault.startswith(kind)
    assert (await AsyncWebhookClient(url).send(text="second")).body == "ok"
    assert [m.shown for m in ana.ephemerals()] == ["second"]


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("timeout_before", 0), ("timeout_after", 1), ("reset_before", 0), ("reset_after", 1)],
)
async def test_a_post_to_a_response_url_is_lost_before_or_after_its_effect(
    slack: Sandbox, ana: Person, kind: Any, seen: int
) -> None:
    url = new_response_url(slack.core, ana.user, slack.channel("general"))
    slack.faults.add(method="response_url", kind=kind)
    timeout = aiohttp.ClientTimeout(total=1.0)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        with pytest.raises((aiohttp.ClientError, TimeoutError)):
            await session.post(url, json={"text": "x"})
    assert len(ana.ephemerals()) == seen
