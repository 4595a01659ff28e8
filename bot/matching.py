"""The job that has people looked up in Slack once a day: the catalogue's, and whoever is on call soon."""

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from workflows.matching_people import begin_matching
from workflows.on_call.learning import begin_learning
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How often it is looked whether a new day began.
MATCHING: Final = timedelta(minutes=10)


async def keep_matching(start: Start) -> None:
    """Begin, if nobody did today. Trouble is logged, and the next time tries again."""
    try:
        async with start() as work:
            await begin_matching(work)
            await begin_learning(work)
    except (SQLAlchemyError, OSError) as trouble:
        log.error("matching.record_trouble", error=in_one_line(trouble))
