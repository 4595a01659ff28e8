"""The program put together: every part is made here, handed what it needs, and taken down in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.answers import in_one_line
from bot.dispatch import Dispatch
from bot.health import Health
from bot.housekeeping import EVERY as HOUSEKEEPING
from bot.housekeeping import Housekeeping
from bot.http_mode import Door
from bot.inbox import Asked, Inbox
from bot.matching import MATCHING, keep_matching
from bot.metronome import Metronome
from bot.outside import missing, outside_of
from bot.planning import EVERY as PLANNING
from bot.planning import keep_planning
from bot.revision import mismatch, revision_of
from bot.runner import RECORDS_AT_ONCE, Runner
from bot.settings import SLACK_PATH, Settings
from bot.socket_mode import connected
from bot.web import Served, Site, served
from integrations.errors import SlackSaidNo, TokenRefused, Unavailable
from integrations.slack import SLACKBOT, Slack
from integrations.slack_client import slack_client
from models.database import Database
from models.organisation import Organisation
from workflows.announcing import look_for_announcements
from workflows.clock import Clock
from workflows.configuration import Configuration
from workflows.errands import Errand
from workflows.hands import Hands
from workflows.kinds import KINDS
from workflows.ourselves import note_programs
from workflows.reactions import react
from workflows.who_is_inside import look_inside
from workflows.work import Start

if TYPE_CHECKING:
    from bot.catalogue.job import CatalogueJob
    from bot.configuration_file import ConfigurationFile

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: The least and most seconds between two tries to reach the database or Slack at start.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
#: How often it is looked whether the catalogue is to be read again.
_CATALOGUE_LOOK = timedelta(minutes=1)

#: How long a change of the catalogue may go unnoticed.
_CATALOGUE_SECONDS = 10.0


class NotMigrated(Exception):
    """The database is not at the revision that this program was made for."""


@dataclass(frozen=True, slots=True)
class Program:
    """The parts of a running program that others look at: the tests, and the demo."""

    database: Database
    start: Start
    slack: Slack
    runner: Runner
    dispatch: Dispatch
    bell: asyncio.Event
    metronome: Metronome
    #: Watches the configuration file, where there is one.
    configuration_file: "ConfigurationFile | None"
    #: Reads the service catalogue's sources, when it is time again.
    keep_catalogue: Callable[[], Awaitable[None]]

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and nothing has rung."""
        return self.dispatch.is_idle and self.runner.is_idle and not self.bell.is_set()


@asynccontextmanager
async def running(
    settings: Settings, organisation: Organisation, clock: Clock
) -> AsyncIterator[Program]:
    """The program, hearing Slack by Socket Mode or HTTP and carrying out errands until the block ends.

    Raises NotMigrated, CannotListen, or TokenRefused when Slack does not take a token. While the database or
    Slack cannot be reached it keeps trying. At the end what is under way gets `drain_seconds` to finish.
    """
    database = Database(settings.database_url)
    health = Health(database)
    secret = settings.slack_signing_secret.get_secret_value()
    door = Door(secret, clock) if settings.is_http_mode else None
    try:
        token = settings.slack_bot_token.get_secret_value()
        # The server comes first: whoever waits for the program can ask what it waits for itself.
        async with (
            _web_server(settings, health, door) as web_server,
            slack_client(settings.slack_base_url, token, settings.slack_timeout_seconds) as client,
        ):
            await _check_revision(database)
            slack = Slack(client, clock.now)
            bell = asyncio.Event()
            hands = Hands()
            start = Start(
                database,
                clock,
                Configuration(organisation),
                wake=bell.set,
                hands=hands,
                gate=asyncio.Semaphore(RECORDS_AT_ONCE),
                react=react,
            )
            kinds: dict[str, type[Errand]] = {**KINDS, Asked.kind(): Asked}
            runner = Runner(
                database=database,
                start=start,
                slack=slack,
                kinds=kinds,
                bell=bell,
                hands=hands,
                outside=outside_of(settings),
            )
            inbox = Inbox(database, clock, start.met)
            dispatch = Dispatch(slack, start, inbox)
            metronome = Metronome(clock, bell)
            watched = _configuration_file(settings, start)
            keep = _catalogue_keeper(settings, start)
            program = Program(
                database, start, slack, runner, dispatch, bell, metronome, watched, keep
            )
            app = _bolt(client, settings, await _reach(slack), dispatch)
            async with _background(program, health):
                app_token = settings.slack_app_token.get_secret_value()
                hear = dispatch.hear
                way_in = door.open(app, hear) if door else connected(app, hear, client, app_token)
                async with way_in as hears_slack:
                    health.hears_slack = hears_slack
                    for says, do in missing(settings, organisation.duty):
                        log.warning("program.cannot_reach", says=says, do=do)
                    log.info("program.ready", way_in="HTTP" if door else "Socket Mode")
                    yield program
                    health.is_stopping = True
                    if door and web_server:
                        await web_server.close()
                # The way in is closed: what came in before is finished, errands first begun too.
                await dispatch.drain(settings.drain_seconds)
                await inbox.drain(settings.drain_seconds)
                await runner.drain(settings.drain_seconds)
    finally:
        await database.close()


def _web_server(
    settings: Settings, health: Health, door: Door | None
) -> AbstractAsyncContextManager[Served | None]:
    """The web server, where the settings want one."""
    if settings.web_port is None:
        return nullcontext()
    site = Site()
    health.answer_on(site)
    if door is not None:
        site.post(SLACK_PATH, door.answer)
    return served(site, settings.http_host, settings.web_port)


