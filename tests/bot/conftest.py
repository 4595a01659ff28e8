"""What the tests of the runner and of the command line stand on."""

import os
from pathlib import Path

import pytest

from models.database import Database
from sandbox.clock import Clock
from tests.bot.place import Note, Place


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Note.done.clear()
    Note.before = None


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and no settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("MUSTER_"):
            monkeypatch.delenv(name)


@pytest.fixture(params=["handed over", "from the table"])
def place(request: pytest.FixtureRequest, database: Database, clock: Clock) -> Place:
    return Place(database, clock, handed_over=request.param == "handed over")
