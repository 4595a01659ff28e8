"""Writing down whom a step of a page goes to, and whom their night or a moment ago spares."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from models.incident import Incident
from models.page import Page, Paged
from models.timeline import EventKind
from workflows.paging.finding import Callee
from workflows.paging.moves import Move
from workflows.paging.plans import quiet_until
from workflows.privacy import let_in
from workflows.work import Work

#: Nobody is told twice of one incident within this time.
_ONCE_IN: Final = timedelta(minutes=1)


async def write_down_asked(work: Work, incident: Incident, page: Page, move: Move) -> list[Paged]:
    """Write down whom a step goes to; whoever is paged into a private incident may know of it."""
    told = await _told_lately(work, incident)
    asked = [
        _asked(work, incident, page, callee, is_told=callee.slack_id in told)
        for callee in move.found.callees
    ]
    await work.add(*asked)
    work.record(
        EventKind.PAGE_ESCALATED,
        incident,
        page=page.id,
        name=page.name,
        step=page.step,
        steps=len(page.policy.steps),
        pass_number=page.pass_number,
        people=[one.slack_id or f"#{one.name}" for one in asked],
        fallback=move.is_gap,
        late=page.late_minutes,
    )
    people = [one.slack_id for one in asked if one.slack_id]
    await let_in(work, incident, people)
    for slack_id in people:
        await work.person(slack_id)
    return asked


async def _told_lately(work: Work, incident: Incident) -> set[str]:
    lately = await work.session.scalars(
        select(Paged.slack_id).where(
            Paged.incident_id == incident.id,
            Paged.slack_id != "",
            Paged.at > work.now - _ONCE_IN,
        )
    )
    return set(lately)


def _asked(work: Work, incident: Incident, page: Page, callee: Callee, *, is_told: bool) -> Paged:
    held = None
    if callee.slack_id:
        quiet = work.organisation.duty.paging.quiet_hours
        held = quiet_until(quiet, incident.severity, callee.zone, work.now)
    return Paged(
        page_id=page.id,
        incident_id=incident.id,
        slack_id=callee.slack_id,
        name=callee.name,
        via=callee.via,
        round=page.round,
        pass_number=page.pass_number,
        step=page.step,
        at=work.now,
        held_until=held,
        told_before=is_told,
    )
