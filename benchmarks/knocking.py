"""Payloads of many people, sent to the app at one moment, and when the ack of each came.

They are made beforehand and sent with as little effort as possible, so that what is measured is the app
and not the workspace: a payload's time runs from its own sending until its ack has been read.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from sandbox import Sandbox, interactions
from sandbox.colleagues import find_channel, find_user
from sandbox.journal import Attempt, Delivery
from sandbox.pushes import sign
from sandbox.state import Message

#: How long to wait for acks, in seconds.
PATIENCE = 10.0
SLASH = "/incident"


class Courier(Protocol):
    """Carries payloads to the app."""

    async def carry(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send one."""


class Crowd:
    """People who do something at the same moment."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._made: list[tuple[Delivery, Attempt]] = []

    def __len__(self) -> int:
        return len(self._made)

    def types(self, handle: str, text: str) -> None:
        """Let somebody be about to type a command."""
        core = self._slack.core
        known = core.workspace.app.command(SLASH)
        if known is None:
            raise LookupError(f"the app has no {SLASH}")
        general = find_channel(core, "general")
        with self._collecting():
            interactions.command(core, find_user(core, handle), general, known, text)

    def presses(self, handle: str, action_id: str, message: Message) -> None:
        """Let somebody be about to press a button."""
        block, element = next(
            (block, element)
            for block in message.blocks
            for element in block.get("elements", ())
            if element.get("action_id") == action_id
        )
        core = self._slack.core
        with self._collecting():
            user = find_user(core, handle)
            interactions.block_action(core, user, message, block, element, {})

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        deliveries = self._slack.core.deliveries
        usual, deliveries.transport = deliveries.transport, lambda *both: self._made.append(both)
        yield
        deliveries.transport = usual

    async def goes(self, courier: Courier) -> list[float]:
        """Have it all happen. Gives the milliseconds to each ack; what was not acked is not in it."""
        made, self._made = self._made, []
        for delivery, attempt in made:
            attempt.sent = self._slack.clock.now()
            await courier.carry(delivery, attempt)
            await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        give_up = loop.time() + PATIENCE
        while loop.time() < give_up and any(attempt.open for _, attempt in made):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return [
            milliseconds
            for _, attempt in made
            if attempt.outcome == "acknowledged"
            and (milliseconds := attempt.milliseconds) is not None
        ]


class OverASocket:
    """Over the app's Socket Mode connection."""

    def __init__(self, slack: Sandbox) -> None:
        (self._connection,) = slack.sockets.ready

    async def carry(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send one."""
        self._connection.carried.append(attempt)
        envelope = {
            "envelope_id": attempt.envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.takes_answer,
        }
        await self._connection.socket.send_str(json.dumps(envelope))


class _Line(asyncio.Protocol):
    """One connection to the app's web server, on which one request after another is sent."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.heard: Callable[[int], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.transport = transport

    def data_received(self, data: bytes) -> None:
        # An ack is small and comes in one piece.
        if self.heard is not None and data.startswith(b"HTTP/1.1 "):
            self.heard(int(data[9:12]))


class OverHttp:
    """As signed requests, on connections that are open already."""

    def __init__(self, slack: Sandbox, path: str, lines: list[_Line]) -> None:
        self._slack = slack
        self._path = path
        self._lines = lines
        self._next = 0

    async def carry(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send one."""
        line = self._lines[self._next % len(self._lines)]
        self._next += 1
        core = self._slack.core
        fields = interactions.as_form(delivery.payload, delivery.kind)
        body = urlencode(fields).encode()
        timestamp = str(core.seconds())
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Slack-Request-Timestamp: {timestamp}\r\n"
            f"X-Slack-Signature: {sign(core.signing_secret, timestamp, body)}\r\n\r\n"
        )
        if line.transport is None:
            raise ConnectionError("the app's web server has gone")
        line.heard = lambda status: core.deliveries.answered(attempt, status)
        line.transport.write(head.encode() + body)


@asynccontextmanager
async def over_http(slack: Sandbox, url: str, lines: int) -> AsyncIterator[OverHttp]:
    """So many connections to the app's web server."""
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(_Line, address.hostname or "", address.port or 80)
        for _ in range(lines)
    ]
    try:
        yield OverHttp(slack, address.path, [line for _, line in opened])
    finally:
        for transport, _ in opened:
            transport.close()
