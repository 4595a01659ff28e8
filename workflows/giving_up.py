"""The end of an errand that is out of tries: a timeline event and a word in the channel, never silence."""

from models.incident import Incident
from models.timeline import EventKind
from workflows.saying import SayEvent
from workflows.work import Start


async def give_up(start: Start, errand_kind: str, incident_id: int | None, error: str) -> None:
    """Record that an errand of an incident was given up, and say so where people work on it."""
    if incident_id is None:
        return
    async with start() as work:
        incident = await work.session.get_one(Incident, incident_id)
        event = work.record(EventKind.ERRAND_GIVEN_UP, incident, errand=errand_kind, error=error)
        await work.session.flush()
        if errand_kind != SayEvent.kind():
            work.send(SayEvent(incident_id=incident_id, event_id=event.id))
