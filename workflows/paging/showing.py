"""The message in the channel that says how it stands with a page, and counts down to what comes next."""

from datetime import datetime, timedelta
from typing import Final

from models.facts import Facts
from models.page import Ending, Page
from templates.page import page_status
from templates.page_direct import page_moved
from workflows.errands import Errand, Priority, World
from workflows.moving import redraw_where_it_stood
from workflows.paging.pages import held_page, paged_in
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
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
            paged = await paged_in(session, page)
        if page.incident_id != self.incident_id:
            # This may have taken the place of what was to show it where it went.
            async with world.start() as work:
                work.send(ShowPage(incident_id=page.incident_id, page_id=page.id))
            return
        if page.ending == Ending.JOINED and page.message_ts is None:
            return
        facts, room = await world.glance.facts_and_room(self.incident_id)
        now = world.start.clock.now()
        message = page_status(facts, page, paged, now)
        ts = page.message_ts
        async with needing_room(world, facts):
            stands = ts is not None and await world.slack.redraw(room.channel_id, ts, message)
            if not stands:
                ts = await draw_in_room(world, room, message, key=_key(facts, page))
        again = _changes_at(page, now)
        if stands and again is None:
            return
        async with world.start() as work:
            incident, current = await held_page(work, page.id)
            if incident.id != self.incident_id:
                # It went on in another incident while this was on its way.
                moved = {"target_id": incident.id, "page_id": page.id, "message_ts": ts}
                work.send(ShowMovedPage(incident_id=self.incident_id, **moved))
                return
            current.message_ts = ts
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


class ShowMovedPage(Errand):
    """Leave a word in the old channel where a page stood."""

    priority = Priority.REST

    incident_id: int
    target_id: int
    page_id: int
    #: Where it is known to stand.
    message_ts: str | None

    async def carry_out(self, world: World) -> None:
        """Redraw it there."""
        facts = await world.glance.facts(self.incident_id)
        target = await world.glance.facts_now(self.target_id)
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
        await redraw_where_it_stood(
            world,
            facts,
            page,
            page_moved(target),
            known_ts=self.message_ts,
            mark=_key(facts, page),
            since=page.started_at,
        )


def _key(facts: Facts, page: Page) -> str:
    return f"page:{facts.incident.uid}:{page.id}"


def _changes_at(page: Page, now: datetime) -> datetime | None:
    """When the minutes that a page shows are others; None where it counts nothing."""
    if not page.is_running or page.next_at is None:
        return None
    left = page.next_at - now
    if left > _WATCHED:
        return page.next_at - _WATCHED
    return now + _MINUTE if left > _MINUTE else None
