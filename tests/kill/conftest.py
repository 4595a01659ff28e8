"""A workspace that survives, and bots in it that do not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.manifest import manifest
from models.database import Database
from sandbox import Clock, Sandbox
from sandbox.people import Outcome
from tests.kill.bots import Bot, Bots, bots
from tests.kill.history import breaks_in
from tests.kill.holders import holders_noted
from tests.kill.record import Record
from tests.kill.whole import (
    doubled,
    faults_of,
    incident_channels,
    out_of_order,
    unpaged,
    unreviewed,
    unsaid,
    unshown,
)

#: Seconds that each call takes, with its effect in the middle: time to be killed before and after.
LATENCY = 0.01
_CONFIGURATION = """
bookmarks:
  - title: Dashboards
    link: https://grafana.example/checkout
"""
# A loaded machine forks and connects slowly; a bot that is not there by then is not coming.
_START_SECONDS = 30.0
# What is left after a hundred kills takes it as long; what is not done by then never will be.
_REST_SECONDS = 120.0
# After so many seconds without anything in Slack, a round is over.
_NOTHING_MORE = 0.2


@dataclass(slots=True)
class Ground:
    """The people, the bots, and the record."""

    slack: Sandbox
    bots: Bots
    record: Record

    def begins(self) -> Bot:
        """Start one more bot, which connects in its own time."""
        name = self.bots.new_name()
        return self.bots.start(name, self.record.url_for(name))

    async def starts(self) -> Bot:
        """Start one more bot, and wait until Slack has its connection."""
        count = len(self.slack.server.sockets.ready) + 1
        bot = self.begins()
        await self.are_there(count)
        return bot

    async def are_there(self, count: int) -> None:
        """Wait until Slack has a connection to so many bots."""
        sockets = self.slack.server.sockets
        await self.slack.wait.until(
            lambda: len(sockets.ready) >= count, f"{count} connections", _START_SECONDS
        )

    async def dies(self, bot: Bot) -> None:
        """Kill a bot, and let pass the time after which its errands come up again."""
        self.bots.kill(bot)
        await self._last_calls_arrive()
        await self.record.end_leases_of(bot.name)

    async def _last_calls_arrive(self) -> None:
        """Let Slack carry out what it was asked before the end, as it does within a lease's time."""
        for _ in range(50):
            # What stands in the sockets' buffers is read in a few turns of the event loop.
            await asyncio.sleep(0)
        calls = tuple(self.slack.journal.unanswered)
        await self.slack.wait.until(
            lambda: all(call.finished for call in calls), "the answers to a dead bot's calls"
        )

    async def happenings(self, count: int) -> None:
        """Wait until so many things have happened in Slack, or nothing happens any more."""
        seen = 0
        happened = asyncio.Event()

        def tell() -> None:
            nonlocal seen
            seen += 1
            happened.set()

        stop = self.slack.core.watch(tell)
        try:
            while seen < count:
                happened.clear()
                async with asyncio.timeout(_NOTHING_MORE):
                    await happened.wait()
        except TimeoutError:
            return
        finally:
            stop()

    async def declares(self, handle: str, title: str) -> Outcome:
        """Have somebody declare an incident."""
        return await self.slack.person(handle).types(f"/incident declare {title}")

    async def comes_to_rest(self) -> None:
        """Wait until all that was promised is done."""
        await self.record.finished(within=_REST_SECONDS)
        await self.slack.settle()

    async def is_whole(self) -> list[str]:
        """Give a sentence for everything that is missing or doubled; there should be none."""
        slack, record = self.slack, self.record
        of_incidents, timeline = await record.facts(), await record.timeline()
        tasks, reviews = await record.tasks(), await record.reviews()
        pages = await record.pages()
        wrong = [f"posted twice: {key}" for key in doubled(slack)]
        wrong += [f"said too late: {words}" for words in out_of_order(slack)]
        for number, facts in of_incidents.items():
            events = [event for event in timeline if event.incident_id == number]
            wrong += faults_of(slack, facts)
            wrong += breaks_in(events, facts)
            wrong += unsaid(slack, facts, events)
            wrong += unshown(slack, facts, tasks)
            wrong += unpaged(slack, facts, pages)
            wrong += unreviewed(slack, facts, events, reviews.get(number))
        channels = incident_channels(slack)
        rooms = [facts.room for facts in of_incidents.values() if facts.room]
        if len(channels) != len(rooms):
            wrong.append(f"{len(channels)} channels for {len(rooms)} incidents")
        return wrong


@pytest.fixture
async def ground(database: Database, database_url: str, tmp_path: Path) -> AsyncIterator[Ground]:
    """A workspace with the bot installed and not started yet."""
    configuration = tmp_path / "muster.yaml"
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    sandbox = Sandbox(
        manifest=manifest(), clock=Clock.ticking(), latency=LATENCY, patience=_REST_SECONDS
    )
    async with sandbox.serve() as slack:
        environment = {
            "MUSTER_SLACK_BOT_TOKEN": slack.bot_token,
            "MUSTER_SLACK_APP_TOKEN": slack.app_token,
            "MUSTER_SLACK_BASE_URL": slack.base_url,
            "MUSTER_CONFIG": str(configuration),
        }
        noted = nullcontext() if database.is_sqlite else holders_noted(database_url)
        with noted, bots(environment, tmp_path / "bots.log") as them:
            yield Ground(slack, them, Record(database))
        slack.check()
