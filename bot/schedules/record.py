"""`muster schedule record`: who really was on call, as far as it was written down."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from models.database import Database
from models.on_call_parts import KEY
from models.wording import printable
from workflows.on_call.recording import record_of
from workflows.on_call.spans import Span

_MOST_DAYS: Final = 3660


def add_to(parser: argparse.ArgumentParser) -> None:
    """Say what it takes."""
    parser.add_argument("key", metavar="KEY", help="the key of the schedule")
    parser.add_argument(
        "--days", type=int, default=14, help="how many days back (default 14)", metavar="N"
    )


def record(parsed: argparse.Namespace, now: datetime) -> int:
    """Say who was on call. Returns 1 where nothing is known."""
    if not 0 < parsed.days <= _MOST_DAYS:
        sys.stderr.write(f"--days: Name a number from 1 to {_MOST_DAYS}.\n")
        return 1
    found = asyncio.run(_read(parsed, now)) if KEY.fullmatch(parsed.key) else []
    lines = list(_told(parsed, found))
    for line in lines:
        sys.stdout.write(printable(line) + "\n")
    return int(not found)


async def _read(parsed: argparse.Namespace, now: datetime) -> list[Span]:
    database = Database(parsed.database_url)
    try:
        async with database.reading() as session:
            return await record_of(session, parsed.key, now - timedelta(days=parsed.days), now)
    finally:
        await database.close()


def _told(parsed: argparse.Namespace, found: Sequence[Span]) -> Iterator[str]:
    if not found:
        yield f"Nothing is recorded of {parsed.key} in the last {parsed.days} days."
        return
    yield f"{parsed.key}, the last {parsed.days} days, in UTC"
    for span in found:
        people = ", ".join(span.people) or "nobody"
        yield f"  {span.start:%a %Y-%m-%d %H:%M} to {span.end:%a %Y-%m-%d %H:%M}  {people}"
