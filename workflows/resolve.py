"""The end of an incident: reminders fall silent, and what there was to learn is asked for."""

from collections.abc import Mapping
from types import MappingProxyType

from models.incident import Incident, Status
from models.timeline import EventKind
from workflows.handoff import lapse_open_offer
from workflows.reminders import call_off_reminders, plan_reminders
from workflows.reviews import DraftReview
from workflows.saying import say
from workflows.showing import show
from workflows.subscriptions import tell_subscribers
from workflows.work import Work


async def resolve(work: Work, incident: Incident, why: str = "") -> None:
    """End an open incident. `why` is what ended it, in the words of whoever says so."""
    await end(work, incident, Status.RESOLVED, EventKind.RESOLVED, why=why)
    work.send(DraftReview(incident_id=incident.id))
    plan_reminders(work, incident)


async def cancel(work: Work, incident: Incident, why: str = "") -> None:
    """End an open incident as a false alarm, which needs no review."""
    await end(work, incident, Status.CANCELLED, EventKind.CANCELLED, why=why)


async def end(
    work: Work,
    incident: Incident,
    status: Status,
    kind: EventKind,
    *,
    why: str,
    details: Mapping[str, object] = MappingProxyType({}),
    **fields: object,
) -> None:
    """End an open incident in one of the ways in which it can. `details` go into its event."""
    await call_off_reminders(work, incident)
    event = work.change(
        incident, kind=kind, why=why, status=status.value, ended_at=work.now, **fields
    )
    if event is None:
        raise AssertionError("an open incident has a status to change")
    event.details = {**event.details, **details}
    await lapse_open_offer(work, incident)
    await say(work, event)
    await tell_subscribers(work, event)
    show(work, incident)
