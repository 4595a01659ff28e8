"""HTTP mode: the same app behind a signed request URL."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Person, Sandbox
from sandbox.pushes import sign
from tests.sandbox.bot import small_bot
from tests.sandbox.conftest import MONDAY


class Front:
    """A web server before an app: keeps every request, and answers as it is told to."""

    def __init__(self) -> None:
        self.app: AsyncApp | None = None
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: tuple[int, str, dict[str, str]] | None = None

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append((dict(request.headers), body))
        if self.answer is not None:
            status, text, headers = self.answer
            return web.Response(status=status, text=text, headers=headers)
        assert self.app is not None
        asked = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        said = await self.app.async_dispatch(asked)
        return web.Response(status=said.status, text=said.body, content_type=_kind(said.headers))


def _kind(headers: Any) -> str:
    return str(headers.get("content-type", ["text/plain"])[0]).partition(";")[0]


@pytest.fixture
async def front() -> AsyncIterator[tuple[Front, str]]:
    front = Front()
    site = web.Application()
    site.add_routes([web.post("/slack/events", front.serve)])
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield front, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def slack(front: tuple[Front, str]) -> AsyncIterator[Sandbox]:
    """A workspace whose clock stands at the present, against which apps check signatures."""
    present = Clock.still(datetime.now(UTC))
    sandbox = Sandbox(clock=present, request_url=front[1], patience=2.0)
    async with sandbox.serve():
        yield sandbox
    sandbox.check()


@pytest.fixture
def bot(slack: Sandbox, client: AsyncWebClient, front: tuple[Front, str]) -> Front:
    """The tests' small bot behind the front; it verifies every signature."""
    front[0].app = small_bot(client, slack.signing_secret)
    return front[0]


def test_the_published_example_of_a_signature() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


async def test_the_whole_story_over_http(slack: Sandbox, bot: Front, ana: Person) -> None:
    assert slack.pushes is not None
    assert await slack.pushes.verify_url()
    await ana.types_for_form("/sample")
    await ana.fills("Name", "inc-1")
    await ana.submits()
    message = await slack.wait.message(channel="inc-1", text="Nobody leads")
    await ana.presses("Lead", message=message)
    await slack.wait.message(channel="inc-1", text="@Ana Silva leads")
    await slack.settle()
    commands = parse_qs(bot.requests[1][1].decode())
    assert commands["command"] == ["/sample"]
    submission = parse_qs(bot.requests[2][1].decode())
    assert json.loads(submission["payload"][0])["type"] == "view_submission"
    events = [body for headers, body in bot.requests if "json" in headers["Content-Type"]]
    assert json.loads(events[-1])["type"] == "event_callback"


@pytest.mark.parametrize("trick", ["bad_signature", "old_timestamp"])
async def test_a_request_that_is_not_slacks_is_refused(
    slack: Sandbox, bot: Front, ana: Person, trick: Any
) -> None:
    slack.tricks.add(trick)
    outcome = await ana.types("/sample")
    assert outcome.failed
    assert bot.requests
    assert slack.journal.deliveries()[0].attempts[0].status == 401


async def test_an_event_is_tried_again_with_its_number_and_reason(
    slack: Sandbox, front: tuple[Front, str], ana: Person
) -> None:
    ear, _url = front
    ear.answer = (500, "", {})
    await ana.opens_home()
    await slack.wait.until(lambda: len(ear.requests) == 2, "the second attempt")
    ear.answer = (200, "", {})
    await slack.advance(timedelta(minutes=1))
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _body in ear.requests]
    assert numbers == [None, "1", "2"]
    assert ear.requests[1][0]["X-Slack-Retry-Reason"] == "http_error"
    bodies = {body for _headers, body in ear.requests}
    assert len(bodies) == 1


async def test_an_app_may_say_that_it_wants_no_more_attempts(
    slack: Sandbox, front: tuple[Front, str], ana: Person
) -> None:
    ear, _url = front
    ear.answer = (500, "", {"X-Slack-No-Retry": "1"})
    await ana.opens_home()
    await slack.settle()
    await slack.advance(timedelta(minutes=10))
    assert len(ear.requests) == 1


async def test_the_manifest_says_where_each_payload_goes(
    front: tuple[Front, str], session: aiohttp.ClientSession
) -> None:
    ear, url = front
    ear.answer = (200, '{"text": "by manifest"}', {"Content-Type": "application/json"})
    sandbox = Sandbox(clock=Clock.still(MONDAY))
    app = sandbox.workspace.app
    sandbox.workspace.app = replace(
        app,
        socket_mode=False,
        events_url=url,
        interactivity_url=url,
        commands=(replace(app.commands[0], url=url),),
    )
    async with sandbox.serve() as slack:
        ana = slack.person("ana")
        outcome = await ana.types("/sample")
        assert outcome.ack is not None
        assert outcome.ack.text == "by manifest"
        await ana.uses_shortcut("start")
        await ana.opens_home()
        await slack.settle()
        client = AsyncWebClient(slack.app_token, base_url=slack.base_url, session=session)
        with pytest.raises(Exception, match="access_denied"):
            await client.apps_connections_open(app_token=slack.app_token)
    assert len(ear.requests) == 3


async def test_nobody_at_the_address() -> None:
    nobody = Sandbox(clock=Clock.still(MONDAY), request_url="http://127.0.0.1:1/slack")
    async with nobody.serve() as slack:
        outcome = await slack.person("ana").types("/sample")
        assert outcome.delivery is not None
        assert outcome.delivery.outcome == "connection_failed"
        assert slack.pushes is not None
        with pytest.raises(aiohttp.ClientError):
            await slack.pushes.verify_url()


@pytest.fixture(autouse=True)
def quiet_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
