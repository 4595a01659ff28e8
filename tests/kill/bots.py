"""The bot as processes of its own, which can be killed at any moment and are back in an instant."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

# Each bot is forked from a process that has imported the program and run nothing of it: a start
# takes a tenth of a second, and what is killed is a whole process with all its sockets.
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["__main__", "bot.cli", "bot.listener", "bot.serve", "models.organisation_file", __name__]
)


@dataclass(frozen=True, slots=True)
class Bot:
    """One process that does what `muster run` does."""

    name: str
    process: BaseProcess


class Bots:
    """Starts bots and kills them."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._count = 0
        self.alive: list[Bot] = []

    def new_name(self) -> str:
        """A name that no bot has borne."""
        self._count += 1
        return f"bot-{self._count}"

    def start(self, name: str, database_url: str) -> Bot:
        """Start one more."""
        environment = {**self._environment, "MUSTER_DATABASE_URL": database_url}
        process = _FORKS.Process(
            target=_be_a_bot, args=(environment, str(self._log)), name=name, daemon=True
        )
        process.start()
        self.alive.append(Bot(name, process))
        return self.alive[-1]

    def kill(self, bot: Bot) -> None:
        """SIGKILL: nothing in it gets to say another word."""
        self.alive.remove(bot)
        bot.process.kill()
        bot.process.join()
        bot.process.close()

    def faults(self) -> list[str]:
        """What they logged that should never be: something went wrong that nobody had thought of."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if re.search(r"\] \S+\.(fault|trouble|lost)\b", line)]

    def complaints(self) -> str:
        """What they logged that was more than information."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return "\n".join([line for line in lines if "[info" not in line][-40:])


@contextmanager
def bots(environment: Mapping[str, str], log: Path) -> Iterator[Bots]:
    """Bots that are all gone when the block ends."""
    them = Bots(environment, log)
    try:
        yield them
    finally:
        for bot in tuple(them.alive):
            them.kill(bot)


def _be_a_bot(environment: Mapping[str, str], log: str) -> None:
    from bot.cli import main

    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ.update(environment)
    sys.exit(main(["run"]))
