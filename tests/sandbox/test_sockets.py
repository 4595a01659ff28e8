"""Socket Mode on the wire, and with the real client through everything that can happen to it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from tests.sandbox.conftest import Connect, refused


class Wire:
    """A bare websocket, to see and say every word."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self) -> dict[str, Any]:
        return dict(await self.socket.receive_json(timeout=2))

    async def acknowledge(self, envelope: dict[str, Any], **more: Any) -> None:
        await self.socket.send_json({"envelope_id": envelope["envelope_id"], **more})


@pytest.fixture
async def app_client(slack: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        slack.app_token, base_url=slack.base_url, session=session, retry_handlers=[]
    )


@pytest.fixture
async def wire(app_client: AsyncWebClient, session: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    url = (await app_client.apps_connections_open(app_token=str(app_client.token)))["url"]
    async with session.ws_connect(url) as socket:
        yield Wire(socket)


@pytest.fixture
async def eager(client: AsyncWebClient, connect: Connect) -> list[str]:
    """An app that notes the texts of commands; returns its notes."""
    app, notes = AsyncApp(client=client, signing_secret="unused"), list[str]()

    @app.command("/sample")
    async def asked(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        notes.append(body["text"])

    handler = await connect(app)
    assert handler.client is not None
    handler.client.ping_interval = 0.05
    return notes


async def test_hello_envelope_and_acknowledgement(slack: Sandbox, wire: Wire, ana: Person) -> None:
    hello = await wire.hear()
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 1
    assert hello["connection_info"]["app_id"] == slack.workspace.app_id
    typed = asyncio.create_task(ana.types("/sample hi"))
    envelope = await wire.hear()
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"]
    assert envelope["payload"]["text"] == "hi"
    await wire.acknowledge(envelope, payload={"text": "hello"})
    assert (await typed).ack is not None
    assert ana.ephemerals()[-1].shown == "hello"


async def test_an_event_says_which_attempt_it_is(slack: Sandbox, wire: Wire, ana: Person) -> None:
    await wire.hear()
    await ana.opens_home()
    first = await wire.hear()
    assert (first["type"], first["retry_attempt"], first["retry_reason"]) == ("events_api", 0, "")
    await slack.advance(timedelta(seconds=3), grace=0)
    second = await wire.hear()
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert second["envelope_id"] != first["envelope_id"]
    await wire.acknowledge(first)
    await wire.acknowledge({"envelope_id": "never-sent"})
    await wire.acknowledge(second)
    await slack.settle()
    (delivery,) = slack.journal.deliveries()
    assert [attempt.outcome for attempt in delivery.attempts] == ["timed_out", "acknowledged"]


async def test_an_address_is_for_one_connection(
    app_client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    url = (await app_client.apps_connections_open(app_token=str(app_client.token)))["url"]
    async with session.ws_connect(url) as socket:
        await socket.receive_json(timeout=2)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_ten_connections_share_the_payloads(
    slack: Sandbox, app_client: AsyncWebClient, session: aiohttp.ClientSession, ana: Person
) -> None:
    async def open_one() -> aiohttp.ClientWebSocketResponse:
        opened = await app_client.apps_connections_open(app_token=str(app_client.token))
        socket = await session.ws_connect(opened["url"])
        hello = await socket.receive_json(timeout=2)
        assert hello["type"] in ("hello", "disconnect")
        if hello["type"] == "disconnect":
            assert hello["reason"] == "too_many_websockets"
        return socket

    sockets = [await open_one() for _ in range(10)]
    eleventh = await open_one()
    assert len(slack.sockets.connections) == 10
    for _ in range(30):
        await ana.opens_home()
    carried = [len(connection.carried) for connection in slack.sockets.connections]
    assert sum(carried) == 30
    assert sum(count > 0 for count in carried) > 5
    slack.core.deliveries.transport = None
    await asyncio.gather(*(socket.close() for socket in [*sockets, eleventh]))


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_client_that_is_asked_to_leave_comes_back(
    slack: Sandbox, eager: list[str], ana: Person, reason: Any
) -> None:
    before = slack.sockets.ready[0]
    await slack.sockets.say_goodbye(reason)
    await slack.wait.until(
        lambda: [c for c in slack.sockets.ready if c is not before], "a new connection"
    )
    await slack.advance(timedelta(seconds=10))
    await slack.wait.until(lambda: before not in slack.sockets.connections, "the old one to go")
    await ana.types("/sample still here")
    assert eager == ["still here"]


async def test_a_dropped_connection_is_made_again(
    slack: Sandbox, eager: list[str], ana: Person
) -> None:
    before = slack.sockets.ready[0]
    slack.sockets.drop()
    await slack.wait.until(
        lambda: [c for c in slack.sockets.ready if c is not before], "a new connection"
    )
    await ana.types("/sample back")
    assert eager == ["back"]


async def test_a_half_open_connection_is_noticed_by_its_silence(
    slack: Sandbox, eager: list[str], ana: Person
) -> None:
    before = slack.sockets.ready[0]
    slack.sockets.go_deaf()
    await ana.opens_home()
    await slack.wait.until(
        lambda: [c for c in slack.sockets.ready if c is not before and not c.deaf],
        "a new connection",
        within=10,
    )
    await slack.wait.until(lambda: before not in slack.sockets.connections, "the old one to go")
    await ana.types("/sample heard again")
    assert eager == ["heard again"]


async def test_an_event_lost_with_its_connection_comes_again(
    slack: Sandbox, wire: Wire, ana: Person
) -> None:
    await wire.hear()
    await ana.opens_home()
    await wire.hear()
    slack.sockets.drop()
    await slack.wait.until(
        lambda: len(slack.journal.deliveries()[0].attempts) > 1, "another attempt"
    )
    attempts = slack.journal.deliveries()[0].attempts
    assert attempts[0].outcome == attempts[1].reason == "connection_failed"


async def test_socket_mode_may_be_switched_off(
    slack: Sandbox, app_client: AsyncWebClient, wire: Wire
) -> None:
    await wire.hear()
    await slack.sockets.say_goodbye("link_disabled")
    assert (await wire.hear())["reason"] == "link_disabled"
    again = app_client.apps_connections_open(app_token=str(app_client.token))
    assert await refused(again) == "access_denied"


@pytest.fixture(autouse=True)
def quiet_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
