"""What a supervisor is told: that the process lives, and what is wanting until it is ready."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

import bot.health
from tests.conftest import free_port
from tests.stories.conftest import Story

# The words differ by part, not by database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Asks = Callable[[str], Any]


@pytest.fixture
async def asks(quiet_story: Story) -> AsyncIterator[Asks]:
    """Asks the bot, whose web server has a port whatever the way in."""
    quiet_story.settings.http_port = port = quiet_story.settings.http_port or free_port()
    async with aiohttp.ClientSession() as session:

        async def ask(path: str) -> tuple[int, dict[str, Any]]:
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status, json.loads(await response.text())

        yield ask


async def until_it_answers(asks: Asks) -> None:
    """Wait until the web server is there."""
    async with asyncio.timeout(10):
        while True:
            try:
                await asks("/healthz")
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.005)
            else:
                return


@pytest.mark.parametrize("way_in", ["socket", "http"])
async def test_all_is_well(quiet_story: Story, asks: Asks) -> None:
    await quiet_story.bot_starts()
    await quiet_story.settle()
    assert await asks("/healthz") == (200, {"alive": True})
    assert await asks("/readyz") == (200, {"ready": True, "wanting": {}})


@pytest.mark.parametrize("way_in", ["socket", "http"])
async def test_as_long_as_slack_does_not_answer_it_lives_and_is_not_ready(
    quiet_story: Story, asks: Asks
) -> None:
    quiet_story.slack.faults.add(method="auth.test", kind="http_500", times=1)
    starting = asyncio.create_task(quiet_story.bot_starts())
    await until_it_answers(asks)
    status, said = await asks("/readyz")
    assert status == 503
    assert said == {
        "ready": False,
        "wanting": {"slack": "the way in is not open", "runner": "it has not begun"},
    }
    await starting
    await quiet_story.settle()
    assert (await asks("/readyz"))[0] == 200


@pytest.mark.parametrize("way_in", ["http"])
async def test_what_slack_sends_too_early_is_refused_with_503(
    quiet_story: Story, asks: Asks
) -> None:
    quiet_story.slack.faults.add(method="auth.test", kind="http_500", times=1)
    starting = asyncio.create_task(quiet_story.bot_starts())
    await until_it_answers(asks)
    outcome = await quiet_story.ana.types("/incident declare checkout is down")
    assert outcome.delivery is not None
    assert outcome.delivery.attempts[0].status == 503
    await starting


async def test_a_lost_connection_is_named(quiet_story: Story, asks: Asks) -> None:
    await quiet_story.bot_starts()
    quiet_story.slack.core.socket_mode_off = True
    quiet_story.slack.sockets.drop()
    await quiet_story.slack.wait.until(lambda: not quiet_story.slack.sockets.ready, "the loss", 5)
    async with asyncio.timeout(5):
        while (answer := await asks("/readyz"))[0] == 200:  # noqa: ASYNC110 -- it is not told to us
            await asyncio.sleep(0.005)
    assert answer[1]["wanting"] == {"slack": "the connection is lost"}
    assert (await asks("/healthz"))[0] == 200


async def test_a_database_in_trouble_is_named_without_its_address(
    quiet_story: Story, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    await quiet_story.bot_starts()
    await quiet_story.settle()

    async def broken(_: object) -> str:
        raise OperationalError("SELECT", {}, Exception("no route to db.internal"))

    monkeypatch.setattr(bot.health, "revision_of", broken)
    status, said = await asks("/readyz")
    assert status == 503
    assert said["wanting"] == {"database": "it does not answer (OperationalError)"}

    async def slow(_: object) -> str:
        await asyncio.Event().wait()
        return ""

    monkeypatch.setattr(bot.health, "revision_of", slow)
    monkeypatch.setattr(bot.health, "DATABASE_SECONDS", 0.01)
    _, said = await asks("/readyz")
    assert said["wanting"] == {"database": "it does not answer (TimeoutError)"}

    async def newer(_: object) -> str:
        return "9999"

    monkeypatch.setattr(bot.health, "revision_of", newer)
    _, said = await asks("/readyz")
    assert "it is at revision 9999, not " in said["wanting"]["database"]


async def test_a_runner_that_no_longer_looks_is_named(
    quiet_story: Story, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    await quiet_story.bot_starts()
    await quiet_story.settle()
    monkeypatch.setattr(bot.health, "RUNNER_SECONDS", -1.0)
    status, said = await asks("/readyz")
    assert status == 503
    assert "it has not looked for" in said["wanting"]["runner"]


async def test_a_configuration_that_cannot_be_used_is_told_and_takes_nothing_away(
    quiet_story: Story, asks: Asks, tmp_path: Path
) -> None:
    file = tmp_path / "muster.yaml"
    file.write_text("name: Acme\n", encoding="utf-8")
    quiet_story.settings.config = file
    await quiet_story.bot_starts()
    await quiet_story.settle()
    assert (await asks("/readyz"))[1] == {"ready": True, "wanting": {}}
    file.write_text("nam: a secret name\n", encoding="utf-8")
    assert quiet_story.program is not None
    assert quiet_story.program.configuration_file is not None
    await quiet_story.program.configuration_file.read_again()
    status, said = await asks("/readyz")
    assert status == 200
    assert said["ready"] is True
    assert "version from before is in force" in said["configuration"]
    assert "secret" not in str(said)
