"""`muster catalog`: read a catalogue by hand, see what that would change, and look at what is kept."""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bot.catalogue.sync import Syncing, Taken
from bot.settings import Settings
from integrations.catalogue.source import Progress, Watch
from models.catalogue import CatalogueEntry
from models.catalogue_records import Finding, Weight
from models.database import Database
from models.organisation import Organisation
from models.organisation_parts import Catalogue, CatalogueSource
from models.wording import meant, printable, quoted
from workflows.catalogue_keeping import Change, Difference
from workflows.clock import SystemClock
from workflows.configuration import Configuration
from workflows.work import Start

#: As many lines of a kind as somebody reads.
_SHOWN = 200


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What stands after `muster catalog`. Ends the program, with a word, for what cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="muster catalog", description="Work with the service catalogue."
    )
    kinds = parser.add_subparsers(required=True, metavar="what")
    for name, help_, run_ in (
        ("import", "take in a file or a folder", import_),
        ("diff", "say what a file, a folder or the configured sources would change", diff),
        ("lint", "say what is odd in a file or a folder; nothing is kept", lint),
    ):
        one = kinds.add_parser(name, help=help_, description=help_)
        one.add_argument("path", type=Path, nargs="?" if name == "diff" else None)
        one.set_defaults(run=run_)
        if name == "import":
            one.add_argument("--dry-run", action="store_true", help="only say what would change")
            _may_confirm(one)
    sync = kinds.add_parser("sync", help="take in what the configured sources have")
    _may_confirm(sync)
    sync.set_defaults(run=sync_)
    show = kinds.add_parser("show", help="show what is kept of a service, a team or anything else")
    show.add_argument("key")
    show.set_defaults(run=show_)
    return parser.parse_args(words)


def _may_confirm(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--confirm", action="store_true", help="take it in, however much a source has lost"
    )


def run(parsed: argparse.Namespace, settings: Settings, organisation: Organisation) -> int:
    """Run one of them. Returns the exit status: 0 when all went well, 1 when somebody should look."""

    async def with_database() -> int:
        database = Database(settings.database_url)
        try:
            start = Start(database, SystemClock(), Configuration(organisation), lambda: None)
            beside = settings.config.parent if settings.config else Path()
            syncing = Syncing(start, beside, settings.backstage_token)
            return int(await parsed.run(parsed, syncing))
        finally:
            await database.close()

    return asyncio.run(with_database())


async def import_(parsed: argparse.Namespace, syncing: Syncing) -> int:
    """Take in a file or a folder."""
    if parsed.dry_run:
        return await diff(parsed, syncing)
    with _progress() as watch:
        harvest = await syncing.read(_place(parsed.path, syncing), watch)
    return _report(await syncing.take(_rules(syncing), harvest, confirmed=parsed.confirm))


async def sync_(parsed: argparse.Namespace, syncing: Syncing) -> int:
    """Take in what the configured sources have."""
    rules = _rules(syncing)
    if not rules.sources:
        _say("The configuration names no source. Add one under `catalogue: sources:`.")
        return 1
    with _progress() as watch:
        taken = [one async for one in syncing.sync(rules, watch, confirmed=parsed.confirm)]
    return max(map(_report, taken))


async def diff(parsed: argparse.Namespace, syncing: Syncing) -> int:
    """Say what would change."""
    rules = _rules(syncing)
    places = (_place(parsed.path, syncing),) if parsed.path else rules.sources
    for place in places:
        with _progress() as watch:
            harvest = await syncing.read(place, watch)
        difference = await syncing.look(rules, harvest)
        _say_all(_findings(harvest.findings))
        _say_all(_lines(difference))
        _say_all(_findings(difference.findings))
        _say(_sum(difference) + " Nothing was changed.")
    return 0


async def lint(parsed: argparse.Namespace, syncing: Syncing) -> int:
    """Say what is odd."""
    with _progress() as watch:
        harvest = await syncing.read(_place(parsed.path, syncing), watch)
    _say_all(_findings(harvest.findings))
    counts = harvest.counts
    _say(
        f"{counts.files} files, {counts.documents} documents: {counts.taken} taken, "
        f"{counts.left_out} left out."
    )
    return int(any(one.weight is Weight.SKIPPED for one in harvest.findings))


