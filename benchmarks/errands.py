"""How many errands a second one runner takes, carries out and writes down, when the errands do nothing.

In this process, without Slack, on both databases: all are written down first, then the runner starts.
"""

import asyncio
import time

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from benchmarks.figures import Figure
from benchmarks.ground import has_postgresql, postgresql, sqlite
from bot.runner import Runner
from integrations.slack import Slack
from models.database import Database
from models.errand import ErrandRow
from models.organisation import Organisation
from workflows.clock import SystemClock
from workflows.configuration import Configuration
from workflows.errands import Errand, World
from workflows.hands import Hands
from workflows.work import Start

COUNT = 2_000
#: How many are written down in one work.
TOGETHER = 100


class DoNothing(Errand):
    """An errand that costs nothing but the runner's own work."""

    async def carry_out(self, world: World) -> None:
        """Do nothing."""


async def measure() -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where there is a server."""
    with sqlite() as url:
        found = await _on(url, "SQLite")
    if has_postgresql():
        with postgresql() as url:
            found += await _on(url, "PostgreSQL")
    return found


async def _on(url: str, where: str) -> list[Figure]:
    database = Database(url)
    bell = asyncio.Event()
    start = Start(database, SystemClock(), Configuration(Organisation()), wake=lambda: None)
    began = time.perf_counter()
    for _ in range(COUNT // TOGETHER):
        async with start() as work:
            for _ in range(TOGETHER):
                work.send(DoNothing())
    written = COUNT / (time.perf_counter() - began)

    runner = Runner(
        database=database,
        start=start,
        slack=Slack(AsyncWebClient()),
        kinds={DoNothing.kind(): DoNothing},
        bell=bell,
        hands=Hands(),
    )
    began = time.perf_counter()
    running = asyncio.create_task(runner.run(lambda _next_due: None))
    while bell.is_set() or not runner.is_idle:  # noqa: ASYNC110 -- the runner has no end to wait for
        await asyncio.sleep(0.002)
    passed = time.perf_counter() - began
    running.cancel()
    await asyncio.wait({running})
    async with database.reading() as session:
        left = await session.scalar(select(func.count()).where(ErrandRow.done_at.is_(None)))
    await database.close()
    return [
        Figure(f"written down ({where})", written, "a second"),
        Figure(f"carried out ({where})", COUNT / passed, "a second"),
        Figure(f"left lying ({where})", left or 0, "", 0),
    ]
