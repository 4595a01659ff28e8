"""Who may know of a private incident: whoever is in its channel, or on the way there."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, ColumnElement, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import Incident, Member, Room
from workflows.work import Work


def visible_to(slack_id: str | BindParameter[str]) -> ColumnElement[bool]:
    """The condition on a query of incidents that leaves those of which this person may know."""
    known = exists().where(Member.incident_id == Incident.id, Member.slack_id == slack_id)
    return or_(Incident.is_private.is_(False), known)


async def may_see(session: AsyncSession, slack_id: str, incident: Incident) -> bool:
    """Whether this person may know that there is such an incident."""
    if not incident.is_private:
        return True
    found = select(Member).where(Member.incident_id == incident.id, Member.slack_id == slack_id)
    return await session.scalar(found) is not None


async def may_act(work: Work, incident: Incident) -> bool:
    """Whether whoever acts may know of an incident. The bot itself may.

    Whoever acts in its channel is in it, even if nobody told us: that is noted now.
    """
    if not incident.is_private or work.actor is None:
        return True
    if await may_see(work.session, work.actor.slack_id, incident):
        return True
    room = await work.session.get(Room, incident.id)
    is_there = room is not None and room.channel_id == work.where
    if is_there:
        await let_in(work, incident, [work.actor.slack_id])
    return is_there


async def let_in(work: Work, incident: Incident, slack_ids: Iterable[str]) -> None:
    """Note who may know of an incident. Of one that is not private nothing need be noted."""
    rows = [
        {"incident_id": incident.id, "slack_id": slack_id, "since": work.now}
        for slack_id in dict.fromkeys(slack_ids)
    ]
    if incident.is_private and rows:
        await work.session.execute(work.insert(Member).on_conflict_do_nothing(), rows)


async def shut_out(work: Work, incident: Incident, slack_id: str) -> None:
    """Note that somebody left a private incident's channel: it is no longer shown to them."""
    await work.session.execute(
        delete(Member).where(Member.incident_id == incident.id, Member.slack_id == slack_id)
    )
