"""What people say to a page: that they have it, that they cannot, or that it shall go on at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from models.incident import Incident
from models.page import Answer, Ending, Page, Paged, PageState
from models.timeline import EventKind
from templates.dates import when
from templates.page_direct import ended_with_incident
from templates.text import Mrkdwn, join, mention, mrkdwn
from workflows.errors import IncidentIsClosed, Refused
from workflows.invitations import invite
from workflows.paging.climbing import ShowPaged, go_on, stop_asking
from workflows.paging.pages import (
    each_must,
    held_page,
    held_paged,
    may_answer,
    of_step,
    open_pages,
    paged_in,
)
from workflows.paging.showing import ShowPage
from workflows.work import Work

#: Two presses within this time mean one step.
_JUST_NOW: Final = timedelta(seconds=5)


async def acknowledge(work: Work, page_id: int) -> Incident:
    """Acknowledge a page, by anybody who may know of the incident, and with it all others to the same person.

    Raises Refused when somebody did before, or where each of those paged must say so for themselves.
    """
    incident, page = await held_page(work, page_id)
    me = work.person_acting.slack_id
    mine = await _mine(work, incident)
    _check_running(incident, page)
    if not await _acknowledge(
        work, incident, page, [one for one in mine if one.page_id == page.id]
    ):
        asked = of_step(page, await paged_in(work.session, page))
        raise Refused(_each_must(asked, me))
    for other in await open_pages(work.session, incident.id):
        of_other = [one for one in mine if one.page_id == other.id]
        if other.id != page.id and other.is_running and of_other:
            await _acknowledge(work, incident, other, of_other)
    await invite(work, incident, [me])
    return incident


async def _acknowledge(work: Work, incident: Incident, page: Page, mine: Sequence[Paged]) -> bool:
    """Note it for one page. False where this person's word cannot stand for those who must speak."""
    asked = of_step(page, await paged_in(work.session, page))
    must_all = each_must(page)
    of_now = [one for one in mine if one in asked]
    if must_all and not of_now and not mine:
        return False
    for one in mine:
        _answer(work, one, Answer.ACKNOWLEDGED)
    waits = [one for one in asked if one.slack_id and one.answer != Answer.ACKNOWLEDGED]
    if must_all and of_now and waits:
        page.turn += 1
        _record(work, EventKind.PAGE_ACKNOWLEDGED, incident, page, waits=len(waits))
        work.send(ShowPage(incident_id=incident.id, page_id=page.id))
        for one in mine:
            work.send(ShowPaged(incident_id=incident.id, paged_id=one.id))
        return True
    await stop_asking(work, incident, page, work.person_acting)
    return True


async def decline(work: Work, paged_id: int, why: str = "") -> None:
    """Say that one cannot: where nobody else of the step may still answer, the next is entered at once.

    Raises Refused for a page of somebody else, one that is over, and whoever has said so already.
    """
    incident, page, paged = await held_paged(work, paged_id)
    if paged.slack_id != work.person_acting.slack_id:
        raise Refused("This page went to somebody else. Nothing was changed.")
    # What they acknowledged before the others did is taken back by this.
    mine = {paged.id: paged} | {one.id: one for one in await _mine(work, incident)}
    unsaid = [one for one in mine.values() if one.answer != Answer.DECLINED]
    if not unsaid:
        raise Refused("You have said already that you cannot. Nothing was changed.")
    _check_running(incident, page)
    for one in unsaid:
        _answer(work, one, Answer.DECLINED)
        one.why = why
        work.send(ShowPaged(incident_id=incident.id, paged_id=one.id))
    pages = [one for one in await open_pages(work.session, incident.id) if one.is_running]
    _record(work, EventKind.PAGE_DECLINED, incident, page, why=why)
    for running in pages:
        asked = of_step(running, await paged_in(work.session, running))
        is_theirs = any(one.slack_id == paged.slack_id for one in asked)
        if is_theirs and (each_must(running) or not may_answer(asked)):
            go_on(work, running)
        work.send(ShowPage(incident_id=incident.id, page_id=running.id))


