"""Schedules for tests, written as people write them, and what is on call in them, told briefly."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent
from zoneinfo import ZoneInfo

from models.on_call import OnCall
from models.on_call_file import parse_on_call
from models.schedule import Schedule
from workflows.on_call.resolving import shifts


def on_call(text: str) -> OnCall:
    return parse_on_call(dedent(text), "on-call.yaml")


def schedule(layers: str, zone: str = "Europe/London", rest: str = "") -> Schedule:
    """One schedule of layers, each a flow mapping on a line of its own."""
    lines = "\n".join(f"      - {{name: L, {line.strip()}}}" for line in layers.strip().split("\n"))
    text = (
        f"schedules:\n  - key: one\n    name: One\n    zone: {zone}\n{rest}    layers:\n{lines}\n"
    )
    return parse_on_call(text, "on-call.yaml").schedules[0]


def at(moment: str, zone: str = "UTC") -> datetime:
    """A moment, in UTC, that stands on the clocks of a zone."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def told(of: Schedule, start: datetime, days: float, known: OnCall | None = None) -> list[str]:
    """What is on call in UTC, one stretch a line: `05-01 09:00 ann+bob`."""
    people = known.people if known else {}
    found = shifts(of, start, start + timedelta(days=days), people)
    return [f"{one.start:%m-%d %H:%M} {'+'.join(one.people) or '-'}" for one in found]
