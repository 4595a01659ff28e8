"""The end of pages with their incident, and their going on where it does."""

from models.incident import Incident
from models.page import Ending, PageState
from templates.page_direct import page_moved
from workflows.errands import Errand, Priority, World
from workflows.paging.climbing import MindPage, ShowPaged, show_all
from workflows.paging.pages import open_pages, paged_in
from workflows.paging.showing import ShowPage
from workflows.saying import needing_room
from workflows.work import Work


async def end_pages(work: Work, incident: Incident) -> None:
    """End every page of an incident that is over: nobody is asked any longer."""
    for page in await open_pages(work.session, incident.id):
        page.state, page.ending = PageState.ENDED.value, Ending.OVER.value
        page.ended_at, page.next_at, page.turn = work.now, None, page.turn + 1
        await work.call_off(str(MindPage(incident_id=incident.id, page_id=page.id).key))
        await show_all(work, page)


async def move_pages(work: Work, source: Incident, target: Incident) -> None:
    """Let the pages that still look for somebody go on in the incident into which theirs is merged."""
    for page in await open_pages(work.session, source.id):
        if not page.is_running:
            continue
        if page.message_ts is not None:
            work.send(
                ShowMovedPage(
                    incident_id=source.id, target_id=target.id, message_ts=page.message_ts
                )
            )
        page.incident_id, page.message_ts, page.turn = target.id, None, page.turn + 1
        for paged in await paged_in(work.session, page):
            paged.incident_id = target.id
            if paged.message_ts is not None:
                work.send(ShowPaged(incident_id=target.id, paged_id=paged.id))
        work.send(MindPage(incident_id=target.id, page_id=page.id), at=page.next_at)
        work.send(ShowPage(incident_id=target.id, page_id=page.id))


class ShowMovedPage(Errand):
    """Leave a word in the old channel where a page stood."""

    priority = Priority.REST

    incident_id: int
    target_id: int
    message_ts: str

    async def carry_out(self, world: World) -> None:
        """Redraw it there."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        target = await world.glance.facts_now(self.target_id)
        async with needing_room(world, facts):
            await world.slack.redraw(room.channel_id, self.message_ts, page_moved(target))
