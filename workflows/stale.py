"""Asking about an incident in which nothing happens any longer, or that has been mitigated for long."""

from models.incident import Status
from models.timeline import Reminder
from workflows.ringing import Past, Ring


def stale_reminder(past: Past) -> Ring | None:
    """Ask whether it is over, when nobody has done or written anything for as long as that is odd."""
    incident, wait = past.facts.incident, past.facts.organisation.reminders.stale_after
    if not incident.is_open or incident.status == Status.MITIGATED:
        return None
    since = past.active_at
    asked = past.rung(Reminder.STALE, since)
    return Ring(
        Reminder.STALE, at=(asked[-1].at if asked else since) + wait, details={"since": since}
    )


def mitigated_reminder(past: Past) -> Ring | None:
    """Ask whether it can be resolved, when nobody has been affected for a while."""
    incident, wait = past.facts.incident, past.facts.organisation.reminders.mitigated_after
    if incident.status != Status.MITIGATED:
        return None
    changed = past.last_change("status")
    since = changed.at if changed else past.begun_at
    asked = past.rung(Reminder.MITIGATED, since)
    return Ring(
        Reminder.MITIGATED, at=(asked[-1].at if asked else since) + wait, details={"since": since}
    )
