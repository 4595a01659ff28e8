"""`muster run`: the program until it is told to stop, and its graceful end."""

import asyncio
import signal

import structlog

from bot.entry import wake_collector
from bot.log import set_up_logs
from bot.program import NotMigrated, running
from bot.settings import Settings
from bot.web import CannotListen
from integrations.errors import TokenRefused
from models.organisation import Organisation
from workflows.clock import SystemClock

log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def serve(settings: Settings, organisation: Organisation) -> str:
    """Run until SIGTERM or SIGINT. Returns what kept it from running, or an empty string."""
    if trouble := _of_secrets(settings):
        return trouble
    set_up_logs(settings.log, settings.log_level)
    started, stop = asyncio.Event(), asyncio.Event()
    program = asyncio.create_task(_run(settings, organisation, started, stop), name="program")

    def end() -> None:
        stop.set()
        if not started.is_set():
            # It may wait for hours for the database or Slack. Nothing is under way yet that must come to its end.
            program.cancel()

    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, end)
    # By default it would end a program that has not begun to listen to it.
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, lambda: None)
    try:
        await program
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    except (NotMigrated, CannotListen) as trouble:
        return str(trouble)
    except TokenRefused as trouble:
        return f"Slack refused the tokens ({trouble}). `muster doctor` says more."
    return ""


def _of_secrets(settings: Settings) -> str:
    """What is wrong with the secrets that are set, in a sentence."""
    is_socket_mode = bool(settings.slack_app_token.get_secret_value())
    if is_socket_mode and settings.is_http_mode:
        return (
            "MUSTER_SLACK_APP_TOKEN is for Socket Mode and MUSTER_SLACK_SIGNING_SECRET for HTTP mode: "
            "set the one that your Slack app uses, not both."
        )
    missing = [] if settings.slack_bot_token.get_secret_value() else ["MUSTER_SLACK_BOT_TOKEN"]
    if not is_socket_mode and not settings.is_http_mode:
        missing.append("MUSTER_SLACK_APP_TOKEN (or MUSTER_SLACK_SIGNING_SECRET for HTTP mode)")
    if missing:
        return f"{' and '.join(missing)} must be set. `muster init` says where to find them."
    return ""


async def _run(
    settings: Settings, organisation: Organisation, started: asyncio.Event, stop: asyncio.Event
) -> None:
    async with running(settings, organisation, SystemClock()) as program:
        started.set()
        if program.configuration_file is not None:
            again = program.configuration_file.hurry
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, again)
        wake_collector()
        await stop.wait()
        log.info("program.stopping", drain_seconds=settings.drain_seconds)
