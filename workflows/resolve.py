"""Resolving: the trouble is over, the reminders fall silent, and what was learned is asked for."""

from models.incident import Incident, Status
from models.timeline import EventKind
from workflows.handoff import lapse_open_offer
from workflows.reviews import DraftReview
from workflows.saying import SayEvent
from workflows.showing import show
from workflows.work import Work

#: The keys under which an incident's reminders are pending.
_REMINDERS = ("update-reminder:{id}", "handoff-reminder:{id}")


async def resolve(work: Work, incident: Incident, why: str = "") -> None:
    """End the incident. `why` is what ended it, in the words of whoever says so."""
    event = work.change(
        incident,
        kind=EventKind.RESOLVED,
        why=why,
        status=Status.RESOLVED.value,
        resolved_at=work.now,
    )
    if event is None:
        return
    await work.session.flush()
    await lapse_open_offer(work, incident)
    for key in _REMINDERS:
        await work.call_off(key.format(id=incident.id))
    work.send(SayEvent(incident_id=incident.id, event_id=event.id))
    show(work, incident)
    work.send(DraftReview(incident_id=incident.id))
