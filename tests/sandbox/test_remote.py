"""The people's interface over HTTP, as a program beside the sandbox uses it."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.bot import small_bot
from tests.sandbox.conftest import Connect


class Remote:
    """Another process: knows the address alone."""

    def __init__(self, session: ClientSession, origin: str) -> None:
        self.session = session
        self.origin = origin

    async def post(self, path: str, **said: Any) -> tuple[int, Any]:
        async with self.session.post(f"{self.origin}{path}", json=said) as answer:
            if answer.content_type != "application/json":
                return answer.status, await answer.text()
            told = await answer.json()
            return answer.status, told["value"] if told["ok"] else told["says"]

    async def did(self, path: str, **said: Any) -> Any:
        status, told = await self.post(path, **said)
        assert status == 200, told
        return told


@pytest.fixture
def remote(slack: Sandbox, session: ClientSession) -> Remote:
    return Remote(session, slack.page_url)


@pytest.fixture
async def bot(client: AsyncWebClient, connect: Connect) -> None:
    await connect(small_bot(client))


@pytest.mark.usefixtures("bot")
async def test_a_whole_story_from_another_process(remote: Remote, slack: Sandbox) -> None:
    form = await remote.did("people/ana/types_for_form", text="/sample", channel="general")
    assert form["type"] == "modal"
    await remote.did("people/ana/fills", label="Name", text="not good")
    refused = await remote.did("people/ana/submits")
    assert refused["errors"] == {"name": "Please use a name without spaces."}
    await remote.did("people/ana/fills", label="Name", text="good")
    assert (await remote.did("people/ana/submits"))["acknowledged"]
    await remote.did("control/wait_channel", name="good")
    message = await remote.did("control/wait_message", channel="good", text="Nobody leads")
    where = {"channel": message["channel"], "ts": message["ts"]}
    await remote.did("people/ana/presses", label="Lead", message=where)
    await remote.did("control/wait_message", channel="good", text="@Ana Silva leads")
    await remote.did("people/ana/posts", text="hello", channel="good", thread=where)
    await remote.did("people/ana/invites", who="ben", channel="good")
    await remote.did("control/settle")
    journal = await remote.did("control/journal")
    assert "conversations.create" in [call["method"] for call in journal["calls"]]
    assert journal["violations"] == []
    assert slack.person("ben").id in slack.channel("good").members


async def test_time_and_faults_from_another_process(
    remote: Remote, slack: Sandbox, client: AsyncWebClient
) -> None:
    assert await remote.did("control/advance", seconds=60) == "2026-03-02T09:01:00+00:00"
    await remote.did("control/fault", method="team.info", kind="error", error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.team_info()
    await remote.did("control/fault", method="team.info", kind="http_500")
    await remote.did("control/trick", kind="lost")
    await remote.did("control/clear")
    assert (slack.faults.standing, slack.tricks.standing) == ([], [])
    await client.team_info()
    await remote.did("control/revoke")
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.team_info()


@pytest.mark.usefixtures("bot")
async def test_connections_from_another_process(remote: Remote, slack: Sandbox) -> None:
    await remote.did("control/sockets", do="go_deaf")
    assert all(one.deaf for one in slack.sockets.connections)
    await remote.did("control/sockets", do="drop")
    await slack.wait.until(lambda: not any(c.deaf for c in slack.sockets.connections), "new ones")


@pytest.mark.parametrize(
    ("path", "said", "status", "says"),
    [
        ("people/ana/types", {"text": "/nothing"}, 409, "/nothing is not a command"),
        ("people/nobody/posts", {"text": "x"}, 409, "Nobody here is called 'nobody'"),
        ("people/ana/posts", {"text": "x", "where": "general"}, 400, "unexpected keyword"),
        ("people/ana/dances", {}, 404, "not dances"),
        ("people/ana/presses", {"label": "x", "message": {"ts": "1"}}, 400, "channel"),
        (
            "people/ana/presses",
            {"label": "x", "message": {"channel": "general", "ts": "1"}},
            409,
            "no message 1 in general",
        ),
        ("control/dance", {}, 404, "not dance"),
        ("control/fault", {"kind": "hiccup"}, 400, "No fault is called 'hiccup'"),
        ("control/fault", {"kind": "meanwhile"}, 409, "cannot be sent"),
        ("control/sockets", {"do": "dance"}, 409, "do not 'dance'"),
        ("control/verify_url", {}, 409, "Only HTTP mode"),
        ("control/advance", {"seconds": "soon"}, 400, "soon"),
    ],
)
async def test_what_cannot_be_done_is_said(
    remote: Remote, path: str, said: dict[str, Any], status: int, says: str
) -> None:
    answered, told = await remote.post(path, **said)
    assert answered == status
    assert says in told


async def test_only_json_is_taken_so_that_no_other_page_can_speak_for_people(
    slack: Sandbox, session: ClientSession
) -> None:
    address = f"{slack.page_url}people/ana/posts"
    async with session.post(address, data='{"text": "x"}') as answer:
        assert answer.status == 415
    async with session.post(address, data="[", headers={"Content-Type": "application/json"}) as bad:
        assert bad.status == 400
    assert slack.messages("general") == []
