"""The way in: Slack's Socket Mode, kept open for as long as the program runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.payloads import Hear
from integrations.errors import TokenRefused, Unavailable
from integrations.slack_client import answer

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How often the SDK asks whether the connection lives, and tries again when it does not.
_PING_SECONDS = 5.0
#: How often the connection is looked at.
_LOOK_SECONDS = 2.0
#: The pause between two tries to find out whether Slack takes the app token.
_PAUSE_SECONDS = 5.0


class _Handler(AsyncSocketModeHandler):
    """Hands what people do to Bolt, and what happened to `hear`, which is acked when it was taken in."""

    def __init__(self, app: AsyncApp, app_token: str, hear: Hear) -> None:
        super().__init__(app, app_token, ping_interval=_PING_SECONDS)
        self._hear = hear

    async def handle(  # type: ignore[override]
        self, client: SocketModeClient, req: SocketModeRequest
    ) -> None:
        if req.type != "events_api":
            await super().handle(client, req)
            return
        await self._hear(req.payload)
        # Once the way in is closed nobody takes an ack any longer: Slack tells the next process.
        if not client.closed:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


@asynccontextmanager
async def connected(
    app: AsyncApp, hear: Hear, client: AsyncWebClient, app_token: str
) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Receive what people do in Slack until the block ends. Gives a function that says whether we do.

    Raises TokenRefused for the app token.
    """
    await _check(client, app_token)
    handler = _Handler(app, app_token, hear)
    keeping = asyncio.create_task(_keep_open(handler.client), name="keep the way in open")
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield handler.client.is_connected
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _check(client: AsyncWebClient, app_token: str) -> None:
    """Ask once by ourselves: the SDK would try a refused token for ever without a word."""
    while True:
        opening = client.apps_connections_open(app_token=app_token)
        try:
            await answer("apps.connections.open", opening)
        except TokenRefused:
            raise
        except Unavailable as trouble:
            log.warning("socket_mode.unreachable", error=str(trouble))
            await asyncio.sleep(trouble.retry_after or _PAUSE_SECONDS)
        else:
            return


async def _keep_open(client: SocketModeClient) -> None:
    """Have a lost connection opened at a new address.

    An address is good for one use. When a handshake fails after its use, the SDK tries the same
    address again for ever, unless it is taken away.
    """
    lost_since_look = False
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        is_lost = not await client.is_connected()
        if is_lost and lost_since_look:
            log.error("socket_mode.lost")
            client.wss_uri = None
        lost_since_look = is_lost
