"""Since when nobody has done or written anything in an incident."""

from datetime import datetime

from sqlalchemy import select

from models.incident import Room
from models.page import Page
from models.timeline import TimelineEvent
from workflows.work import Work


async def silent_since(work: Work, page: Page) -> datetime:
    """When somebody last did or wrote anything, as far as is known; at the latest the acknowledgement."""
    room = await work.session.get(Room, page.incident_id, populate_existing=True)
    did = await work.session.scalar(
        select(TimelineEvent.at)
        .where(TimelineEvent.incident_id == page.incident_id, TimelineEvent.actor_id.is_not(None))
        .order_by(TimelineEvent.at.desc())
        .limit(1)
    )
    moments = (page.acknowledged_at, did, room.active_at if room else None)
    return max((one for one in moments if one is not None), default=page.started_at)
