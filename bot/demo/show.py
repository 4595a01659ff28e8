"""`muster demo`: a workspace with a past, the bot in it, and a page to play in."""

import asyncio
import signal
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.demo.catalogue import take_in_catalogue
from bot.demo.on_call import duty_in
from bot.demo.past import PAST, play_past_month
from bot.entry import wake_collector
from bot.log import set_up_logs
from bot.migrate import upgrade
from bot.program import running
from bot.settings import Settings
from commands.manifest import manifest
from models.on_call import OnCall
from models.organisation import Organisation
from sandbox import Clock, Sandbox
from templates.guide import demo_guide

_WELCOME = """
  Muster is running in a Slack workspace of your own:

      {url}

  You are Ana; #general says what to try first. Ctrl-C ends it; nothing is kept.
"""


def _monday_morning() -> datetime:
    """This week's Monday, when London begins to work and Singapore's day nears its end."""
    now = datetime.now(UTC)
    return (now - timedelta(days=now.weekday())).replace(hour=9, minute=0, second=0)


async def demo(organisation: Organisation, *, port: int) -> None:
    """Run until Ctrl-C. The bot reads the sandbox's clock, so that the page can move both.

    Raises OSError when the port is taken; port 0 is any free one.
    """
    set_up_logs("text", "warning")
    clock = Clock.ticking(_monday_morning() - PAST)
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    with tempfile.TemporaryDirectory(prefix="muster-demo-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        await asyncio.to_thread(upgrade, url)
        async with Sandbox(manifest=manifest(), clock=clock).serve(port=port) as slack:
            settings = Settings(
                slack_bot_token=SecretStr(slack.bot_token),
                slack_app_token=SecretStr(slack.app_token),
                slack_base_url=slack.base_url,
                database_url=url,
                drain_seconds=1,
            )
            # Nobody is to be called for what is past.
            before = organisation.with_duty(OnCall())
            async with running(settings, before, clock) as program:
                wake_collector()
                slack.plans(lambda: program.metronome.next_at)
                clock.subscribe(lambda _now: program.bell.set())
                sys.stdout.write(
                    "  Playing a month of incidents, so that there is a past to look at ...\n"
                )
                sys.stdout.flush()
                await take_in_catalogue(slack, program.start)
                await play_past_month(slack, program)
                program.start.configuration.current = organisation.with_duty(
                    duty_in(slack, organisation)
                )
                general = await program.slack.channel_id("general")
                await program.slack.post(general, demo_guide(), key="guide")
                sys.stdout.write(_WELCOME.format(url=slack.page_url))
                sys.stdout.flush()
                await stop.wait()
