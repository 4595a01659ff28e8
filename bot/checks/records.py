"""Looks at the database: whether it is there, can be written, is of this program, and has the right time."""

import asyncio
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from bot.checks.clocks import look_at_clock
from bot.checks.finding import Finding, fault, well
from bot.revision import mismatch, revision_of
from models.database import Database
from workflows.clock import Clock

#: A database that has not answered by then counts as out of reach.
_SECONDS = 10
#: With less room than this on its disk, SQLite may stop in the middle of an incident.
_LEAST_FREE = 200 * 1024 * 1024

_STATE = "SELECT pg_is_in_recovery(), extract(epoch FROM clock_timestamp())"


async def look_at_database(url: str, clock: Clock) -> list[Finding]:
    """Look at it without making, migrating or writing anything."""
    try:
        database = Database(url)
    except (ValueError, SQLAlchemyError) as error:
        return [
            fault(
                f"MUSTER_DATABASE_URL cannot be used: {str(error).splitlines()[0]}",
                "Write it like sqlite:///muster.db or postgresql://user:password@host/database.",
            )
        ]
    try:
        if database.is_sqlite:
            is_there, findings = _look_at_file(Path(str(database.url.database)))
            return findings + (await _look_inside(database) if is_there else [])
        return [*await _look_inside(database), *await _look_at_server(database, clock)]
    finally:
        await database.close()


def _look_at_file(path: Path) -> tuple[bool, list[Finding]]:
    """Whether there is a file, which a look inside would otherwise make; and what was found."""
    folder = path.absolute().parent
    if not path.exists():
        return False, [
            fault(f"There is no database {path} yet.", "Run `muster migrate`; it makes one.")
        ]
    findings = []
    locked = [str(place) for place in (folder, path) if not os.access(place, os.W_OK)]
    if locked:
        findings.append(
            fault(
                f"Muster may not write to {' and '.join(locked)}.",
                "Let the user that runs Muster write to the file and the folder that it is in.",
            )
        )
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE:
        findings.append(
            fault(
                f"There are {free // 1024**2} MiB left on the disk of {folder}.",
                "Make room, or move the database to another disk.",
            )
        )
    if not findings:
        findings.append(well(f"The database file {path} can be written, and its disk has room."))
    return True, findings


async def _look_inside(database: Database) -> list[Finding]:
    try:
        async with asyncio.timeout(_SECONDS):
            found = await revision_of(database)
    except (SQLAlchemyError, OSError) as trouble:
        return [
            fault(
                f"The database does not answer ({in_one_line(trouble)}).",
                "Look whether it runs, and whether MUSTER_DATABASE_URL is right.",
            )
        ]
    if wrong := mismatch(found):
        return [fault(wrong.says, wrong.do)]
    return [well(f"The database answers and is at revision {found}, the newest.")]


async def _look_at_server(database: Database, clock: Clock) -> list[Finding]:
    try:
        async with asyncio.timeout(_SECONDS), database.reading() as session:
            before = clock.now()
            is_standby, seconds = (await session.execute(text(_STATE))).one()
            took = clock.now() - before
    except (SQLAlchemyError, OSError):
        # Told already by the look before.
        return []
    findings = [
        look_at_clock(
            ours=before + took / 2,
            theirs=datetime.fromtimestamp(float(seconds), UTC),
            whose="the database's",
            within=timedelta(seconds=60) + took,
        )
    ]
    if is_standby:
        findings.append(
            fault(
                "The database is a standby and takes no changes.",
                "Have MUSTER_DATABASE_URL name the primary server.",
            )
        )
    return findings
