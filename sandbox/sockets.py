"""Socket Mode: up to ten connections, each payload to any one of them, answers by envelope."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Literal

from aiohttp import WSMsgType, web

from sandbox.core import Core
from sandbox.deliveries import EVENTS
from sandbox.journal import Attempt, Delivery
from sandbox.state import Json

MAX_CONNECTIONS = 10
WARNED_BEFORE = timedelta(seconds=10)

Spawn = Callable[[Coroutine[Any, Any, None]], None]
Farewell = Literal["warning", "refresh_requested", "link_disabled"]


class Connection:
    """One open websocket and the envelopes that it carried."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.carried: list[Attempt] = []
        self.leaving = False
        self.deaf = False
        self._transport = request.transport

    def break_off(self) -> None:
        """Break the connection without a word, as a cut cable does."""
        if self._transport is not None:
            self._transport.abort()


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
        connection.carried = [one for one in connection.carried if one.open]
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
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = Connection(socket, request)
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self.core.changed()
            await self._listen(connection)
        finally:
            self._gone(connection)
        return socket

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.deaf:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._heard(json.loads(message.data))

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
            self.core.deliveries.failed(attempt, "connection_failed")
        self.core.changed()

    async def say_goodbye(self, reason: Farewell) -> None:
        """Tell every client to connect anew.

        After a `warning` the connection lives on for ten seconds; `link_disabled` also refuses new
        ones, as when Socket Mode is switched off in the app's settings.
        """
        if reason == "link_disabled":
            self.core.socket_mode_off = True
        farewell = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        for connection in self.ready:
            if reason == "warning":
                self.core.agenda.after(WARNED_BEFORE, connection.break_off)
            else:
                connection.leaving = True
            await connection.socket.send_json(farewell)

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in list(self.connections):
            connection.break_off()

    def go_deaf(self) -> None:
        """Leave every connection half open: nothing is said or heard on it any more."""
        for connection in self.connections:
            connection.deaf = True

    async def close(self) -> None:
        """Close every connection in order."""
        await asyncio.gather(*(c.socket.close() for c in list(self.connections)))
