"""Starting on a bad day: the bot waits for what is not there yet, says for what, and always hears a stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile

import pytest
import structlog

import bot.program
import bot.serve
from bot.program import NotMigrated, running
from bot.serve import serve
from tests.stories.conftest import Story

# Where the database is, each story says itself.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: A port on which nothing listens.
NOBODY = "postgresql://muster@127.0.0.1:1/muster"

Lines = list[structlog.typing.EventDict]


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.program, "_FIRST_PAUSE", 0.01)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What is logged meanwhile."""
    lines = structlog.testing.LogCapture()
    log = structlog.wrap_logger(None, processors=[lines])
    monkeypatch.setattr(bot.program, "log", log)
    monkeypatch.setattr(bot.serve, "log", log)
    monkeypatch.setattr(bot.serve, "set_up_logs", lambda *_: None)
    return lines.entries


async def until(true: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 -- what others log has no event
            await asyncio.sleep(0.001)


def logged(lines: Lines, event: str) -> Lines:
    """Every line of a name."""
    return [one for one in lines if one["event"] == event]


@asynccontextmanager
async def stopped(story: Story) -> AsyncIterator[None]:
    """`muster run`; at the end of the block it gets the signal that a supervisor sends, and obeys."""
    serving = asyncio.create_task(serve(story.settings, story.organisation))
    yield
    assert not serving.done()
    signal.raise_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        assert await serving == ""


async def test_a_stop_is_heard_while_slack_does_not_answer(
    quiet_story: Story, lines: Lines
) -> None:
    quiet_story.slack.faults.add(method="auth.test", kind="http_500", times=None)
    async with stopped(quiet_story):
        await until(lambda: logged(lines, "program.slack_unreachable"))
    assert logged(lines, "program.ready") == []


async def test_a_stop_is_heard_while_no_connection_opens(quiet_story: Story, lines: Lines) -> None:
    slack = quiet_story.slack
    slack.faults.add(method="apps.connections.open", kind="http_500", times=None)
    async with stopped(quiet_story):
        await until(
            lambda: [one for one in slack.journal.calls() if one.method == "apps.connections.open"]
        )
    assert logged(lines, "program.ready") == []


async def test_a_stop_is_heard_while_the_database_does_not_answer(
    quiet_story: Story, lines: Lines
) -> None:
    quiet_story.settings.database_url = NOBODY
    async with stopped(quiet_story):
        await until(lambda: len(logged(lines, "program.database_unreachable")) > 1)


async def test_a_stop_is_heard_once_it_runs(quiet_story: Story, lines: Lines) -> None:
    async with stopped(quiet_story):
        await until(lambda: logged(lines, "program.ready"))
    assert logged(lines, "program.stopping")


async def test_a_database_that_does_not_answer_is_named_with_its_own_words(
    quiet_story: Story, lines: Lines
) -> None:
    quiet_story.settings.database_url = NOBODY
    async with stopped(quiet_story):
        await until(lambda: len(logged(lines, "program.database_unreachable")) > 2)
    first, second, third, *_ = logged(lines, "program.database_unreachable")
    assert first["setting"] == "MUSTER_DATABASE_URL"
    assert "127.0.0.1" in first["error"]
    assert "\n" not in first["error"]
    assert [one["again_in"] for one in (first, second, third)] == [0.01, 0.02, 0.04]


async def test_a_database_that_comes_later_is_waited_for(
    quiet_story: Story, lines: Lines, tmp_path: Path, sqlite_template: Path
) -> None:
    file = tmp_path / "comes later" / "muster.db"
    quiet_story.settings.database_url = f"sqlite:///{file}"
    starting = asyncio.create_task(quiet_story.bot_starts())
    await until(lambda: logged(lines, "program.database_unreachable"))
    file.parent.mkdir()
    # In one step: a file that is half there is another story.
    copyfile(sqlite_template, file.with_suffix(".new")).rename(file)
    await starting
    await quiet_story.declared()


async def test_only_a_database_that_answers_is_said_to_lack_its_tables(
    quiet_story: Story, tmp_path: Path, lines: Lines
) -> None:
    quiet_story.settings.database_url = f"sqlite:///{tmp_path / 'empty.db'}"
    with pytest.raises(NotMigrated, match=r"revision none.* Run `muster migrate`"):
        async with running(quiet_story.settings, quiet_story.organisation, quiet_story.slack.clock):
            pass
    assert logged(lines, "program.database_unreachable") == []
