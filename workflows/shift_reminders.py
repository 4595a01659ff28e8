"""Asking who leads next, before the commander's shift ends."""

from datetime import datetime

from models.timeline import Reminder
from workflows.ringing import Past, Ring


def shift_reminder(past: Past) -> Ring | None:
    """Ask once, so long before the end as the organisation wants it, and at the end at the latest."""
    facts = past.facts
    commander = facts.commander
    if not facts.incident.is_open or commander is None or commander.shift_ends_at is None:
        return None
    ends_at, person = commander.shift_ends_at, commander.person.slack_id
    notice = facts.organisation.handoffs.notice_before
    if past.passes_at is not None and abs(past.passes_at - ends_at) <= notice:
        # They are told of that, and asked the same.
        return None
    for event in past.rung(Reminder.HANDOFF, commander.since):
        if event.details["person"] == person and _ends_at(event.details) == ends_at:
            return None
    return Ring(
        Reminder.HANDOFF,
        at=ends_at - notice,
        latest=ends_at,
        urgent=True,
        details={"person": person, "ends_at": ends_at},
    )


def _ends_at(details: dict[str, str]) -> datetime:
    return datetime.fromisoformat(details["ends_at"])
