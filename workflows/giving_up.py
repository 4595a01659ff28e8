"""The end of an errand that is out of tries: a timeline event and a word to people, never silence."""

from models.incident import Incident
from models.timeline import EventKind
from workflows.saying import SayEvent, SayInOrder
from workflows.saying_reminders import SayReminders
from workflows.work import Start


async def give_up(
    start: Start, errand_kind: str, incident_id: int | None, error: str, *, mark: str
) -> None:
    """Record that a step of an incident does not succeed, and say so, once for each `mark`."""
    if incident_id is None:
        return
    async with start() as work:
        if not await work.first_time(f"given-up:{mark}"):
            return
        incident = await work.session.get_one(Incident, incident_id)
        event = work.record(EventKind.ERRAND_GIVEN_UP, incident, errand=errand_kind, error=error)
        await work.session.flush()
        if errand_kind not in (SayEvent.kind(), SayInOrder.kind(), SayReminders.kind()):
            work.send(SayEvent(incident_id=incident_id, event_id=event.id))
