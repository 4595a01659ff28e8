"""`muster schedule`: who is on call, what is odd in the schedules, and how to bring them from elsewhere."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.schedules.record import add_to, record
from integrations.schedules.detect import from_bytes, read_export
from integrations.schedules.fetching import fetch, host_of, is_address
from integrations.schedules.reading import Imported
from integrations.schedules.values import NotAnExport
from integrations.schedules.writing import as_text
from models.catalogue_records import Weight
from models.configuration_text import ConfigurationError
from models.on_call import OnCall
from models.on_call_file import load_on_call
from models.schedule import Schedule
from models.wording import printable
from workflows.clock import SystemClock
from workflows.on_call.comparing import differences
from workflows.on_call.coverage_lints import remarks_on_coverage
from workflows.on_call.health import health_of, remarks_on
from workflows.on_call.resolving import next_change, shifts, who
from workflows.on_call.spans import Span

#: As far as is shown, and as far as is looked for what is odd.
_SHOWN, _LOOKED_AT = timedelta(days=14), timedelta(weeks=26)
_MOST_SHIFTS = 60
_MOST_DIFFERENCES = 5


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What stands after `muster schedule`. Ends the program, with a word, for what cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="muster schedule", description="Work with on-call schedules."
    )
    kinds = parser.add_subparsers(required=True, metavar="what")
    for name, help_, run_ in (
        ("show", "say who is on call now, until when, and in the next two weeks", show),
        ("lint", "say what is odd in the schedules of the next half year", lint),
        ("import", "print another program's export, or a calendar, as a file of ours", import_),
    ):
        one = kinds.add_parser(name, help=help_, description=help_)
        if run_ is import_:
            one.add_argument("path", metavar="FILE_OR_ADDRESS")
        else:
            one.add_argument("path", type=Path, metavar="FILE")
        one.set_defaults(run=run_, reads_record=False)
    help_ = "say who really was on call, as the running bot has written it down"
    of_past = kinds.add_parser("record", help=help_, description=help_)
    add_to(of_past)
    of_past.set_defaults(run=record, reads_record=True)
    return parser.parse_args(words)


def run(parsed: argparse.Namespace, now: datetime | None = None) -> int:
    """Run one of them. Returns the exit status: 0 when all went well, 1 when somebody should look."""
    try:
        return int(parsed.run(parsed, now or SystemClock().now()))
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except NotAnExport as error:
        sys.stderr.write(f"{_named(parsed.path)}: {error}\n")
        return 1


def show(parsed: argparse.Namespace, now: datetime) -> int:
    """Say who is on call."""
    on_call = load_on_call(parsed.path)
    for schedule in on_call.schedules:
        for line in _shown(schedule, on_call, now):
            _say(line)
    return _any(on_call)


def lint(parsed: argparse.Namespace, now: datetime) -> int:
    """Say what is odd."""
    on_call = load_on_call(parsed.path)
    until = now + _LOOKED_AT
    found = [*remarks_on(on_call, now, until), *remarks_on_coverage(on_call, now, until)]
    for remark in found:
        _say(f"{remark.schedule}: {remark.says}")
    for schedule in on_call.schedules:
        health = health_of(schedule, now, now + _LOOKED_AT, on_call.people)
        _say(f"{schedule.key}: {health.score} of 100, {health.covered} % covered.")
        for one, load in health.loads.items():
            _say(f"  {one}: {load.hours:.0f} hours, {load.nights} nights in the next half year")
    return int(bool(found)) or _any(on_call)


def import_(parsed: argparse.Namespace, now: datetime) -> int:
    """Print an export as a file of ours; what was odd in it goes to where errors go."""
    if is_address(parsed.path):
        written = asyncio.run(fetch(parsed.path))
        imported = from_bytes(written, host_of(parsed.path), now)
    else:
        imported = read_export(Path(parsed.path), now)
    sys.stdout.write(as_text(imported.schedules))
    for finding in imported.findings:
        sys.stderr.write(f"{finding.weight}: {finding}\n")
    compared = [line for one in imported.schedules for line in _compared(one, imported)]
    sys.stderr.write("".join(f"{printable(line)}\n" for line in compared))
    count = len(imported.schedules)
    sys.stderr.write(f"{imported.make}: {count} schedule{'' if count == 1 else 's'}.\n")
    lost = any(one.weight is Weight.SKIPPED for one in imported.findings)
    return int(lost or any(line.startswith(_DIFFERS) for line in compared))


_DIFFERS = "differs: "


def _compared(schedule: Schedule, imported: Imported) -> Iterator[str]:
    """What is to be said of a schedule that the other program shows, too."""
    shown = [Span(one.start, one.end, one.who) for one in imported.shown.get(schedule.key, ())]
    if not shown:
        return
    zone = ZoneInfo(schedule.zone)
    found = differences(schedule, shown)

    def clock(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    if not found:
        yield (
            f"same: {schedule.key}: {imported.make} shows the same people from "
            f"{clock(shown[0].start)} to {clock(shown[-1].end)}."
        )
    for one in found[:_MOST_DIFFERENCES]:
        yield (
            f"{_DIFFERS}{schedule.key}: from {clock(one.start)} to {clock(one.end)} "
            f"{imported.make} shows {_names(one.theirs)}, and this file {_names(one.ours)}."
        )
    if len(found) > _MOST_DIFFERENCES:
        yield f"{_DIFFERS}{schedule.key}: there are {len(found)} such times."


def _names(found: Sequence[str]) -> str:
    return ", ".join(found) or "nobody"


def _named(path: str) -> str:
    return printable(host_of(path) if is_address(path) else path)


def _any(on_call: OnCall) -> int:
    if not on_call.schedules:
        _say("There are no schedules in the file. Add one under `schedules:`.")
    return int(not on_call.schedules)


def _shown(schedule: Schedule, on_call: OnCall, now: datetime) -> Iterator[str]:
    people, zone = on_call.people, ZoneInfo(schedule.zone)

    def clock(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}"

    yield f"{schedule.name} ({schedule.key}), by the clocks of {schedule.zone}"
    change = next_change(schedule, now, people)
    current = _names(who(schedule, now, people))
    if change is None:
        yield f"  now: {current}, with no change in sight"
    else:
        yield f"  now: {current}, until {clock(change)}"
        yield f"  then: {_names(who(schedule, change, people))}"
    row = shifts(schedule, now, now + _SHOWN, people)
    yield "  the next two weeks:"
    yield from (f"    {clock(span.start)}  {_names(span.people)}" for span in row[:_MOST_SHIFTS])
    if len(row) > _MOST_SHIFTS:
        yield f"    ... and {len(row) - _MOST_SHIFTS} more changes"


def _say(words: str) -> None:
    sys.stdout.write(printable(words) + "\n")
