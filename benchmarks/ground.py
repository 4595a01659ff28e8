"""What the benchmarks stand on: a workspace in this process, and the bot as a process of its own.

The sandbox is served by the process that measures, with real HTTP and real Socket Mode on loopback;
the bot is `muster run` with a database of its own. So the two share a machine and not an interpreter.
"""

import asyncio
import gc
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp
import psutil
import psycopg
from sqlalchemy import make_url

import bot
from bot.migrate import upgrade
from bot.settings import SLACK_PATH
from commands.manifest import manifest
from sandbox import Clock, Sandbox
from sandbox.seed import default_seed
from sandbox.state import Json

#: What each Web API call takes, in seconds, with its effect in the middle.
LATENCY = 0.1
#: How many people there are to type.
PEOPLE = 210
#: How the image runs Python.
AS_IN_THE_IMAGE = {"PYTHONOPTIMIZE": "2", "PYTHONNODEBUGRANGES": "1"}
_POSTGRES = os.environ.get("MUSTER_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
_CONFIGURATION = """
bookmarks:
  - title: Dashboards
    link: https://grafana.example/checkout
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """A workspace with the bot connected to it."""

    slack: Sandbox
    bot: psutil.Process

    @property
    def memory(self) -> float:
        """What the bot holds of the machine's memory, in MiB."""
        return float(self.bot.memory_info().rss) / 2**20

    @property
    def cpu(self) -> float:
        """The processor time that the bot has used, in seconds."""
        times = self.bot.cpu_times()
        return float(times.user + times.system)

    async def quiet(self) -> None:
        """Wait until nothing has happened for longer than a call takes."""
        await self.slack.settle(quiet=LATENCY * 3, within=60)


def compile_as_in_the_image() -> None:
    """Compile what the bot is made of, where it is not: who compiles while starting holds 6 MiB more ever after."""
    root = Path(bot.__file__).parents[1]
    ours = [init.parent for init in root.glob("*/__init__.py")]
    where = [str(folder) for folder in (Path(sysconfig.get_path("purelib")), *ours)]
    # A file that can't be compiled is told by whatever loads it.
    subprocess.run(
        [sys.executable, "-m", "compileall", "-qq", "-j0", *where],
        env={**os.environ, **AS_IN_THE_IMAGE},
        check=False,
    )


@contextmanager
def sqlite() -> Iterator[str]:
    """A migrated SQLite database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'muster.db'}"
        upgrade(url)
        yield url


@contextmanager
def postgresql() -> Iterator[str]:
    """The same on PostgreSQL."""
    name = f"muster_bench_{uuid4().hex[:12]}"
    with psycopg.connect(_POSTGRES, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = make_url(_POSTGRES).set(database=name).render_as_string(hide_password=False)
            upgrade(url)
            yield url
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def has_postgresql() -> bool:
    """Whether a PostgreSQL server is there to be measured with."""
    try:
        psycopg.connect(_POSTGRES, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@asynccontextmanager
async def workspace(url: str = "", *, rates: bool = False) -> AsyncIterator[Sandbox]:
    """A workspace with many people, in which the bot is installed and not started.

    It sends everything to `url`, or without one over Socket Mode. With `rates` it counts calls as Slack does.
    """
    sandbox = Sandbox(
        manifest=manifest(request_url=url),
        seed=_crowd(),
        clock=Clock.ticking(),
        latency=LATENCY,
        patience=60,
        rates=rates,
    )
    # A look through all that this process has loaded would hold up every answer, for as long as a call takes.
    gc.collect()
    gc.freeze()
    async with sandbox.serve() as slack:
        yield slack


@asynccontextmanager
async def started(
    slack: Sandbox, database_url: str, port: int | None = None
) -> AsyncIterator[Ground]:
    """`muster run`, from its start until the end of the block; connected when the block begins.

    With a `port` it runs in HTTP mode.
    """
    way_in = {"MUSTER_SLACK_APP_TOKEN": slack.app_token}
    if port:
        way_in = {
            "MUSTER_SLACK_SIGNING_SECRET": slack.signing_secret,
            "MUSTER_HTTP_PORT": str(port),
        }
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        configuration = Path(folder) / "muster.yaml"
        configuration.write_text(_CONFIGURATION, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).parent / "muster",
            "run",
            env={
                **os.environ,
                **AS_IN_THE_IMAGE,
                "MUSTER_SLACK_BOT_TOKEN": slack.bot_token,
                **way_in,
                "MUSTER_SLACK_BASE_URL": slack.base_url,
                "MUSTER_DATABASE_URL": database_url,
                "MUSTER_CONFIG": str(configuration),
                "MUSTER_LOG_LEVEL": "warning",
            },
        )
        async with _until_ended(process):
            await _connected(slack, port)
            yield Ground(slack, psutil.Process(process.pid))


@asynccontextmanager
async def bare(slack: Sandbox, port: int | None = None) -> AsyncIterator[Ground]:
    """An app that keeps nothing in the bot's place, on the same libraries: see `benchmarks.bare`."""
    shared = slack.signing_secret if port else slack.app_token
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.bare",
        *(slack.base_url, slack.bot_token, slack.channel("incidents").id, shared),
        *([str(port)] if port else []),
    )
    async with _until_ended(process):
        await _connected(slack, port)
        yield Ground(slack, psutil.Process(process.pid))


@asynccontextmanager
async def _until_ended(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    """End a process at the end of the block."""
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _connected(slack: Sandbox, port: int | None) -> None:
    """Wait until an app can hear: by its Socket Mode connection, or by Slack's own check of its address."""
    if port is None:
        await slack.wait.until(lambda: slack.sockets.ready, "the app's connection", within=60)
        return
    if slack.pushes is None:
        raise LookupError("the workspace is not being served")
    async with asyncio.timeout(60):
        while True:
            try:
                if await slack.pushes.verify_url():
                    return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request_url(port: int | None) -> str:
    """Where the bot takes Slack's requests; empty over Socket Mode."""
    return f"http://127.0.0.1:{port}{SLACK_PATH}" if port else ""


def people(slack: Sandbox, count: int) -> list[str]:
    """The handles of so many people, each of them in #general."""
    members = slack.channel("general").members
    return [slack.workspace.users[one].handle for one in members[:count]]


def _crowd() -> Json:
    seed = default_seed()
    seed["users"] += [
        {"handle": f"person{number}", "name": f"Person {number}", "zone": "Europe/London"}
        for number in range(PEOPLE - len(seed["users"]))
    ]
    return seed
