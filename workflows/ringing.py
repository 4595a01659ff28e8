"""What a reminder's rule decides from, and what it says: when it rings next, if it does at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.facts import Facts
from models.task import Task
from models.timeline import EventKind, Reminder, Review, TimelineEvent

RINGS = frozenset(reminder.event for reminder in Reminder)


@dataclass(frozen=True, slots=True)
class Ring:
    """A reminder that rings `at` (UTC), unless something happens before."""

    reminder: Reminder
    at: datetime
    #: Beyond this moment nobody can put it off.
    latest: datetime | None = None
    #: Whether it rings even while people are writing.
    urgent: bool = False
    #: What the timeline tells of it.
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_repeated(self) -> bool:
        """Whether the same was asked of the same people before."""
        return bool(self.details.get("quietly"))

    def goes_along(self, now: datetime) -> bool:
        """Whether it rings with what rings now: what is only repeated does, so that one message holds all."""
        return self.at <= now or self.is_repeated


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody wished at one moment not to be reminded until another (UTC)."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What happened in an incident until `now`, oldest first, as the rules look at it."""

    facts: Facts
    now: datetime
    events: Sequence[TimelineEvent] = ()
    tasks: Sequence[Task] = ()
    review: Review | None = None
    #: When command passes to another region (UTC), as planned before the commander's shift ends.
    passes_at: datetime | None = None

    def snooze(self, reminder: Reminder) -> Snooze | None:
        """The last time that somebody put this reminder off, since people began to work on it."""
        for event in reversed(self.events):
            if event.kind == EventKind.REOPENED:
                break
            if _snoozes(event, reminder):
                return Snooze(event.at, datetime.fromisoformat(event.details["until"]))
        return None

    def rung(self, reminder: Reminder, since: datetime) -> list[TimelineEvent]:
        """How it rang since a moment, and since it was put off: then it begins anew."""
        rung: list[TimelineEvent] = []
        for event in reversed(self.events):
            if event.at < since or _snoozes(event, reminder):
                break
            if event.kind == reminder.event:
                rung.append(event)
        return rung[::-1]

    @property
    def begun_at(self) -> datetime:
        """When people began to work on it, for the first or the last time."""
        incident = self.facts.incident
        return max(incident.declared_at, incident.reopened_at or incident.declared_at)

    @property
    def active_at(self) -> datetime:
        """When anybody did or wrote anything, as far as is known."""
        room = self.facts.room
        told = (event.at for event in reversed(self.events) if event.actor_id is not None)
        wrote = room.active_at if room and room.active_at else self.begun_at
        return max(self.begun_at, wrote, next(told, self.begun_at))

    def last(self, kind: EventKind) -> TimelineEvent | None:
        """The last event of a kind since people began to work on it."""
        found = (event for event in reversed(self.events) if event.kind == kind)
        event = next(found, None)
        return event if event is not None and event.at >= self.begun_at else None

    def last_change(self, field_name: str) -> TimelineEvent | None:
        """The event with which a field of the incident changed last."""
        return next(
            (
                event
                for event in reversed(self.events)
                if field_name in event.details.get("changes", {})
            ),
            None,
        )


def _snoozes(event: TimelineEvent, reminder: Reminder) -> bool:
    return event.kind == EventKind.SNOOZED and reminder in event.details["reminders"]
