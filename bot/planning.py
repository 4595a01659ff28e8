"""Keeping what time does by itself alive: at the start, every few minutes, and when the configuration changes."""

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from workflows.on_call.planner import PlanDuty, plans_anything
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How long a change that nobody told of goes unnoticed.
EVERY: Final = timedelta(minutes=5)


async def look_again(start: Start) -> None:
    """Have all schedules looked at now. Trouble is logged, and the next time tries again."""
    try:
        async with start() as work:
            work.send(PlanDuty())
    except (SQLAlchemyError, OSError) as trouble:
        log.error("planning.record_trouble", error=in_one_line(trouble))


async def keep_planning(start: Start) -> None:
    """The same where there is anything to plan."""
    if plans_anything(start.organisation.duty):
        await look_again(start)
