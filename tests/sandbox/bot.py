"""A small app of the tests' own: a command, a form, a channel, a button. Also a program by itself."""

import asyncio
import logging
import sys
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.payloads import button, field, form, section

Body = dict[str, Any]
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)


def small_bot(client: AsyncWebClient, signing_secret: str = "") -> AsyncApp:
    """Return the app; over Socket Mode it needs no secret."""
    app = AsyncApp(client=client, signing_secret=signing_secret or "unused")

    async def opened(name: str, user: str) -> None:
        made = await client.conversations_create(name=name)
        channel = made["channel"]["id"]
        await client.conversations_invite(channel=channel, users=[user])
        blocks = [
            section("Nobody leads"),
            {"type": "actions", "elements": [button("Lead", "lead")]},
        ]
        await client.chat_postMessage(channel=channel, text="Nobody leads", blocks=blocks)

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        await ack()
        view = form(field("Name", "name"), private_metadata=body["channel_id"])
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("form")
    async def sent(ack: Any, body: Body, view: Body) -> None:
        name = view["state"]["values"]["name"]["value"]["value"]
        if " " in name:
            errors = {"name": "Please use a name without spaces."}
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        try:
            await opened(name, body["user"]["id"])
        except FAILURES as failure:
            logging.getLogger(__name__).warning("No channel %s: %s", name, failure)

    @app.action("lead")
    async def pressed(ack: Any, body: Body) -> None:
        await ack()
        words = f"<@{body['user']['id']}> leads"
        ts, channel = body["message"]["ts"], body["channel"]["id"]
        await client.chat_update(channel=channel, ts=ts, text=words, blocks=[section(words)])

    @app.event({"type": "message"})
    @app.event({"type": "channel_created"})
    @app.event({"type": "member_joined_channel"})
    async def heard() -> None:
        """Acknowledge what this app has no use for, so that it is not sent again."""

    return app


async def main(base_url: str, bot_token: str, token_or_secret: str, port: str = "") -> None:
    """Run until killed, over signed HTTP where a port is given and else over Socket Mode.

    One call may take half a second.
    """
    timeout = aiohttp.ClientTimeout(total=0.5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(bot_token, base_url=base_url, session=session, retry_handlers=[])
        if not port:
            socket = AsyncSocketModeHandler(small_bot(client), token_or_secret)
            await socket.start_async()  # type: ignore[no-untyped-call]
        front = small_bot(client, token_or_secret).server(int(port), "/slack/events", "127.0.0.1")
        runner = web.AppRunner(front.web_app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(port)).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
