"""The end of an incident: reminders fall silent, and what there was to learn is asked for."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from models.incident import Incident, Status
from models.timeline import EventKind, Review
from workflows.errors import Refused
from workflows.facts import timeline_of
from workflows.handoff_showing import lapse_open_offer
from workflows.paging.ending import end_pages
from workflows.reminders import call_off_reminders, plan_reminders
from workflows.reviews import DraftReview
from workflows.saying import say
from workflows.showing import show
from workflows.subscriptions import end_subscriptions, tell_subscribers
from workflows.work import Work


async def resolve(
    work: Work, incident: Incident, why: str = "", *, mitigated_at: datetime | None = None
) -> None:
    """End an open incident. `why` is what ended it, in the words of whoever says so.

    `mitigated_at` is when nobody was affected any longer (UTC), where nobody said so at that time.
    Raises Refused for a moment at which the incident was not open.
    """
    if mitigated_at is not None and incident.status != Status.MITIGATED:
        _note_mitigation(work, incident, mitigated_at)
    await end(work, incident, Status.RESOLVED, EventKind.RESOLVED, why=why)
    work.send(DraftReview(incident_id=incident.id))
    plan_reminders(work, incident)


def _note_mitigation(work: Work, incident: Incident, at: datetime) -> None:
    opened_at, opened = incident.started_at, "it began"
    if incident.reopened_at is not None:
        opened_at, opened = max(opened_at, incident.reopened_at), "it was reopened"
    if not opened_at <= at <= work.now:
        raise Refused(
            f"That is before {opened}, or still to come. Choose a moment in between, or leave it "
            "empty.",
            field="mitigated_at",
        )
    event = work.change(incident, status=Status.MITIGATED.value)
    if event is not None:
        event.at = at


async def was_mitigated(work: Work, incident: Incident) -> bool:
    """Whether somebody said, since it was opened last, that nobody is affected any longer."""
    since = incident.reopened_at
    return any(
        (since is None or event.at > since)
        and event.details.get("changes", {}).get("status", [None])[-1] == Status.MITIGATED
        for event in await timeline_of(work.session, incident.id)
    )


async def cancel(work: Work, incident: Incident, why: str = "") -> None:
    """End an open incident as a false alarm, which needs no review; one from an earlier end stays."""
    has_draft = await work.session.get(Review, incident.id) is not None
    details = {"has_draft": True} if has_draft else {}
    await end(work, incident, Status.CANCELLED, EventKind.CANCELLED, why=why, details=details)


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
    called_off = await call_off_reminders(work, incident)
    event = work.change(
        incident, kind=kind, why=why, status=status.value, ended_at=work.now, **fields
    )
    if event is None:
        raise AssertionError("an open incident has a status to change")
    event.details = {**event.details, **details, "called_off": called_off}
    await lapse_open_offer(work, incident)
    await end_pages(work, incident)
    await say(work, event)
    await tell_subscribers(work, event)
    await end_subscriptions(work, incident)
    show(work, incident)
