"""What the tests of the runner stand on."""

import pytest

from models.database import Database
from sandbox.clock import Clock
from tests.bot.place import Note, Place


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Note.done.clear()
    Note.before = None


@pytest.fixture(params=["handed over", "from the table"])
def place(request: pytest.FixtureRequest, database: Database, clock: Clock) -> Place:
    return Place(database, clock, handed_over=request.param == "handed over")
