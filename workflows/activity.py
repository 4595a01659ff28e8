"""That people are at it in an incident's channel, so that reminders can hold back."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from integrations.slack_values import written_at
from models.incident import Room
from workflows.work import Start

#: How exactly it is known when somebody wrote last: a busy channel must not keep the records busy.
EXACT_TO = timedelta(minutes=1)


async def note_activity(start: Start, channel_id: str, thread_ts: str, message_ts: str) -> None:
    """Keep when somebody wrote in a channel or thread, if an incident lives there.

    It writes at most once a minute for each incident. Of what is told late the moment of writing counts.
    """
    written = written_at(message_ts).replace(microsecond=0)
    # A thread inside an incident's channel is part of it, too.
    lives_there = [Room.channel_id == channel_id, Room.thread_ts.in_({"", thread_ts})]
    is_older = or_(Room.active_at.is_(None), Room.active_at <= written - EXACT_TO)
    async with start.looking() as session:
        quiet = await session.scalar(select(Room.incident_id).where(*lives_there, is_older))
    if quiet is None:
        return
    async with start() as work:
        await work.session.execute(
            update(Room)
            .where(Room.incident_id == quiet, is_older)
            .values(active_at=written)
            .execution_options(synchronize_session=False)
        )
