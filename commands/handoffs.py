"""`/incident handoffs`: how well command was handed over, by region; never by person."""

import re
from datetime import timedelta
from typing import Final

from commands.command import Command
from commands.request import Typed
from templates.handoffs_report import handoffs_report
from templates.typed import as_line
from workflows.errors import Refused
from workflows.handoff_measures import handed_over

_DAYS: Final = 90
_MOST: Final = 3_650
_WORDS: Final = re.compile(r"(\d{1,4})\s*(?:d|days?)?", re.IGNORECASE)


async def run(typed: Typed) -> None:
    """Show what was measured in so many days."""
    words = as_line(typed.words)
    found = _WORDS.fullmatch(words or str(_DAYS))
    days = int(found[1]) if found else 0
    if not 1 <= days <= _MOST:
        raise Refused(
            f"Please give a number of days from 1 to {_MOST}, such as `/incident handoffs 30`."
        )
    since = typed.start.clock.now() - timedelta(days=days)
    async with typed.start.looking() as session:
        passed = await handed_over(session, typed.organisation, typed.slack_id, since)
    await typed.reply(handoffs_report(passed, days))


COMMAND: Final = Command(
    name="handoffs",
    usage="[days]",
    help="Show how quickly and how well command was handed over, by region",
    aliases=("handovers",),
    run=run,
    only_looks=True,
)
