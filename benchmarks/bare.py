"""An app that keeps nothing, on Bolt and the SDK as they come: what an ack and a declaration cost at the least.

python -m benchmarks.bare BASE_URL BOT_TOKEN CHANNEL APP_TOKEN            over Socket Mode
python -m benchmarks.bare BASE_URL BOT_TOKEN CHANNEL SIGNING_SECRET PORT  over HTTP

It acks everything. Whoever types `declare` and a title gets what the bot gives them by as many calls in the
same order, announced in CHANNEL, with the same words for everybody: no record, no retry, no questions asked.
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
from slack_sdk.webhook.async_client import AsyncWebhookClient

_DECLARE = "declare "
#: As long as a new incident's card.
_CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": f"*What to know ({n})*\n{'word ' * 12}"}}
    for n in range(10)
]


class _Declaring:
    """Does in Slack what a declaration needs, three calls deep."""

    def __init__(self, client: AsyncWebClient, announced_in: str) -> None:
        self._client = client
        self._announced_in = announced_in

    async def declare(self, body: dict[str, Any]) -> None:
        """Create the channel, then all that needs it."""
        client, who = self._client, body["user_id"]
        title = body["text"].removeprefix(_DECLARE)
        made = await client.conversations_create(name=f"inc-{title.replace(' ', '-')}")
        room = made["channel"]["id"]
        await asyncio.gather(
            self._card(room),
            client.conversations_invite(channel=room, users=[who]),
            client.conversations_setTopic(channel=room, topic=f"SEV-3 {title}"),
            client.bookmarks_add(
                channel_id=room, title="Dashboards", type="link", link="https://grafana.example"
            ),
            client.chat_postMessage(channel=self._announced_in, text=title, blocks=_CARD[:3]),
            self._tell(who, title),
            AsyncWebhookClient(body["response_url"], session=client.session).send(text=title),
        )

    async def _card(self, room: str) -> None:
        posted = await self._client.chat_postMessage(channel=room, text="Card", blocks=_CARD)
        await self._client.pins_add(channel=room, timestamp=posted["ts"])

    async def _tell(self, who: str, title: str) -> None:
        opened = await self._client.conversations_open(users=[who])
        where = opened["channel"]["id"]
        await self._client.chat_postMessage(channel=where, text=title, blocks=_CARD[:5])


async def main(
    base_url: str, bot_token: str, channel: str, token_or_secret: str, port: str = ""
) -> None:
    """Run until killed."""
    # A hundred connections, as the library has it, would be too few for what goes out side by side.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        client = AsyncWebClient(bot_token, base_url=base_url, session=session)
        app = AsyncApp(client=client, signing_secret=token_or_secret if port else "unused")
        await client.conversations_join(channel=channel)
        declaring = _Declaring(client, channel)

        async def acked(ack: Any, body: dict[str, Any]) -> None:
            await ack()
            if str(body.get("text", "")).startswith(_DECLARE):
                await declaring.declare(body)

        app.command("/incident")(acked)
        app.action(re.compile(".*"))(acked)
        app.event(re.compile(".*"))(acked)
        if not port:
            handler = AsyncSocketModeHandler(app, token_or_secret)
            await handler.start_async()  # type: ignore[no-untyped-call]
        runner = web.AppRunner(app.server(int(port), "/slack/events", "127.0.0.1").web_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(port)).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
