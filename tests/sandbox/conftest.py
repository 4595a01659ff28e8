"""A workspace that is served in the test's own event loop, a real client, and a real app in it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Person, Sandbox
from sandbox.state import Json

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Answering = Coroutine[Any, Any, Any]
Connect = Callable[[AsyncApp], Coroutine[Any, Any, AsyncSocketModeHandler]]


async def refused(call: Answering) -> str:
    """The error with which Slack refuses a call; fails when it does not refuse it."""
    return str((await refusal(call))["error"])


async def refusal(call: Answering) -> Json:
    """The whole answer with which Slack refuses a call."""
    with pytest.raises(SlackApiError) as caught:
        await call
    assert isinstance(caught.value.response.data, dict)
    return caught.value.response.data


def violations(slack: Sandbox) -> list[str]:
    """The rules that were broken, which are then forgiven."""
    broken = [str(one) for one in slack.journal.violations]
    slack.journal.violations.clear()
    return broken


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """The sample app's workspace, with a clock that stands still."""
    async with Sandbox(clock=Clock.still(MONDAY), patience=10.0).serve() as sandbox:
        yield sandbox
    sandbox.check()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as shared:
        yield shared


@pytest.fixture
def client(slack: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The app's Web API client; nothing is tried again behind a test's back."""
    return AsyncWebClient(
        token=slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[]
    )


@pytest.fixture
async def connect(slack: Sandbox) -> AsyncIterator[Connect]:
    """Connects an app over Socket Mode and sees to its end."""
    handlers: list[AsyncSocketModeHandler] = []

    async def over_socket_mode(app: AsyncApp) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, slack.app_token)
        handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.wait.until(lambda: slack.sockets.ready, "a connection")
        return handler

    yield over_socket_mode
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def app(client: AsyncWebClient, connect: Connect) -> AsyncApp:
    """An app without a listener, connected."""
    app = AsyncApp(client=client, signing_secret="unused")
    await connect(app)
    return app


@pytest.fixture
def ana(slack: Sandbox) -> Person:
    return slack.person("ana")


@pytest.fixture
def ben(slack: Sandbox) -> Person:
    return slack.person("ben")


@pytest.fixture
async def room(client: AsyncWebClient) -> str:
    """The id of a channel that the app has made."""
    made = await client.conversations_create(name="room")
    return str(made["channel"]["id"])
