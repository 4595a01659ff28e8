"""Brings a database to the newest revision, and says whether it is there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

import migrations
from bot.answers import in_one_line
from bot.revision import beyond
from models.database import async_url
from models.tables import Base

#: Any number that nothing else in the database locks: replicas that start together take turns.
_LOCK = 0x4D5553544552
#: How a process of its own is told which database, and says that it could not be reached.
_ADDRESS, _NOT_REACHED = "MUSTER_DATABASE_URL", 3
_PAUSE_SECONDS = 2


def upgrade(url: str, to: str = "head") -> None:
    """Run every revision that the database at `url` lacks. Safe to call from several processes at once.

    Raises ValueError for a database that a newer program has used, and for no SQLite or PostgreSQL.
    """
    _run(url, lambda config: command.upgrade(config, to))


def upgrade_apart(url: str) -> bool:
    """The same in a process of its own, so that the bot does not carry alembic's memory for ever.

    Waits for a database that cannot be reached. False when it does not come to an end; the reason
    was said then. The address goes by environment, since a process list is for everybody.
    """
    apart = [sys.executable, "-m", "bot.migrate"]
    environment = {**os.environ, _ADDRESS: url}
    while (ended := subprocess.run(apart, env=environment, check=False)).returncode == _NOT_REACHED:  # noqa: S603 -- our own module
        time.sleep(_PAUSE_SECONDS)
    return ended.returncode == 0


def draft(url: str, message: str) -> None:
    """Write a new revision file from the difference between the tables and the database at `url`."""
    _run(url, lambda config: command.revision(config, message, autogenerate=True))


def _run(url: str, what: Callable[[Config], object]) -> None:
    parsed = async_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite")
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True)
    try:
        with engine.connect() as connection:
            _take_turns(connection)
            found = MigrationContext.configure(connection).get_current_revision()
            if foreign := beyond(found):
                raise ValueError(str(foreign))
            config = Config()
            config.set_main_option("script_location", str(Path(migrations.__file__).parent))
            config.attributes["connection"] = connection
            config.attributes["metadata"] = Base.metadata
            what(config)
            connection.commit()
    finally:
        engine.dispose()


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA busy_timeout = 15000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def main() -> int:
    """Upgrade the database whose address the environment holds; returns the exit status."""
    try:
        upgrade(os.environ[_ADDRESS])
    except OperationalError as trouble:
        sys.stderr.write(f"MUSTER_DATABASE_URL: {in_one_line(trouble)}\n")
        return _NOT_REACHED
    except ValueError as refusal:
        sys.stderr.write(f"MUSTER_DATABASE_URL: {refusal}\n")
        return 1
    except (SQLAlchemyError, OSError) as trouble:
        sys.stderr.write(f"MUSTER_DATABASE_URL: {in_one_line(trouble)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
