"""The wire to Slack: what travels where, and what its answers mean."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from integrations.errors import SlackSaidNo, TokenRefused, Unavailable
from integrations.slack_client import answer, slack_client


class Wire:
    """A server in Slack's place that notes what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.address = ""
        self.query = ""
        self.headers: dict[str, str] = {}
        self.body = ""
        self.answer: Callable[[], web.Response] = lambda: web.json_response({"ok": True})

    async def hear(self, request: web.Request) -> web.Response:
        self.address, self.query = request.path, request.query_string
        self.headers = dict(request.headers)
        self.body = await request.text()
        return self.answer()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def client(wire: Wire) -> AsyncIterator[AsyncWebClient]:
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", wire.hear)
    async with (
        TestServer(app) as server,
        slack_client(str(server.make_url("/api/")), "xoxb-ours", 5) as client,
    ):
        yield client


Call = Callable[[AsyncWebClient], Awaitable[object]]


@pytest.mark.parametrize(
    ("call", "kind", "sent"),
    [
        (
            lambda client: client.conversations_setTopic(channel="C1", topic="ö & 1=1"),
            "application/x-www-form-urlencoded",
            {"channel": "C1", "topic": "ö & 1=1"},
        ),
        (
            lambda client: client.conversations_invite(
                channel="C1", users=["U1", "U2"], force=True
            ),
            "application/x-www-form-urlencoded",
            {"channel": "C1", "users": "U1,U2", "force": "1"},
        ),
        (
            lambda client: client.users_info(user="U1"),
            "application/x-www-form-urlencoded",
            {"user": "U1"},
        ),
        (
            lambda client: client.chat_postMessage(channel="C1", text="ö", thread_ts=None),
            "application/json; charset=utf-8",
            {"channel": "C1", "text": "ö"},
        ),
    ],
)
async def test_arguments_travel_in_the_body_and_never_in_the_address(
    wire: Wire, client: AsyncWebClient, call: Call, kind: str, sent: dict[str, str]
) -> None:
    await call(client)
    assert wire.query == ""
    assert wire.headers["Content-Type"] == kind
    assert wire.headers["Authorization"] == "Bearer xoxb-ours"
    is_json = "json" in kind
    assert (json.loads(wire.body) if is_json else dict(parse_qsl(wire.body))) == sent


async def test_another_token_goes_into_the_header_alone(wire: Wire, client: AsyncWebClient) -> None:
    await client.apps_connections_open(app_token="xapp-1")
    assert wire.headers["Authorization"] == "Bearer xapp-1"
    assert "xapp" not in wire.body + wire.address + wire.query


@pytest.mark.parametrize(
    ("answered", "trouble"),
    [
        (lambda: web.Response(status=502, text="<html>Bad Gateway</html>"), Unavailable),
        (lambda: web.Response(status=200, text="<html>Log in to our proxy</html>"), Unavailable),
        (lambda: web.json_response(["unexpected"]), Unavailable),
        (lambda: web.json_response({"ok": False, "error": "internal_error"}), Unavailable),
        (lambda: web.json_response({"ok": False, "error": "token_revoked"}), TokenRefused),
        (lambda: web.json_response({"ok": False, "error": "name_taken"}), SlackSaidNo),
    ],
)
async def test_an_answer_becomes_one_of_our_errors(
    wire: Wire,
    client: AsyncWebClient,
    answered: Callable[[], web.Response],
    trouble: type[Exception],
) -> None:
    wire.answer = answered
    with pytest.raises(trouble) as raised:
        await answer("conversations.create", client.conversations_create(name="inc-1"))
    assert type(raised.value) is trouble


async def test_slacks_wish_for_a_pause_is_heard(wire: Wire, client: AsyncWebClient) -> None:
    wire.answer = lambda: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"retry-after": "7"}
    )
    with pytest.raises(Unavailable) as raised:
        await answer("conversations.create", client.conversations_create(name="inc-1"))
    assert raised.value.retry_after == 7
