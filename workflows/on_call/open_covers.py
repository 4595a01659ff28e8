"""Requests for cover that are still open, held so that two changes of who is on call follow one another."""

from collections.abc import Sequence

from sqlalchemy import select

from models.cover import Cover, CoverState
from workflows.errors import Refused
from workflows.work import Work


async def held_cover(work: Work, cover_id: int) -> Cover:
    """A request, held by this work with all others that are open for its schedule.

    Raises Refused for one that there is not.
    """
    cover = await work.session.get(Cover, cover_id)
    if cover is None:
        raise Refused("This request is no longer known.")
    # Two requests may be for one shift, so to hold one of them is not enough.
    await held_open_covers(work, cover.schedule)
    await work.session.refresh(cover)
    return cover


async def held_open_covers(work: Work, schedule: str) -> Sequence[Cover]:
    """All requests that are open for a schedule, the oldest first, held until this work ends."""
    found = await work.session.scalars(
        select(Cover)
        .where(Cover.schedule == schedule, Cover.state == CoverState.OPEN.value)
        .order_by(Cover.id)
        .with_for_update(of=Cover, key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.all()
