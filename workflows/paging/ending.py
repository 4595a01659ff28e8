"""The end of pages with their incident, and their going on where it does."""

from collections.abc import Iterable

from models.incident import Incident
from models.page import Answer, Ending, Page, PageState
from models.timeline import EventKind
from workflows.paging.climbing import MindPage, ShowPaged, show_all, stop_asking, tell_anew
from workflows.paging.pages import (
    asks_the_same,
    each_must,
    may_be_told,
    of_step,
    open_pages,
    paged_in,
)
from workflows.paging.showing import ShowMovedPage, ShowPage
from workflows.privacy import let_in
from workflows.work import Work


async def end_pages(work: Work, incident: Incident) -> None:
    """End every page of an incident that is over: nobody is asked any longer."""
    for page in await open_pages(work.session, incident.id):
        await _end(work, page, Ending.OVER)


async def _end(work: Work, page: Page, why: Ending) -> None:
    page.state, page.ending = PageState.ENDED.value, why.value
    page.ended_at, page.next_at, page.turn = work.now, None, page.turn + 1
    await work.call_off(str(MindPage(incident_id=page.incident_id, page_id=page.id).key))
    await show_all(work, page)


async def move_pages(work: Work, source: Incident, target: Incident) -> None:
    """Let the pages that still look for somebody go on in the incident into which theirs is merged.

    Where the same is paged there already, one of the two goes on for both: one that somebody has
    acknowledged, or else the one that is further, so that nobody is asked all over again.
    """
    there = [*await open_pages(work.session, target.id)]
    running = [page for page in there if page.is_running]
    moved = [
        page
        for page in await open_pages(work.session, source.id)
        if page.is_running or _alike(page, running) is not None
    ]
    for page in moved:
        await _move(work, page, source, target)
    for page in moved:
        other = _alike(page, there)
        if other is not None and not _is_better(page, other):
            await _join(work, target, page, into=other)
            continue
        there.append(page)
        work.send(MindPage(incident_id=target.id, page_id=page.id), at=page.next_at)
        work.send(ShowPage(incident_id=target.id, page_id=page.id))
        if other is not None:
            there.remove(other)
            await _join(work, target, other, into=page)


async def _move(work: Work, page: Page, source: Incident, target: Incident) -> None:
    work.send(
        ShowMovedPage(
            incident_id=source.id,
            target_id=target.id,
            page_id=page.id,
            message_ts=page.message_ts,
        )
    )
    page.incident_id, page.message_ts, page.turn = target.id, None, page.turn + 1
    for paged in await paged_in(work.session, page):
        paged.incident_id = target.id
        if paged.slack_id and await may_be_told(work.session, paged, source):
            await let_in(work, target, [paged.slack_id])
        if paged.message_ts is not None:
            work.send(ShowPaged(incident_id=target.id, paged_id=paged.id))


def _alike(page: Page, there: Iterable[Page]) -> Page | None:
    """One that asks the same, and rather one that still looks for somebody."""
    found = [one for one in there if asks_the_same(one, page)]
    return min(found, key=lambda one: not one.is_running, default=None)


def _is_better(page: Page, other: Page) -> bool:
    """Whether of two that ask the same this one goes on for both."""
    if not (page.is_running and other.is_running):
        return other.is_running
    return _how_far(page) > _how_far(other)


def _how_far(page: Page) -> tuple[int, int]:
    return page.pass_number, page.step


async def _join(work: Work, incident: Incident, page: Page, *, into: Page) -> None:
    """End a page because another one counts for both."""
    await _end(work, page, Ending.JOINED)
    work.record(EventKind.PAGE_ENDED, incident, page=page.id, name=page.name, ending=page.ending)
    await _take_answers(work, incident, page, into)
    await tell_anew(work, page)


async def _take_answers(work: Work, incident: Incident, page: Page, into: Page) -> None:
    """Let what people acknowledged in a page that ends count in the one that goes on, where each of them must."""
    if not (into.is_running and each_must(into)):
        return
    said = {
        one.slack_id: one
        for one in await paged_in(work.session, page)
        if one.round == page.round and one.answer == Answer.ACKNOWLEDGED
    }
    asked = [one for one in of_step(into, await paged_in(work.session, into)) if one.slack_id]
    taken = [one for one in asked if one.slack_id in said and one.answer != Answer.ACKNOWLEDGED]
    for one in taken:
        theirs = said[one.slack_id]
        one.answer, one.answered_at, one.seen_at = theirs.answer, theirs.answered_at, theirs.seen_at
        work.send(ShowPaged(incident_id=incident.id, paged_id=one.id))
    if taken and all(one.answer == Answer.ACKNOWLEDGED for one in asked):
        last = max(asked, key=lambda one: one.answered_at or one.at)
        await stop_asking(work, incident, into, await work.person(last.slack_id))
    elif taken:
        work.send(ShowPage(incident_id=incident.id, page_id=into.id))
