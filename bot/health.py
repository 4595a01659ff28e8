"""How the program is: what a supervisor asks, and what it is told when something is wanting."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

import migrations
from bot.metronome import TICK
from bot.revision import revision_of
from bot.runner import Runner
from bot.web import Answer, Asked, Site
from models.database import Database

#: How long the database may take to answer, in seconds.
DATABASE_SECONDS = 2.0
#: The runner looks at every tick; after this many seconds without a look it counts as stuck.
RUNNER_SECONDS = TICK.total_seconds() * 3

if TYPE_CHECKING:
    from bot.configuration_file import ConfigurationFile

_JSON: Mapping[str, str] = {"content-type": "application/json", "cache-control": "no-store"}


class Health:
    """Knows of each part whether it does its work. The words name no address and no secret."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: None as long as it has not begun.
        self.runner: Runner | None = None
        #: Says whether Slack's requests reach us; None as long as the way in is not open.
        self.hears_slack: Callable[[], Awaitable[bool]] | None = None
        self.is_stopping = False
        #: Watches the configuration file, where there is one.
        self.configuration_file: ConfigurationFile | None = None

    def answer_on(self, site: Site) -> None:
        """Answer at `/healthz` (does the process live?) and `/readyz` (does everything work?)."""
        site.get("/healthz", self._lives)
        site.get("/readyz", self._is_ready)

    async def _lives(self, _: Asked) -> Answer:
        return Answer(200, json.dumps({"alive": True}), _JSON)

    async def _is_ready(self, _: Asked) -> Answer:
        wanting = await self.wanting()
        told = {"ready": not wanting, "wanting": wanting, **self._remarks()}
        return Answer(503 if wanting else 200, json.dumps(told), _JSON)

    def _remarks(self) -> dict[str, str]:
        """What somebody should put right although everything works."""
        if self.configuration_file is None or not self.configuration_file.problems:
            return {}
        return {"configuration": "the file cannot be used; the version from before is in force"}

    async def wanting(self) -> dict[str, str]:
        """What does not work, by part: how so, in a few words. Empty when all is well."""
        found = {
            "database": await self._about_database(),
            "slack": await self._about_slack(),
            "runner": self._about_runner(),
            "program": "it is stopping" if self.is_stopping else "",
        }
        return {part: words for part, words in found.items() if words}

    async def _about_database(self) -> str:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                found = await revision_of(self._database)
        except (SQLAlchemyError, OSError) as trouble:
            return f"it does not answer ({type(trouble).__name__})"
        if found != migrations.HEAD:
            return f"it is at revision {found or 'none'}, not {migrations.HEAD}"
        return ""

    async def _about_slack(self) -> str:
        if self.hears_slack is None:
            return "the way in is not open"
        return "" if await self.hears_slack() else "the connection is lost"

    def _about_runner(self) -> str:
        if self.runner is None or self.runner.looked_at is None:
            return "it has not begun"
        silent = time.monotonic() - self.runner.looked_at
        return f"it has not looked for {silent:.0f} s" if silent > RUNNER_SECONDS else ""