async def show_(parsed: argparse.Namespace, syncing: Syncing) -> int:
    """Show everything that is kept under a key."""
    async with syncing.start.looking() as session:
        rows = (
            await session.scalars(
                select(CatalogueEntry)
                .where(CatalogueEntry.key == parsed.key.lower())
                .order_by(CatalogueEntry.kind)
            )
        ).all()
        if not rows:
            known = meant(parsed.key, await session.scalars(select(CatalogueEntry.key)))
            advice = f" Did you mean {quoted(known)}?" if known else ""
            _say(f"Nothing is kept under {quoted(parsed.key)}.{advice}")
            return 1
    for row in rows:
        _say_all(_entry(row))
    return 0


def _rules(syncing: Syncing) -> Catalogue:
    return syncing.start.organisation.catalogue


def _place(path: Path, syncing: Syncing) -> CatalogueSource:
    """The source at a path; one of the configuration is recognised, so that it owns what it brings."""
    wanted = path.resolve()
    for place in _rules(syncing).sources:
        if place.path is not None and (syncing.beside / place.path).resolve() == wanted:
            return place
    return CatalogueSource(path=str(wanted))


@contextmanager
def _progress() -> Iterator[Watch | None]:
    """Tell how far a reading is, on a terminal, in a line that is overwritten."""
    if not sys.stderr.isatty():
        yield None
        return

    def watch(progress: Progress) -> None:
        sys.stderr.write(f"\r{progress.files} files or pages, {progress.records} entries")
        sys.stderr.flush()

    yield watch
    sys.stderr.write("\r\033[K")


def _report(taken: Taken) -> int:
    _say_all(_findings(taken.harvest.findings))
    _say_all(_findings(taken.difference.findings))
    if taken.refused is not None:
        _say(str(taken.refused.says))
        return 1
    _say(_sum(taken.difference))
    return 0


def _sum(difference: Difference) -> str:
    return (
        f"{difference.source}: {len(difference.added)} new, {len(difference.changed)} changed, "
        f"{len(difference.retired)} retired, {difference.unchanged} as before."
    )


def _lines(difference: Difference) -> list[str]:
    return [
        *(f"+ {one.kind} {one.key}: {one.after['name']}" for one in difference.added),
        *(f"~ {one.kind} {one.key}: {_fields(one)}" for one in difference.changed),
        *(f"- {kind} {key}" for kind, key in difference.retired),
    ]


def _fields(change: Change) -> str:
    return ", ".join(
        f"{name} {before!r} -> {after!r}" for name, (before, after) in change.fields.items()
    )


def _findings(findings: Sequence[Finding]) -> list[str]:
    return [f"{one.weight}: {one}" for one in findings]


def _entry(row: CatalogueEntry) -> list[str]:
    fields = {
        "name": row.name,
        "description": row.description,
        "aliases": ", ".join(row.aliases),
        "owner": row.owner,
        "tier": row.tier,
        "domain": row.domain,
        **row.details,
        "from": ", ".join(filter(None, (row.source, row.file))),
        "changed": f"{row.changed_at:%Y-%m-%d %H:%M} UTC",
        "retired": row.retired_at and f"{row.retired_at:%Y-%m-%d %H:%M} UTC",
    }
    told = [line for name, value in fields.items() if value for line in _told(name, value)]
    return [f"{row.kind} {row.key}", *told]


def _told(name: str, value: object) -> list[str]:
    """A field in a line; a list, or a text of several lines, below its name."""
    if isinstance(value, list):
        told = [_link(one) if isinstance(one, dict) else str(one) for one in value]
    else:
        told = str(value).splitlines()
    if len(told) == 1:
        return [f"  {name}: {told[0]}"]
    return [f"  {name}:", *(f"    {line}".rstrip() for line in told)]


def _link(link: Mapping[str, str]) -> str:
    return " ".join(filter(None, (link.get("title"), link.get("url"))))


def _say_all(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        _say(line)
    if len(lines) > _SHOWN:
        _say(f"... and {len(lines) - _SHOWN} more.")


def _say(line: str) -> None:
    sys.stdout.write(printable(line) + "\n")
