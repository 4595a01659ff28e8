"""Asking for the review that an ended incident still lacks."""

from models.incident import Status
from models.timeline import Reminder
from workflows.ringing import Past, Ring

#: Then it is left alone: what four weeks did not bring, a fifth reminder will not.
MOST = 4


def review_reminder(past: Past) -> Ring | None:
    """Ask when the review is overdue, and a few times more, until people say that they have held it."""
    facts, review = past.facts, past.review
    ended_at, due_at = facts.incident.ended_at, facts.review_due_at
    if ended_at is None or due_at is None or facts.incident.status != Status.RESOLVED:
        return None
    if review is not None and review.held_at is not None:
        return None
    all_asked = [
        event
        for event in past.events
        if event.kind == Reminder.REVIEW.event and event.at >= ended_at
    ]
    if len(all_asked) >= MOST:
        return None
    asked = past.rung(Reminder.REVIEW, ended_at)
    return Ring(
        Reminder.REVIEW,
        at=asked[-1].at + facts.organisation.reminders.review_every if asked else due_at,
        details={"due_at": due_at},
    )
