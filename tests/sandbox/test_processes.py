"""Sandbox and app as processes of their own, with every fault switched on in turn."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Person, Sandbox
from sandbox.faults import Kind
from sandbox.manifest import sample_manifest
from tests.conftest import free_port
from tests.sandbox.conftest import MONDAY, refusal

# One workspace serves them all, wherever the tests run side by side.
pytestmark = pytest.mark.xdist_group("processes")

ROOT = Path(__file__).parents[2]


async def started(*arguments: str) -> asyncio.subprocess.Process:
    """A Python program, run from the root of the project."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["socket", "http"])
async def town(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    """One workspace with the small bot beside it in another process, over each transport."""
    port = free_port() if request.param == "http" else 0
    address = f"http://127.0.0.1:{port}/slack/events" if port else ""
    # Over HTTP the app compares the signature's time with its own clock.
    clock = Clock.still(datetime.now(UTC) if port else MONDAY)
    sandbox = Sandbox(clock=clock, patience=5, request_url=address)
    async with sandbox.serve() as slack:
        shared = slack.signing_secret if port else slack.app_token
        way_in = [str(port)] if port else []
        bot = await started("tests.sandbox.bot", slack.base_url, slack.bot_token, shared, *way_in)
        if port:
            await listening(port)
        else:
            await slack.wait.until(lambda: slack.sockets.ready, "the app", within=20)
        yield slack
        bot.kill()
        await bot.communicate()
    sandbox.check()


async def listening(port: int) -> None:
    """Wait until something listens; another process has nothing else to say it with."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


async def story(ana: Person, name: str) -> None:
    """Ask for the form and send it."""
    await ana.types_for_form("/sample")
    await ana.fills("Name", name)
    await ana.submits()


# The effect that each fault of conversations.create has on the workspace.
EFFECTS: dict[str, tuple[dict[str, Any], bool]] = {
    "ratelimited": ({"retry_after": 1}, False),
    "http_500": ({}, False),
    "timeout_before": ({}, False),
    "timeout_after": ({}, True),
    "reset_before": ({}, False),
    "reset_after": ({}, True),
    "slow": ({"seconds": 60}, False),
    "error": ({"error": "restricted_action"}, False),
}


def test_every_fault_of_one_call_is_tried_here() -> None:
    assert set(get_args(Kind)) - set(EFFECTS) == {"both_succeed", "meanwhile"}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", EFFECTS)
async def test_the_app_lives_through_every_fault(town: Sandbox, kind: Any) -> None:
    ana = town.person("ana")
    more, takes_effect = EFFECTS[kind]
    name = f"broken-{kind}"
    before = len(town.journal.calls("conversations.create"))
    town.faults.add(method="conversations.create", kind=kind, **more)
    await story(ana, name)
    await town.wait.until(
        lambda: len(town.journal.calls("conversations.create")) > before, "the call"
    )
    if kind == "slow":
        assert town.workspace.channel_by_name(name) is None
        await town.advance(timedelta(minutes=1))
        await town.wait.channel(name)
    else:
        await town.settle()
        assert (town.workspace.channel_by_name(name) is not None) == takes_effect
        assert town.journal.calls("conversations.create")[-1].fault

    await story(ana, f"whole-{kind}")
    message = await town.wait.message(channel=f"whole-{kind}", text="Nobody leads")
    await ana.presses("Lead", message=message)
    await town.wait.message(channel=f"whole-{kind}", text="@Ana Silva leads")
    await town.settle()


@pytest.mark.asyncio(loop_scope="module")
async def test_the_sandbox_as_a_program(tmp_path: Path) -> None:
    manifest, journal = tmp_path / "manifest.json", tmp_path / "journal.jsonl"
    manifest.write_text(json.dumps(sample_manifest()))
    program = await started(
        "sandbox", "--manifest", str(manifest), "--port", "0", "--journal", str(journal),
        "--latency", "1ms-2ms", "--rates", "off",
    )  # fmt: skip
    assert program.stdout is not None
    about = json.loads(await program.stdout.readline())
    async with ClientSession() as session:
        client = AsyncWebClient(about["bot_token"], base_url=about["base_url"], session=session)
        await client.conversations_create(name="made-outside")
        async with session.get(about["page_url"]) as page:
            assert page.status == 200
        assert (await refusal(client.api_call("chat.sendTelegram")))["error"] == (
            "sandbox_not_taught"
        )
    program.send_signal(signal.SIGTERM)
    _out, err = await program.communicate()
    assert program.returncode == 1
    assert b"chat.sendTelegram" in err
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert "conversations.create" in [line.get("call") for line in lines]
    assert any("chat.sendTelegram" in line.get("violation", "") for line in lines)


async def test_the_program_speaks_http_when_asked() -> None:
    heard: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        heard.append(await request.read())
        return web.Response(text="Good.")

    site = web.Application()
    site.add_routes([web.post("/slack/events", take)])
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    program = await started("sandbox", "--port", "0", "--mode", "http", address)
    assert program.stdout is not None
    about = json.loads(await program.stdout.readline())
    async with ClientSession() as session:
        deed = f"{about['page_url']}people/ana/types"
        async with session.post(deed, json={"text": "/sample hello"}) as answer:
            assert (await answer.json())["value"]["text"] == "Good."
        client = AsyncWebClient(about["app_token"], base_url=about["base_url"], session=session)
        refused = await refusal(client.apps_connections_open(app_token=about["app_token"]))
        assert not refused["ok"]
    program.send_signal(signal.SIGTERM)
    await program.communicate()
    await runner.cleanup()
    assert program.returncode == 0
    assert b"text=hello" in heard[-1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--mode", "http"], "Please write `--mode socket`"),
        (["--mode", "pigeon"], "Please write `--mode socket`"),
        (["--manifest", "nowhere.yaml"], "nowhere.yaml"),
        (["--manifest", "README.md"], "could not start"),
    ],
)
async def test_the_program_says_why_it_does_not_start(arguments: list[str], says: str) -> None:
    program = await started("sandbox", "--port", "0", *arguments)
    _out, err = await program.communicate()
    assert program.returncode == 2
    assert says in err.decode()
    assert "Traceback" not in err.decode()
