"""Pages that begin by themselves, when an incident is declared, becomes more serious or touches another service."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from models.facts import Facts
from models.incident import Incident, Kind
from models.on_call import OnCall
from models.timeline import EventKind, TimelineEvent
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in
from workflows.paging.climbing import MindPage, tell
from workflows.paging.pages import open_pages, paged_in
from workflows.paging.plans import next_step, wait_after
from workflows.paging.starting import page as begin_page
from workflows.paging.starting import running_already
from workflows.paging.whom import PolicyUnknown, Whom, of_policy, of_service
from workflows.saying import say
from workflows.services import services_of
from workflows.work import Work

#: People are paged as soon as there is a channel to come to, and without one when this has passed.
_WITHOUT_ROOM: Final = timedelta(seconds=20)
_MAY_PAGE: Final = frozenset(
    {
        EventKind.DECLARED,
        EventKind.ROOM_OPENED,
        EventKind.SERVICES_CHOSEN,
        EventKind.SERVICES_UNDERSTOOD,
    }
)


async def page_by_itself(work: Work) -> None:
    """Send for the pages that may follow from what a work has recorded."""
    paging = work.organisation.duty.paging
    if not (paging.by_severity or paging.owners or paging.quiet_hours):
        return
    for incident, event in work.recorded:
        # What the night holds back of any incident may be wanted at once.
        is_meant = paging.quiet_hours or _is_meant(work.organisation.duty, incident)
        if not (is_meant and _may_page(work, event)):
            continue
        waits = event.kind != EventKind.ROOM_OPENED and work.now == incident.declared_at
        errand = PageByItself(incident_id=incident.id)
        work.send(errand, after=_WITHOUT_ROOM if waits else timedelta())


def _may_page(work: Work, event: TimelineEvent) -> bool:
    """Whether an event can make an incident page: that it became less serious cannot."""
    before, after = event.details.get("changes", {}).get("severity", ("", ""))
    order = [one.key for one in work.organisation.severities]
    is_raised = {before, after} <= {*order} and order.index(after) < order.index(before)
    return event.kind in _MAY_PAGE or is_raised


def _is_meant(duty: OnCall, incident: Incident) -> bool:
    """Whether incidents of this kind page by themselves."""
    if not incident.is_open or incident.kind == Kind.NEAR_MISS:
        return False
    if incident.is_drill and not duty.paging.drills:
        return False
    return duty.paging.private or not incident.is_private


class PageByItself(Errand):
    """Begin the pages that the configuration wants for an incident as it stands, each policy once."""

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int

    @property
    def key(self) -> str:
        """One look at a time."""
        return f"page-by-itself:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Write them down."""
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            await _let_go(work, incident)
            if not _is_meant(work.organisation.duty, incident):
                return
            facts = await facts_in(work, incident)
            async for whom, why in _wanted(work, facts):
                mark = f"paged:{incident.uid}:{whom.policy_key or whom.name}"
                if next_step(whom.policy, incident.severity, 0) is None:
                    continue
                running = running_already(await open_pages(work.session, incident.id), whom)
                if await work.first_time(mark) and running is None:
                    await begin_page(work, incident, whom, why=why)


async def _wanted(work: Work, facts: Facts) -> AsyncIterator[tuple[Whom, str]]:
    """Whom the configuration pages for an incident as it stands, and why."""
    duty, severity = work.organisation.duty, facts.incident.severity
    for named in duty.paging.by_severity.get(severity, ()):
        policy = duty.policy(named)
        if policy is not None:
            yield of_policy(policy), severity
    if severity not in duty.paging.owners:
        return
    for key in await services_of(work.session, facts.incident.id):
        try:
            whom = await of_service(work.session, duty, key)
        except PolicyUnknown as unknown:
            await _tell_unknown(work, facts.incident, unknown)
            continue
        if whom is not None and whom.policy_key:
            yield whom, severity


async def _tell_unknown(work: Work, incident: Incident, unknown: PolicyUnknown) -> None:
    if await work.first_time(f"paged:{incident.uid}:unknown:{unknown.named}"):
        event = work.record(
            EventKind.PAGE_GAP,
            incident,
            name=unknown.entry_name,
            unknown=unknown.named,
        )
        await say(work, event)


async def _let_go(work: Work, incident: Incident) -> None:
    """Send what quiet hours hold back, now that the incident is too serious for them."""
    quiet = work.organisation.duty.paging.quiet_hours
    if quiet is not None and incident.severity in quiet.severities:
        return
    for page in await open_pages(work.session, incident.id):
        held = [
            one
            for one in await paged_in(work.session, page)
            if one.held_until is not None and one.held_until > work.now
        ]
        if not (page.is_running and held):
            continue
        for one in held:
            one.held_until = None
            if not one.told_before:
                tell(work, one)
        page.next_at = work.now + wait_after(page.policy, incident.severity, page.step)
        page.turn += 1
        work.send(MindPage(incident_id=incident.id, page_id=page.id), at=page.next_at)
