"""How far an incident has come: understood, mitigated, and back again when it was not over after all."""

from models.incident import OVER, Incident, Kind, Status
from models.timeline import EventKind
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.merge import leave
from workflows.opening import open_room_anew
from workflows.reminders import plan_reminders
from workflows.reviews import call_off_draft
from workflows.saying import say
from workflows.showing import show
from workflows.work import Work


async def change_status(work: Work, incident: Incident, to: Status, why: str = "") -> None:
    """Set the status of an open incident to another open one. Raises Refused when it is that already.

    Ending has workflows of its own: `resolve` and `cancel`.
    """
    if to in OVER:
        raise ValueError(f"{to} ends an incident")
    event = work.change(incident, status=to.value, why=why)
    if event is None:
        raise Refused(f"{incident.ref} is {to.value} already, so nothing was changed.")
    await say(work, event)
    show(work, incident)


async def reopen(work: Work, incident: Incident, why: str = "") -> None:
    """Open an ended incident again, with its people, channel and cadence. Raises Refused if it is open."""
    if incident.is_open:
        raise Refused(f"{incident.ref} is open, so there is nothing to reopen.")
    if incident.kind == Kind.NEAR_MISS:
        raise Refused(
            f"{incident.ref} is a near-miss, which was never open. If it has happened now, "
            "`/incident declare` opens an incident."
        )
    if incident.merged_into_id is not None:
        await leave(work, incident, incident.merged_into_id)
    event = work.change(
        incident,
        kind=EventKind.REOPENED,
        why=why,
        status=Status.INVESTIGATING.value,
        ended_at=None,
        reopened_at=work.now,
        merged_into_id=None,
    )
    if event is None:
        raise AssertionError("an ended incident has a status to change")
    await call_off_draft(work, incident)
    await say(work, event)
    if (await facts_in(work, incident)).room is None:
        # It is shown as soon as there is one.
        await open_room_anew(work, incident)
    else:
        show(work, incident)
    plan_reminders(work, incident)


async def note(work: Work, incident: Incident, words: str) -> None:
    """Put a few words on the timeline, and say them in the channel. Raises Refused without words."""
    if not words:
        raise Refused(
            "What should be noted? For example `/incident note The queue began to grow at 09:12`."
        )
    event = work.record(EventKind.NOTED, incident, words=words)
    await say(work, event)
