"""Asking who leads, when an incident that needs a commander has none."""

from models.timeline import EventKind, Reminder
from workflows.ringing import Past, Ring


def command_reminder(past: Past) -> Ring | None:
    """Ask after as long as the severity allows, and again with each cadence of updates.

    The time begins anew when the severity changes, and when somebody hands command back.
    """
    facts = past.facts
    within = facts.severity.commander_within
    if within is None or facts.commander is not None or not facts.incident.is_open:
        return None
    changed = past.last_change("severity")
    handed_back = (
        event.at
        for event in reversed(past.events)
        if event.kind == EventKind.ROLE_HANDED_BACK and event.details["role"] == "commander"
    )
    without_since = max(past.begun_at, next(handed_back, past.begun_at))
    since = max(without_since, changed.at if changed else without_since)
    rung = past.rung(Reminder.COMMAND, since)
    return Ring(
        Reminder.COMMAND,
        at=rung[-1].at + facts.severity.update_every if rung else since + within,
        details={"since": without_since, "quietly": bool(rung)},
    )
