"""The command line: `muster demo`, `run`, `migrate`, `init`, `doctor`, `config`."""

import argparse
import asyncio
import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from bot.settings import Settings
from models.organisation import Organisation

if TYPE_CHECKING:
    from bot.asking import Trial


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns the exit status: 0 when all went well, 1 when it did not."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="muster", description="A Slack incident bot that forgets nothing it promised."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo", help="try everything in the browser, without Slack")
    demo.add_argument("--port", type=int, default=8080, help="where the page is (default 8080)")
    demo.add_argument("--config", type=Path, help="an organisation's configuration file")
    demo.set_defaults(run=_demo)

    run = commands.add_parser("run", help="run the bot")
    run.add_argument("--migrate", action="store_true", help="bring the database up to date first")
    run.set_defaults(run=_run)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(run=_migrate)

    init = commands.add_parser(
        "init",
        help="print the Slack app manifest, then try what you copy",
    )
    init.add_argument("--manifest-only", action="store_true", help="print only the manifest")
    init.add_argument(
        "--http",
        metavar="ADDRESS",
        default="",
        help="for HTTP mode: where the bot is reached from outside, such as https://muster.example.com",
    )
    init.add_argument(
        "--check", action="store_true", help="ask nothing: try the secrets that the settings hold"
    )
    init.add_argument(
        "--write", action="store_true", help="with --check: keep them in a new file .env"
    )
    init.add_argument(
        "--replace", action="store_true", help="with --write: put them into the .env that is there"
    )
    init.set_defaults(run=_init)

    doctor = commands.add_parser("doctor", help="check settings, Slack and database")
    doctor.set_defaults(run=_doctor)

    for name, help_, work in (
        ("catalog", "read, compare and look at the service catalogue", _catalog),
        ("automations", "say what automations would have done", _automations),
        ("schedule", "say who is on call, and what is odd in a schedule", _schedule),
    ):
        # Its words are read by a parser of its own, which knows the help on them.
        group = commands.add_parser(name, help=help_, add_help=False)
        group.add_argument("words", nargs=argparse.REMAINDER)
        group.add_argument("-h", "--help", action="store_true")
        group.set_defaults(run=work)

    config = commands.add_parser("config", help="work with the organisation's configuration file")
    on_config = config.add_subparsers(required=True, metavar="what")
    check = on_config.add_parser("check", help="say what is wrong in a file, line by line")
    check.add_argument("file", type=Path, nargs="?", help="the file (default: MUSTER_CONFIG)")
    check.set_defaults(run=_config_check)
    schema = on_config.add_parser("schema", help="print the file's JSON Schema, for editors")
    schema.add_argument(
        "of", nargs="?", choices=["organisation", "team"], default="organisation", help="which file"
    )
    schema.set_defaults(run=_config_schema)
    return parser


def _settings() -> Settings | None:
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "MUSTER_" + "_".join(str(part) for part in problem["loc"]).upper()
            _complain(f"{name}: {problem['msg']}")
        return None


def _organisation(path: Path | None) -> Organisation | None:
    """The configuration, or None after saying what is wrong with it."""
    if path is None:
        return Organisation()
    # Imported here: a program without a configuration file has no use for a YAML parser.
    from models.organisation_file import ConfigurationError, load_organisation

    try:
        return load_organisation(path)
    except ConfigurationError as error:
        _complain(str(error))
        return None


def _has_address(settings: Settings) -> bool:
    """Whether the address of the database can be used; says what is wrong if it cannot."""
    from models.database import async_url

    try:
        async_url(settings.database_url)
    except (ValueError, SQLAlchemyError) as wrong:
        _complain(f"MUSTER_DATABASE_URL: {str(wrong).splitlines()[0]}")
        return False
    return True


# Each imports what it runs, so that no subcommand waits for the parts of another.


def _demo(parsed: argparse.Namespace) -> int:
    from bot.demo.show import demo

    organisation = _organisation(parsed.config)
    if organisation is None:
        return 1
    try:
        asyncio.run(demo(organisation, port=parsed.port))
    except OSError as trouble:
        if trouble.errno != errno.EADDRINUSE:
            raise
        _complain(
            f"Port {parsed.port} is taken by another program. "
            "Choose another: `make demo ARGS='--port 8081'`, or `muster demo --port 8081`."
        )
        return 1
    return 0


def _run(parsed: argparse.Namespace) -> int:
    settings = _settings()
    organisation = _organisation(settings.config) if settings else None
    if settings is None or organisation is None or not _has_address(settings):
        return 1
    if parsed.migrate:
        from bot.migrate import upgrade_apart

        if not upgrade_apart(settings.database_url):
            return 1
    from bot.serve import serve

    trouble = asyncio.run(serve(settings, organisation))
    if trouble:
        _complain(trouble)
        return 1
    return 0


