"""Writing down an incident that was over before anybody declared it: for the record, without a storm."""

from models.incident import Incident
from workflows.declaration import Declaration, write_down
from workflows.declarer import BriefDeclarer
from workflows.opening import OpenRoom
from workflows.reviews import DraftReview
from workflows.work import Work


async def record_past(work: Work, said: Declaration, *, with_room: bool) -> Incident:
    """Write it down as resolved. With a room the review's draft is made there; nobody is called to it.

    Raises Refused for a declaration that cannot be written down.
    """
    incident = (await write_down(work, said)).incident
    if with_room:
        severity = incident.severity
        work.send(
            OpenRoom(
                incident_id=incident.id, response_url=None, severity=severity, source=said.source
            )
        )
        work.send(DraftReview(incident_id=incident.id))
    else:
        work.send(BriefDeclarer(incident_id=incident.id))
    return incident
