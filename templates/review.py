"""The review draft: sections that ask, filled with what the record knows, and cut into messages."""

from collections.abc import Sequence
from datetime import datetime

from models.facts import Facts
from models.role import RoleAssignment
from models.timeline import EventKind, StatusUpdate, TimelineEvent
from templates.blocks import paragraphs
from templates.dates import span, when
from templates.events import dated_line
from templates.message import Message, messages
from templates.parts import roles_held
from templates.prose import prose
from templates.text import Mrkdwn, join, mention, mrkdwn

#: What tells how the incident went; reminders and the bot's own steps would only be noise.
_STORY = frozenset(EventKind) - {
    EventKind.ROOM_OPENED,
    EventKind.NOT_INVITED,
    EventKind.SHIFT_END_SET,
    EventKind.UPDATE_REMINDED,
    EventKind.COMMAND_REMINDED,
    EventKind.HANDOFF_REMINDED,
    EventKind.TASKS_REMINDED,
    EventKind.STALE_REMINDED,
    EventKind.MITIGATED_REMINDED,
    EventKind.REVIEW_REMINDED,
    EventKind.SNOOZED,
    EventKind.HANDOFF_LAPSED,
    EventKind.REVIEW_DRAFTED,
    EventKind.ERRAND_GIVEN_UP,
}


def review_draft(
    facts: Facts,
    *,
    timeline: Sequence[TimelineEvent],
    updates: Sequence[StatusUpdate],
    participants: Sequence[RoleAssignment],
    now: datetime,
) -> Mrkdwn:
    """The draft, from the record as it stands `now` (UTC)."""
    story = [event for event in timeline if EventKind(event.kind) in _STORY]
    return prose(
        "review",
        ref=facts.incident.ref,
        title=facts.incident.title,
        noticed=facts.incident.noticed,
        facts=_facts(facts, timeline, updates, participants, now),
        timeline=[dated_line(event, facts.organisation) for event in story],
    )


def review_messages(draft: Mrkdwn) -> list[Message]:
    """The draft as it is posted: one message, or several when it is long."""
    return messages(paragraphs(draft))


def _facts(
    facts: Facts,
    timeline: Sequence[TimelineEvent],
    updates: Sequence[StatusUpdate],
    participants: Sequence[RoleAssignment],
    now: datetime,
) -> list[Mrkdwn]:
    incident = facts.incident
    until = incident.ended_at or now
    lines = [
        mrkdwn(
            "{severity} ({name}), declared by {who} {at}",
            severity=incident.severity,
            name=facts.severity.name,
            who=mention(incident.declared_by.slack_id),
            at=when(incident.declared_at),
        ),
        mrkdwn(
            "Resolved {at}, after {length}",
            at=when(until),
            length=span(until - incident.declared_at),
        ),
        *_severity_changes(timeline),
        mrkdwn("Status updates: {count}", count=len(updates)),
    ]
    lines += [
        mrkdwn("{role}: {who}", role=role.name, who=join(", then ", role.people))
        for role in roles_held(facts.organisation, participants)
        if role.people
    ]
    return lines


def _severity_changes(timeline: Sequence[TimelineEvent]) -> list[Mrkdwn]:
    changes = [event.details.get("changes", {}).get("severity") for event in timeline]
    moved = [change for change in changes if change]
    if not moved:
        return []
    path = [moved[0][0], *(after for _, after in moved)]
    return [mrkdwn("Severity: {path}", path=join(", then ", path))]
