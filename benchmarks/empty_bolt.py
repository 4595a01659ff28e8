"""An app that does nothing but ack, on Bolt as it comes: what an ack costs at the least.

python -m benchmarks.empty_bolt BASE_URL BOT_TOKEN APP_TOKEN            over Socket Mode
python -m benchmarks.empty_bolt BASE_URL BOT_TOKEN SIGNING_SECRET PORT  over HTTP
"""

import asyncio
import re
import sys
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main(base_url: str, bot_token: str, token_or_secret: str, port: str = "") -> None:
    """Run until killed."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(bot_token, base_url=base_url, session=session)
        app = AsyncApp(client=client, signing_secret=token_or_secret if port else "unused")

        async def acked(ack: Any) -> None:
            await ack()

        app.command("/incident")(acked)
        app.action(re.compile(".*"))(acked)
        if not port:
            handler = AsyncSocketModeHandler(app, token_or_secret)
            await handler.start_async()  # type: ignore[no-untyped-call]
        runner = web.AppRunner(app.server(int(port), "/slack/events", "127.0.0.1").web_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(port)).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