async def see(work: Work, paged_id: int) -> Incident:
    """Note that somebody looked at their page. Raises Refused where nothing can be said to it any longer."""
    incident, page, paged = await held_paged(work, paged_id)
    _check_running(incident, page)
    if paged.seen_at is None and paged.slack_id == work.person_acting.slack_id:
        paged.seen_at = work.now
        work.send(ShowPage(incident_id=incident.id, page_id=page.id))
    return incident


async def escalate(work: Work, page_id: int) -> None:
    """Go on to the next step at once, by anybody who may know of the incident."""
    incident, page = await held_page(work, page_id)
    _check_running(incident, page)
    if page.next_at is not None and page.next_at <= work.now + _JUST_NOW:
        raise Refused("What comes next is on its way already. Nothing more was changed.")
    asked = of_step(page, await paged_in(work.session, page))
    if any(one.at > work.now - _JUST_NOW for one in asked):
        raise Refused(
            mrkdwn(
                "Asked just now: {people}. Give them a few seconds, and press again then.",
                people=join(", ", [mention(one.slack_id) or f"#{one.name}" for one in asked]),
            )
        )
    for one in await _mine(work, incident):
        one.seen_at = one.seen_at or work.now
    _record(work, EventKind.PAGE_ESCALATED, incident, page, by_hand=True)
    go_on(work, page)
    work.send(ShowPage(incident_id=incident.id, page_id=page.id))


async def _mine(work: Work, incident: Incident) -> list[Paged]:
    """Where whoever acts was paged in pages of this incident that look for somebody, and has not answered."""
    found = await work.session.scalars(
        select(Paged)
        .join(Page, Page.id == Paged.page_id)
        .where(
            Page.incident_id == incident.id,
            Page.state == PageState.RUNNING.value,
            Paged.slack_id == work.person_acting.slack_id,
            Paged.round == Page.round,
            Paged.answer != Answer.ACKNOWLEDGED.value,
        )
        .order_by(Paged.id)
        .execution_options(populate_existing=True)
    )
    return list(found)


def _answer(work: Work, paged: Paged, answer: Answer) -> None:
    paged.answer, paged.answered_at = answer.value, work.now
    paged.seen_at = paged.seen_at or work.now


def _record(work: Work, kind: EventKind, incident: Incident, page: Page, **details: object) -> None:
    work.record(kind, incident, page=page.id, name=page.name, **details)


def _check_running(incident: Incident, page: Page) -> None:
    if not incident.is_open:
        raise IncidentIsClosed(incident)
    if page.state == PageState.ACKNOWLEDGED:
        raise Refused(_acknowledged(page))
    if page.ending == Ending.OVER:
        raise Refused(ended_with_incident(incident))
    if page.ending == Ending.JOINED:
        raise Refused(
            f"This page became one with another in {incident.ref}, which counts for both. "
            "Please answer there. Nothing was changed."
        )
    if page.state == PageState.ENDED:
        how = "nobody can come" if page.ending == Ending.DECLINED else "nobody answered it"
        raise Refused(
            f"This page is over: {how}. `/incident page` begins a new one. Nothing was changed."
        )


def _each_must(asked: Sequence[Paged], me: str) -> Mrkdwn:
    """Why a press stands for nobody: theirs who press is known, and each of the others must say so."""
    left = [one.slack_id for one in asked if one.slack_id and one.answer != Answer.ACKNOWLEDGED]
    people = join(", ", [mention(one) for one in left])
    if any(one.slack_id == me for one in asked):
        return mrkdwn("You have acknowledged it. It waits for {people} now.", people=people)
    return mrkdwn(
        "Here each of {people} must acknowledge, so your press does not stand for theirs. "
        "Nothing was changed.",
        people=people,
    )


def _acknowledged(page: Page) -> Mrkdwn:
    who = page.acknowledged_by
    return mrkdwn(
        "{who} acknowledged it {at}, so nothing was changed. Come and help, if you can: "
        "`/incident join`.",
        who=mention(who.slack_id) if who else "Somebody",
        at=when(page.acknowledged_at) if page.acknowledged_at else "",
    )
