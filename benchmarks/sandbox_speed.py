"""How fast the sandbox itself is, so that what it stands in for is measured and not it."""

import asyncio
import statistics
import time

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Sandbox

POSTS = 1_000
SIDE_BY_SIDE = 10
DELIVERIES = 100


async def posting(client: AsyncWebClient, channel: str) -> None:
    """1,000 messages one after the other, then 1,000 with ten under way at any moment."""
    took = []
    for number in range(POSTS):
        began = time.perf_counter()
        await client.chat_postMessage(channel=channel, text=f"number {number}")
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(
        f"chat.postMessage, {POSTS} in turn: p50 {statistics.median(took):.2f} ms, "
        f"p99 {took[int(POSTS * 0.99)]:.2f} ms, {sum(took) / 1000:.2f} s in all"
    )
    gate = asyncio.Semaphore(SIDE_BY_SIDE)

    async def post(number: int) -> None:
        async with gate:
            await client.chat_postMessage(channel=channel, text=f"number {number}")

    began = time.perf_counter()
    await asyncio.gather(*(post(number) for number in range(POSTS)))
    passed = time.perf_counter() - began
    print(f"the same, {SIDE_BY_SIDE} at a time: {POSTS / passed:.0f} a second")


async def delivering(slack: Sandbox, channel: str) -> None:
    """100 messages of a person, delivered as events over Socket Mode, acknowledged and settled."""
    ana = slack.person("ana")
    await ana.joins(channel)
    await slack.settle()
    began = time.perf_counter()
    for number in range(DELIVERIES):
        await ana.posts(f"number {number}", channel=channel)
    await slack.settle()
    passed = time.perf_counter() - began
    acknowledged = sum(d.outcome == "acknowledged" for d in slack.journal.deliveries())
    print(
        f"{DELIVERIES} events delivered and settled: {passed * 1000:.0f} ms ({acknowledged} acks)"
    )


async def measure() -> None:
    """Measure both with the clients that apps use."""
    async with (
        Sandbox(clock=Clock.ticking()).serve() as slack,
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
        app = AsyncApp(client=client, signing_secret="unused")

        @app.event({"type": "message"})
        @app.event({"type": "member_joined_channel"})
        @app.event({"type": "channel_created"})
        async def heard() -> None:
            """Acknowledge."""

        await posting(client, slack.channel("payments").id)
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        made = await client.conversations_create(name="bench")
        await delivering(slack, made["channel"]["id"])
        await handler.close_async()  # type: ignore[no-untyped-call]


def main() -> None:
    """Print what was measured."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