def _migrate(_: argparse.Namespace) -> int:
    settings = _settings()
    if settings is None or not _has_address(settings):
        return 1
    import migrations
    from bot.migrate import upgrade

    try:
        upgrade(settings.database_url)
    except (ValueError, SQLAlchemyError, OSError) as trouble:
        _complain(f"MUSTER_DATABASE_URL: {str(trouble).splitlines()[0]}")
        return 1
    _tell(f"The database is at revision {migrations.HEAD}, the newest.")
    return 0


def _init(parsed: argparse.Namespace) -> int:
    from bot.init import instructions, manifest_json, request_url

    try:
        url = request_url(parsed.http) if parsed.http else ""
    except ValueError as trouble:
        _complain(f"--http {parsed.http}: {trouble}.")
        return 1
    if parsed.manifest_only:
        _tell(manifest_json(url))
        return 0
    if parsed.check:
        return _init_check(parsed)
    _tell(instructions(url))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    from bot.asking import Console, ask_for_all
    from bot.checks.tokens import APP, SIGNING

    return 0 if ask_for_all(Console(), _trial(), SIGNING if url else APP) else 1


def _init_check(parsed: argparse.Namespace) -> int:
    """Try the secrets that are set, and keep them where that was asked for: for scripts."""
    from bot.asking import ENV_FILE, Console, keep, look_at_given

    console, trial = Console(), _trial()
    if not look_at_given(console, trial):
        return 1
    if not parsed.write:
        return 0
    if ENV_FILE.exists() and not parsed.replace:
        _complain("There is a file .env already. With --replace they go into it.")
        return 1
    return 0 if keep(console, trial) else 1


def _trial() -> "Trial":
    from bot.asking import Trial
    from bot.checks.machine import read_settings
    from bot.log import set_up_logs
    from workflows.clock import SystemClock

    set_up_logs("text", "critical")
    settings, _ = read_settings()
    return Trial(settings, SystemClock())


def _doctor(_: argparse.Namespace) -> int:
    from bot.checks.finding import Verdict
    from bot.checks.machine import read_settings
    from bot.doctor import examine
    from bot.log import set_up_logs
    from workflows.clock import SystemClock

    set_up_logs("text", "critical")
    settings, findings = read_settings()
    findings += asyncio.run(examine(settings, SystemClock()))
    for finding in findings:
        _tell(str(finding))
    return 1 if any(finding.verdict is Verdict.FAULT for finding in findings) else 0


def _words(parsed: argparse.Namespace) -> list[str]:
    return ["--help"] if parsed.help else parsed.words


def _complain_of_database(trouble: SQLAlchemyError) -> None:
    says = str(trouble).splitlines()[0]
    # SQLite has no kind of its own for what a statement names in vain.
    is_old = isinstance(trouble, ProgrammingError) or "no such " in says
    hint = ". `muster migrate` brings the database up to date." if is_old else ""
    _complain(f"MUSTER_DATABASE_URL: {says}{hint}")


def _catalog(parsed: argparse.Namespace) -> int:
    from bot.catalogue import cli as catalogue

    what = catalogue.parse(_words(parsed))
    settings = _settings()
    organisation = _organisation(settings.config) if settings else None
    if settings is None or organisation is None or not _has_address(settings):
        return 1
    try:
        return catalogue.run(what, settings, organisation)
    except SQLAlchemyError as trouble:
        _complain_of_database(trouble)
        return 1


def _automations(parsed: argparse.Namespace) -> int:
    from bot import automations

    what = automations.parse(_words(parsed))
    settings = _settings()
    organisation = _organisation(settings.config) if settings else None
    if settings is None or organisation is None or not _has_address(settings):
        return 1
    try:
        return automations.run(what, settings.database_url, organisation)
    except SQLAlchemyError as trouble:
        _complain_of_database(trouble)
        return 1


def _schedule(parsed: argparse.Namespace) -> int:
    from bot.schedules import cli as schedules

    what = schedules.parse(_words(parsed))
    if what.reads_record:
        settings = _settings()
        if settings is None or not _has_address(settings):
            return 1
        what.database_url = settings.database_url
    try:
        return schedules.run(what)
    except SQLAlchemyError as trouble:
        _complain_of_database(trouble)
        return 1


def _config_check(parsed: argparse.Namespace) -> int:
    path = parsed.file
    if path is None and (settings := _settings()):
        path = settings.config
    if path is None:
        _complain("Which file? Give its path, or set MUSTER_CONFIG.")
        return 1
    if _organisation(path) is None:
        return 1
    _tell(f"{path} is in order.")
    return 0


def _config_schema(parsed: argparse.Namespace) -> int:
    import json

    from models.organisation_file import schema
    from models.team import Team

    _tell(json.dumps(schema(Team if parsed.of == "team" else Organisation), indent=2))
    return 0


def _tell(words: str) -> None:
    sys.stdout.write(words + "\n")


def _complain(words: str) -> None:
    sys.stderr.write(words + "\n")
