"""What every test stands on: databases made by the migrations, no network beyond this machine, a still clock."""

import gc
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from bot.migrate import upgrade
from models.database import Database
from models.incident import Incident
from models.organisation import Organisation
from models.tables import Base
from models.timeline import TimelineEvent
from sandbox.clock import Clock

hypothesis.settings.register_profile("muster", deadline=None)
hypothesis.settings.load_profile("muster")

POSTGRES = os.environ.get("MUSTER_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
#: Set where nothing may be missing: then a skip for want of something is a failure.
REQUIRE_ALL = os.environ.get("MUSTER_REQUIRE_ALL") == "1"
_LOCAL = ("127.0.0.1", "::1", "localhost")

#: A Monday morning in London, in winter, when UTC is what clocks there show.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def missing(what: str) -> None:
    """Skip for want of a component, or fail where everything must be there."""
    if REQUIRE_ALL:
        pytest.fail(f"{what}, and MUSTER_REQUIRE_ALL=1 forbids skipping")
    pytest.skip(what)


#: Below those that the system gives away itself.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port on which nothing listens just now, and which no connection gets for its own end before we listen."""
    while True:
        port = _PORTS.start + secrets.randbelow(len(_PORTS))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _only_this_machine(name: str, arguments: tuple[object, ...]) -> None:
    if name == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in _allowed_hosts():
            raise RuntimeError(f"a test tried to reach {address[0]}")


def _allowed_hosts() -> tuple[str, ...]:
    return (*_LOCAL, make_url(POSTGRES).host or "")


sys.addaudithook(_only_this_machine)


#: Kinds of test of which only one at a time can have the machine, or of which all share a browser.
_ONE_WORKER_EACH = ("browser", "kill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side, give all of such a kind to one worker."""
    for item in items:
        for kind in _ONE_WORKER_EACH:
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))


def pytest_collection_finish() -> None:
    """Leave what was loaded out of the search for garbage: each look at it would hold up a story for long."""
    gc.collect()
    gc.freeze()


@event.listens_for(Session, "before_flush")
def _changes_leave_a_trace(session: Session, _context: object, _instances: object) -> None:
    """Fail any test in which an incident changes without an event of the timeline."""
    for row in session.dirty:
        if isinstance(row, Incident) and session.is_modified(row):
            told = [
                one
                for one in session.new
                if isinstance(one, TimelineEvent) and one.incident_id == row.id
            ]
            assert told, f"{row.ref} changed without a timeline event"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this run's own, made by the migrations and dropped at its end."""
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        missing(f"no PostgreSQL at {POSTGRES} ({str(error).strip()}); set MUSTER_TEST_POSTGRES_URL")
        raise
    name = f"muster_{uuid4().hex[:12]}"
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
    url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    upgrade(url)
    yield url
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _emptied(url: str) -> str:
    """The PostgreSQL database as the migrations left it: no rows, and numbers from one again."""
    with psycopg.connect(url, autocommit=True) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        connection.execute(
            "SELECT setval(quote_ident(sequencename), 1, false) FROM pg_sequences"
            " WHERE schemaname = 'public'"
        )
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty, migrated database: every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "muster.db"
        copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return _emptied(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def begins() -> datetime:
    """When a story begins (UTC); one that begins at another time says so."""
    return MONDAY


@pytest.fixture
def clock(begins: datetime) -> Clock:
    return Clock.still(begins)


@pytest.fixture
def organisation() -> Organisation:
    return Organisation()