async def _check_revision(database: Database) -> None:
    """Look, once the database can be reached, whether it is at the revision that this program needs."""
    pauses = _pauses()
    while True:
        try:
            if wrong := mismatch(await revision_of(database)):
                raise NotMigrated(str(wrong))
        except (DBAPIError, OSError) as trouble:
            pause = next(pauses)
            log.warning(
                "program.database_unreachable",
                setting="MUSTER_DATABASE_URL",
                error=in_one_line(trouble),
                again_in=pause,
            )
            await asyncio.sleep(pause)
        else:
            return


def _pauses() -> Iterator[float]:
    """The seconds to wait after each try that failed: ever longer, up to the longest."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, _LONGEST_PAUSE)


def _configuration_file(settings: Settings, start: Start) -> "ConfigurationFile | None":
    if settings.config is None:
        return None
    # Imported here because a program without a configuration file has no use for a YAML parser.
    from bot.configuration_file import ConfigurationFile

    return ConfigurationFile(settings.config, start)


def _catalogue_keeper(settings: Settings, start: Start) -> Callable[[], Awaitable[None]]:
    job: CatalogueJob | None = None

    async def keep() -> None:
        nonlocal job
        if job is None and start.organisation.catalogue.sources:
            # Imported here because a program without a catalogue has no use for its readers' memory.
            from bot.catalogue.job import CatalogueJob
            from bot.catalogue.sync import Syncing

            beside = settings.config.parent if settings.config else Path()
            job = CatalogueJob(Syncing(start, beside, settings.backstage_token))
        if job is not None:
            await job.run()

    return keep


def _bolt(
    client: AsyncWebClient, settings: Settings, bot_user_id: str, dispatch: Dispatch
) -> AsyncApp:
    """Bolt, told who we are: left alone it asks Slack at the first command, which then waits for it."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_user_id=bot_user_id,
            bot_token=settings.slack_bot_token.get_secret_value(),
        )

    without_token = AsyncWebClient(base_url=client.base_url, session=client.session)
    app = AsyncApp(
        name="muster",
        client=without_token,
        authorize=authorize,
        # Whatever comes over HTTP is verified before Bolt sees it.
        request_verification_enabled=False,
        before_authorize=dispatch,
    )
    # Bolt copies the root's level for loggers of its own.
    app.logger.setLevel(logging.WARNING)
    return app


async def _reach(slack: Slack) -> str:
    """Our own user id, once Slack can be reached."""
    pauses = _pauses()
    while True:
        try:
            return await slack.bot_user_id()
        except TokenRefused:
            raise
        except Unavailable as trouble:
            pause = next(pauses)
            log.warning("program.slack_unreachable", error=str(trouble), again_in=pause)
            await asyncio.sleep(pause)


@asynccontextmanager
async def _background(program: Program, health: Health) -> AsyncIterator[None]:
    metronome = program.metronome
    metronome.start()
    metronome.every(_CATALOGUE_LOOK, program.keep_catalogue)
    metronome.every(HOUSEKEEPING, Housekeeping(program.database, program.start.clock).run)
    metronome.every(PLANNING, partial(keep_planning, program.start))
    metronome.every(MATCHING, partial(keep_matching, program.start))
    await _know_programs(program)
    await keep_planning(program.start)
    health.runner = program.runner
    health.configuration_file = program.configuration_file
    tasks = [
        asyncio.create_task(program.runner.run(metronome.alarm), name="runner"),
        asyncio.create_task(_look_around(program), name="look around"),
        asyncio.create_task(_keep_up(program), name="keep up with the catalogue"),
    ]
    if program.configuration_file is not None:
        watching = program.configuration_file.watch()
        tasks.append(asyncio.create_task(watching, name="watch the configuration"))
    if not program.database.is_sqlite:
        # Imported here because a program on SQLite has no use for the driver's memory.
        from bot.listener import listen

        tasks.append(asyncio.create_task(listen(program.database.url, program.bell)))
    try:
        yield
    finally:
        metronome.stop()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _know_programs(program: Program) -> None:
    """Know ourselves, and Slack's own program, before anybody can name us."""
    try:
        await note_programs(program.start, [await program.slack.bot_user_id(), SLACKBOT])
    except (SQLAlchemyError, OSError) as trouble:
        # Then it is learned when somebody does.
        log.error("program.programs_not_noted", error=in_one_line(trouble))


async def _keep_up(program: Program) -> None:
    """Keep the services in memory as the catalogue has them: at once, and then every now and again."""
    while True:
        try:
            await program.start.catalogue.keep_up(program.database)
        except (SQLAlchemyError, OSError) as trouble:
            log.warning("program.catalogue_not_read", error=in_one_line(trouble))
        await asyncio.sleep(_CATALOGUE_SECONDS)


async def _look_around(program: Program) -> None:
    """Find the announcement channel before it is needed, and see who went away while nobody was there."""
    try:
        await look_for_announcements(program.slack, program.start)
    except (Unavailable, SlackSaidNo, SQLAlchemyError, OSError) as trouble:
        # The errand that needs it will try again, and say so where people see it.
        log.warning("program.no_announcement_channel", error=in_one_line(trouble))
    try:
        async with program.start() as work:
            await look_inside(work)
    except (SQLAlchemyError, OSError) as trouble:
        log.error("program.not_looked_inside", error=in_one_line(trouble))
