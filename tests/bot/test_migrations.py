"""The migrations make exactly the tables that the program speaks of, on both kinds of database."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TableClause, column, create_engine, inspect, select, table, text

import migrations
from bot.migrate import upgrade
from bot.program import NotMigrated, running
from bot.settings import Settings
from models.database import Database
from models.incident import Incident
from models.organisation import Organisation
from models.tables import Base
from workflows.clock import SystemClock


async def test_what_the_migrations_make_is_what_the_models_say(database: Database) -> None:
    def difference(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    async with database.reading() as session:
        connection = await session.connection()
        assert await connection.run_sync(difference) == []


def test_the_program_knows_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)


def test_replicas_that_start_together_take_turns(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path / 'new.db'}", postgres_url):
        starts = [
            subprocess.Popen(
                [sys.executable, "-m", "bot.migrate"],
                stderr=subprocess.PIPE,
                env={**os.environ, "MUSTER_DATABASE_URL": url},
            )
            for _ in range(3)
        ]
        assert [process.wait(60) for process in starts] == [0, 0, 0]
        for process in starts:
            process.communicate()
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert set(Base.metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


def test_a_database_that_cannot_be_reached_is_said_without_its_password() -> None:
    address = "postgresql://muster:s3cret-word@127.0.0.1:9/muster"
    ended = subprocess.run(
        [sys.executable, "-m", "bot.migrate"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "MUSTER_DATABASE_URL": address},
    )
    assert ended.returncode == 3
    assert "MUSTER_DATABASE_URL: " in ended.stderr
    assert "s3cret-word" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_was_kept_before_the_second_revision_is_kept_after_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url, "0001")
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute("INSERT INTO person (id, slack_id, name) VALUES (7, 'U7', 'Ana')")
        old.execute(
            "INSERT INTO incident (id, uid, title, severity, noticed, status, declared_at,"
            " declared_by_id) VALUES (3, 'x', 'checkout', 'SEV-2', '', 'mitigated', '2026-03-01', 7)"
        )
        old.execute(
            "INSERT INTO room (incident_id, channel_id, channel_name, opened_at)"
            " VALUES (3, 'C3', 'inc-3', '2026-03-01')"
        )
    upgrade(url)
    with sqlite3.connect(tmp_path / "old.db") as now:
        kept = "SELECT title, kind, is_private, declared_by_id, channel_id, thread_ts"
        found = now.execute(f"{kept} FROM incident JOIN room ON incident_id = incident.id")
        assert found.fetchall() == [("checkout", "incident", 0, 7, "C3", "")]


def at_revision(url: str, revision: str) -> None:
    """Have another program move a database to a revision."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    engine.dispose()


@pytest.mark.parametrize("revision", ["9999", "ab12cd34ef56"])
def test_a_database_of_a_newer_or_another_program_is_left_alone(
    tmp_path: Path, revision: str
) -> None:
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    upgrade(url)
    at_revision(url, revision)
    with pytest.raises(ValueError, match=f"{revision}, which this program does not know"):
        upgrade(url)
    ended = subprocess.run(
        [sys.executable, "-m", "bot.migrate"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MUSTER_DATABASE_URL": url},
    )
    assert ended.returncode == 1
    assert "Run a Muster at least as new" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_the_program_does_not_start_on_a_newer_database(database_url: str) -> None:
    at_revision(database_url, "9999")
    settings = Settings(database_url=database_url)
    try:
        with pytest.raises(NotMigrated, match="does not know"):
            async with running(settings, Organisation(), SystemClock()):
                pass
    finally:
        at_revision(database_url, migrations.HEAD)


def test_reminders_that_waited_before_the_seventh_revision_ring_after_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url, "0006")
    errand = (
        "INSERT INTO errand (kind, arguments, key, incident_id, priority, created_at, due_at,"
        " generation, claims, failures) VALUES (?, '{}', ?, 3, 2, '2026-03-01 09:00:00.000000',"
        " ?, 0, 0, 0)"
    )
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute("INSERT INTO person (id, slack_id, name) VALUES (7, 'U7', 'Ana')")
        old.execute(
            "INSERT INTO incident (id, uid, title, severity, noticed, status, declared_at,"
            " declared_by_id) VALUES (3, 'x', 'checkout', 'SEV-2', '', 'mitigated', '2026-03-01', 7)"
        )
        old.execute(errand, ("RemindOfUpdate", "u", "2026-03-01 10:00:00.000000"))
        old.execute(errand, ("RemindOfHandoff", "h", "2026-03-01 09:30:00.000000"))
        old.execute(errand, ("ShowCard", "card:3", "2026-03-01 09:00:00.000000"))
    upgrade(url)
    with sqlite3.connect(tmp_path / "old.db") as now:
        found = now.execute(
            "SELECT kind, arguments, key, due_at FROM errand WHERE done_at IS NULL ORDER BY kind"
        )
        assert found.fetchall() == [
            ("RingReminders", '{"incident_id": 3}', "reminders:3", "2026-03-01 09:30:00.000000"),
            ("ShowCard", "{}", "card:3", "2026-03-01 09:00:00.000000"),
        ]


def test_the_region_of_before_the_eighteenth_revision_is_one_of_several_after_it(
    database_url: str,
) -> None:
    was = ["EMEA", "", "Asia \"South\" & 'East'"]
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        downgrade(connection, "0017")
        person = {"id": 7, "slack_id": "U7", "name": "Ana", "cannot_answer": False}
        connection.execute(_table("person", *person).insert().values(person))
        for number, region in enumerate(was, 1):
            incident = {
                **dict.fromkeys(("uid", "title", "noticed"), f"x{number}"),
                "id": number,
                "kind": "incident",
                "is_private": False,
                "region": region,
                "severity": "SEV-2",
                "status": "resolved",
                "declared_by_id": 7,
                "declared_at": datetime(2026, 3, 1, tzinfo=UTC),
            }
            connection.execute(_table("incident", *incident).insert().values(incident))
    upgrade(database_url)
    with engine.begin() as connection:
        kept = connection.scalars(select(Incident.regions).order_by(Incident.id)).all()
        downgrade(connection, "0017")
        back = connection.execute(text("SELECT region FROM incident ORDER BY id")).scalars().all()
    engine.dispose()
    upgrade(database_url)
    assert kept == [["EMEA"], [], ["Asia \"South\" & 'East'"]]
    assert back == was


def downgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.downgrade(config, to)


def _table(name: str, *columns: str) -> TableClause:
    return table(name, *map(column, columns))
