"""Socket Mode: up to ten connections, each payload to any one of them, answers by envelope."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, Protocol

from aiohttp import WSMsgType, web

from sandbox.core import Core
from sandbox.deliveries import EVENTS
from sandbox.journal import Attempt, Delivery
from sandbox.state import Json

MAX_CONNECTIONS = 10


class Spawn(Protocol):
    """Runs a coroutine in the background for as long as the server lives."""

    def __call__(self, work: Coroutine[Any, Any, None], /) -> object:
        """Start it."""


class Connection:
    """One open websocket and the envelopes that it carried."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.carried: list[Attempt] = []
        self.leaving = False
        self.deaf = False


class Sockets:
    """Holds the app's connections and carries deliveries over them."""

    def __init__(self, core: Core, spawn: Spawn) -> None:
        self.core = core
        self.spawn = spawn
        self.connections: list[Connection] = []

    @property
    def ready(self) -> list[Connection]:
        """The connections that may be given something."""
        return [c for c in self.connections if not c.leaving and not c.socket.closed]

    def carry(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send one attempt over any one connection; without one it has failed."""
        if not self.ready:
            self.core.deliveries.failed(attempt, "connection_failed")
            return
        connection = self.core.random.choice(self.ready)
        connection.carried.append(attempt)
        envelope: Json = {
            "envelope_id": attempt.envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.takes_answer,
        }
        if delivery.kind == EVENTS:
            envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        self.spawn(self._send(connection, attempt, envelope))

    async def _send(self, connection: Connection, attempt: Attempt, envelope: Json) -> None:
        if connection.deaf:
            return
        try:
            await connection.socket.send_json(envelope)
        except ConnectionError:
            self.core.deliveries.failed(attempt, "connection_failed")

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak Socket Mode with one client until it goes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.core.tickets:
            raise web.HTTPForbidden(text="This address was used before; open a new connection.")
        self.core.tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = Connection(socket)
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self.core.changed()
            async for message in socket:
                if message.type is WSMsgType.TEXT and not connection.deaf:
                    self._heard(json.loads(message.data))
        finally:
            self._gone(connection)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.core.workspace.app_id},
        }

    def _heard(self, message: Json) -> None:
        found = self.core.deliveries.find(message.get("envelope_id", ""))
        if found is None:
            return
        delivery, attempt = found
        payload = message.get("payload")
        if payload and not delivery.takes_answer:
            self.core.journal.violate(
                f"an acknowledgement carried a payload that nobody asked for: {delivery.about}"
            )
        self.core.deliveries.answered(attempt, 200, payload)

    def _gone(self, connection: Connection) -> None:
        self.connections.remove(connection)
        for attempt in connection.carried:
            if attempt.open:
                self.core.deliveries.failed(attempt, "connection_failed")
        self.core.changed()

    async def ask_to_leave(self, reason: str) -> None:
        """Tell every client to connect anew: `warning`, `refresh_requested` or `link_disabled`."""
        told = list(self.ready)
        for connection in told:
            connection.leaving = reason != "warning"
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )

    async def drop(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            if (transport := connection.socket.get_extra_info("socket")) is not None:
                del transport
            await connection.socket.close(code=1006)

    async def close(self) -> None:
        """Close every connection in order."""
        await asyncio.gather(*(c.socket.close() for c in list(self.connections)))
