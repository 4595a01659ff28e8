"""What the benchmarks stand on: a workspace in this process, and the bot as a process of its own.

The sandbox is served by the process that measures, with real HTTP and real Socket Mode on loopback;
the bot is `muster run` with a database of its own. So the two share a machine and not an interpreter.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from sqlalchemy import make_url

from bot.migrate import upgrade
from commands.manifest import manifest
from sandbox import Clock, Sandbox
from sandbox.seed import default_seed
from sandbox.state import Json

#: What each Web API call takes, in seconds, with its effect in the middle.
LATENCY = 0.1
#: How many people there are to type.
PEOPLE = 60
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
async def workspace() -> AsyncIterator[Sandbox]:
    """A workspace with many people, in which the bot is installed and not started."""
    sandbox = Sandbox(
        manifest=manifest(), seed=_crowd(), clock=Clock.ticking(), latency=LATENCY, patience=60
    )
    async with sandbox.serve() as slack:
        yield slack


@asynccontextmanager
async def started(slack: Sandbox, database_url: str) -> AsyncIterator[Ground]:
    """`muster run`, from its start until the end of the block; connected when the block begins."""
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        configuration = Path(folder) / "muster.yaml"
        configuration.write_text(_CONFIGURATION, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).parent / "muster",
            "run",
            env={
                **os.environ,
                "MUSTER_SLACK_BOT_TOKEN": slack.bot_token,
                "MUSTER_SLACK_APP_TOKEN": slack.app_token,
                "MUSTER_SLACK_BASE_URL": slack.base_url,
                "MUSTER_DATABASE_URL": database_url,
                "MUSTER_CONFIG": str(configuration),
                "MUSTER_LOG_LEVEL": "warning",
            },
        )
        try:
            sockets = slack.server.sockets
            await slack.wait.until(lambda: sockets.ready, "the bot's connection", within=60)
            yield Ground(slack, psutil.Process(process.pid))
        finally:
            process.terminate()
            await process.wait()


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
