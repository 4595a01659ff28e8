"""The configuration file while the bot runs: a good change holds at once, a bad one is told and changes nothing."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from bot.planning import look_again
from models.organisation import Organisation
from models.organisation_file import (
    ConfigurationError,
    Problem,
    Written,
    organisation_in,
    read_all,
)
from workflows.administrators import tell_of_configuration
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How often the file is looked at. A change is taken once two looks have found the same.
LOOK_SECONDS = 2.0

#: What the file and those beside it hold, or why it cannot be read.
_Found: TypeAlias = Written | ConfigurationError


class ConfigurationFile:
    """Watches one file, with those beside it, and keeps all works' configuration at its last good version."""

    def __init__(self, path: Path, start: Start) -> None:
        self._path = path
        self._start = start
        self._asked = asyncio.Event()
        #: The marks of what the last look found, of what was taken, and of what must be told yet.
        self._seen = self._taken = self._untold = ""
        #: What is wrong with the file, for as long as the version before it stays in force.
        self.problems: tuple[Problem, ...] = ()

    async def watch(self) -> None:
        """Look every few seconds, for ever; ends by cancellation."""
        while True:
            try:
                await asyncio.wait_for(self._asked.wait(), LOOK_SECONDS)
            except TimeoutError:
                await self.look()
            else:
                self._asked.clear()
                await self.read_again()

    def hurry(self) -> None:
        """Have the file read again now: somebody says that it is ready."""
        self._asked.set()

    async def look(self) -> None:
        """Take the file if it has changed and rests. One that is still being written is left alone."""
        found = await asyncio.to_thread(_look_at, self._path)
        mark = _mark(found)
        rests, self._seen = mark == self._seen, mark
        if rests and mark != self._taken:
            await self._take(found)
        await self._tell()

    async def read_again(self) -> None:
        """Take the file as it is, whether it has changed or not."""
        found = await asyncio.to_thread(_look_at, self._path)
        self._seen = _mark(found)
        await self._take(found)
        log.info("configuration.read_again", file=str(self._path), problems=len(self.problems))
        await self._tell()

    async def _take(self, found: _Found) -> None:
        self._taken = _mark(found)
        try:
            if isinstance(found, ConfigurationError):
                raise found
            organisation = await asyncio.to_thread(organisation_in, found, self._path)
        except ConfigurationError as wrong:
            self.problems = tuple(wrong.problems)
            self._untold = self._taken
            for problem in wrong.problems:
                log.error(
                    "configuration.wrong",
                    file=problem.file or str(self._path),
                    line=problem.line,
                    field=problem.field,
                    says=problem.says,
                )
            return
        if {"duty", "regions"} & {*self._hold(organisation)}:
            await look_again(self._start)

    def _hold(self, organisation: Organisation) -> list[str]:
        before = self._start.organisation
        changed = [
            name
            for name in (*Organisation.model_fields, "team_files", "duty")
            if getattr(before, name) != getattr(organisation, name)
        ]
        if changed or self.problems:
            log.info("configuration.taken", file=str(self._path), changed=changed)
        self._start.configuration.current = organisation
        self.problems, self._untold = (), ""
        return changed

    async def _tell(self) -> None:
        """Tell administrators of a version that cannot be used, once a day for the same one."""
        if not self._untold:
            return
        try:
            async with self._start() as work:
                await tell_of_configuration(
                    work,
                    str(self._path),
                    [str(problem) for problem in self.problems],
                    mark=f"{self._untold}:{work.now:%Y-%m-%d}",
                )
        except (SQLAlchemyError, OSError) as trouble:
            # The next look tries again.
            log.warning("configuration.untold", error=in_one_line(trouble))
        else:
            self._untold = ""


def _look_at(path: Path) -> _Found:
    try:
        return read_all(path)
    except ConfigurationError as error:
        return error


def _mark(found: _Found) -> str:
    """Tell one version from another."""
    if isinstance(found, ConfigurationError):
        return sha256(str(found).encode()).hexdigest()[:16]
    mark = sha256(found.main)
    for path, held in {**found.teams, **found.on_call}.items():
        text = str(held).encode() if isinstance(held, ConfigurationError) else held
        mark.update(f"\0{path}\0{len(text)}\0".encode() + text)
    return mark.hexdigest()[:16]
