"""The message in the channel that says how it stands with a page, and counts down to what comes next."""

from datetime import datetime, timedelta
from typing import Final

from models.page import Page
from templates.page import page_status
from workflows.errands import Errand, Priority, World
from workflows.paging.pages import paged_in
from workflows.room import draw_in_room
from workflows.saying import needing_room

#: While what comes next is further away than this, nobody watches the minutes.
_WATCHED: Final = timedelta(minutes=20)
_MINUTE: Final = timedelta(minutes=1)


class ShowPage(Errand):
    """Post the state of a page in the incident's channel, or redraw it where it stands."""

    priority = Priority.WORDS

    incident_id: int
    page_id: int

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"page-shown:{self.page_id}"

    async def carry_out(self, world: World) -> None:
        """Draw it, and come again when the minutes that it shows have changed."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
            paged = await paged_in(session, page)
        if page.incident_id != self.incident_id:
            return
        now = world.start.clock.now()
        message = page_status(facts, page, paged, now)
        ts = page.message_ts
        async with needing_room(world, facts):
            stands = ts is not None and await world.slack.redraw(room.channel_id, ts, message)
            if not stands:
                key = f"page:{facts.incident.uid}:{page.id}"
                ts = await draw_in_room(world, room, message, key=key)
        again = _changes_at(page, now)
        if stands and again is None:
            return
        async with world.start() as work:
            (await work.session.get_one(Page, page.id)).message_ts = ts
            if again is not None:
                work.send(CountDown(incident_id=self.incident_id, page_id=page.id), at=again)


class CountDown(Errand):
    """Have a page drawn anew when its minutes have changed, without putting off a drawing that is wanted sooner."""

    priority = Priority.REST

    incident_id: int
    page_id: int

    @property
    def key(self) -> str:
        """One clock for a page."""
        return f"page-counted:{self.page_id}"

    async def carry_out(self, world: World) -> None:
        """Have it drawn."""
        async with world.start() as work:
            work.send(ShowPage(incident_id=self.incident_id, page_id=self.page_id))


def _changes_at(page: Page, now: datetime) -> datetime | None:
    """When the minutes that a page shows are others; None where it counts nothing."""
    if not page.is_running or page.next_at is None:
        return None
    left = page.next_at - now
    if left > _WATCHED:
        return page.next_at - _WATCHED
    return now + _MINUTE if left > _MINUTE else None
