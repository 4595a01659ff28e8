"""Who may know of a private incident: whoever is in its channel, or on the way there."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, ColumnElement, Select, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.database import Upsert
from models.incident import Incident, Member, Room
from models.page import Page, Paged, PageState
from workflows.errands import World
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


async def may_still_know(world: World, slack_id: str, incident: Incident) -> bool:
    """The same for an errand that is to tell somebody: since it was written down they may have left."""
    async with world.start.looking() as session:
        return await may_see(session, slack_id, incident)


async def private_incidents_of(session: AsyncSession, slack_id: str) -> set[int]:
    """The ids of all private incidents of which this person may know."""
    found = await session.scalars(select(Member.incident_id).where(Member.slack_id == slack_id))
    return {*found}


async def who_may_know(session: AsyncSession, incident_id: int) -> frozenset[str]:
    """The Slack ids of all who may know of a private incident."""
    found = await session.scalars(select(Member.slack_id).where(Member.incident_id == incident_id))
    return frozenset(found)


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
        for slack_id in sorted({*slack_ids})
    ]
    if incident.is_private and rows:
        await work.session.execute(_letting_in(work), rows)


def _letting_in(work: Work) -> Upsert:
    """Whoever comes back was let in just now: what was seen of the channel before is no longer so."""
    row = work.insert(Member)
    return row.on_conflict_do_update(
        index_elements=[Member.incident_id, Member.slack_id], set_={"since": row.excluded.since}
    )


def called_to(incident_id: int) -> Select[str]:
    """Whoever is paged into an incident just now: they may know of it before they come."""
    return (
        select(Paged.slack_id)
        .join(Page, Page.id == Paged.page_id)
        .where(Paged.incident_id == incident_id, Page.state != PageState.ENDED.value)
    )


async def not_on_the_way(work: Work, incident: Incident, slack_ids: Iterable[str]) -> None:
    """Note who could not be brought into a private incident: nothing of it is shown to them."""
    await work.session.execute(
        delete(Member)
        .where(
            Member.incident_id == incident.id,
            Member.slack_id.in_([*slack_ids]),
            Member.slack_id.not_in(called_to(incident.id)),
        )
        .execution_options(synchronize_session=False)
    )


async def shut_out(work: Work, incident_id: int, slack_id: str) -> None:
    """Note that somebody left a private incident's channel: it is no longer shown to them."""
    await work.session.execute(
        delete(Member).where(Member.incident_id == incident_id, Member.slack_id == slack_id)
    )
