"""Who is in a private incident's channel now: Slack's own word, where what was told may be old."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.errand import ErrandRow
from models.incident import Incident, Member, Room
from workflows.errands import Errand, Needless, TryLater, World
from workflows.privacy import called_to, let_in, who_may_know
from workflows.saying import ROOM_GONE
from workflows.work import Work

#: The kind of errand by which people come in. It is named here, since it sends for a look itself.
_INVITING: Final = "InvitePeople"


async def look_inside(work: Work) -> None:
    """Look into the channel of each private incident: Slack tells what was missed a few times only."""
    found = await work.session.scalars(
        select(Incident.id).join(Room).where(Incident.is_private, Room.thread_ts == "")
    )
    for incident_id in found:
        work.send(LookInside(incident_id=incident_id))


async def private_incident_of(session: AsyncSession, channel_id: str | None) -> int | None:
    """The private incident whose own channel this is; None of any other place."""
    return await session.scalar(
        select(Incident.id)
        .join(Room)
        .where(Incident.is_private, Room.thread_ts == "", Room.channel_id == channel_id)
    )


class LookInside(Errand):
    """Show a private incident to whoever is in its channel, and to nobody else but those on the way there."""

    incident_id: int

    @property
    def key(self) -> str:
        """One look at a time."""
        return f"look-inside:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Ask Slack who is there. Where we were put out nobody can be asked."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        asked_at = world.start.clock.now()
        async with world.start.looking() as session:
            await _wait_for_invited(session, self.incident_id)
        try:
            there = await world.slack.members(room.channel_id)
        except SlackSaidNo as error:
            if error.code in ROOM_GONE:
                raise Needless("the channel cannot be looked into") from error
            raise
        ourselves = await world.slack.bot_user_id()
        async with world.start() as work:
            await shut_out_all_but(work, self.incident_id, there, asked_at)
            incident = await work.session.get_one(Incident, self.incident_id)
            noted = await who_may_know(work.session, self.incident_id)
            await let_in(work, incident, {*there} - noted - {ourselves})


async def _wait_for_invited(session: AsyncSession, incident_id: int) -> None:
    pending = exists().where(
        ErrandRow.incident_id == incident_id,
        ErrandRow.kind == _INVITING,
        ErrandRow.done_at.is_(None),
    )
    if await session.scalar(select(pending)):
        raise TryLater("people are still being invited")


async def shut_out_all_but(
    work: Work, incident_id: int, there: list[str], asked_at: datetime
) -> None:
    """Show a private incident to nobody else than those who were there when Slack was asked.

    Whoever is paged just now may know of it, too, and so may whoever was let in since. Raises TryLater where
    somebody is being invited by now: what lets them in may have begun before, and be there only since.
    """
    await work.session.execute(
        delete(Member)
        .where(
            Member.incident_id == incident_id,
            Member.since < asked_at,
            Member.slack_id.not_in(there),
            Member.slack_id.not_in(called_to(incident_id)),
        )
        .execution_options(synchronize_session=False)
    )
    await _wait_for_invited(work.session, incident_id)
