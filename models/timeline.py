"""The timeline: what happened, when, by whom. It is the story, the audit record and the review's raw material."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json
from models.person import Person


class EventKind(StrEnum):
    """Every kind of thing that a timeline tells. This is the only list of them."""

    DECLARED = "declared"
    NEAR_MISS_TOLD = "near-miss told"
    SOURCE_LINKED = "source linked"
    SERVICES_UNDERSTOOD = "services understood"
    OWNERS_BROUGHT = "owners brought"
    LEADER_ASKED = "leader asked"
    TEAM_TOLD = "team told"
    LINKS_ADDED = "links added"
    SERVICES_CHOSEN = "services chosen"
    ROOM_OPENED = "room opened"
    ROOM_RENAMED = "room renamed"
    ROOM_LOST = "room lost"
    ROOM_BACK = "room back"
    TOPIC_EDITED = "topic edited"
    NOT_INVITED = "not invited"
    CHANGED = "changed"
    ROLE_TAKEN = "role taken"
    ROLE_HANDED_BACK = "role handed back"
    ROLE_ASKED_FOR = "role asked for"
    ROLE_PASSED = "role passed"
    SHIFT_END_SET = "shift end set"
    UPDATE_POSTED = "update posted"
    UPDATE_REMINDED = "update reminded"
    FIRST_UPDATE_REMINDED = "first update reminded"
    COMMAND_REMINDED = "command reminded"
    HANDOFF_REMINDED = "handoff reminded"
    STALE_REMINDED = "stale reminded"
    MITIGATED_REMINDED = "mitigated reminded"
    REVIEW_REMINDED = "review reminded"
    SNOOZED = "snoozed"
    HANDOFF_OFFERED = "handoff offered"
    HANDOFF_DECLINED = "handoff declined"
    HANDOFF_WITHDRAWN = "handoff withdrawn"
    HANDOFF_CHASED = "handoff chased"
    HANDOFF_LAPSED = "handoff lapsed"
    COMMAND_PASSED = "command passed"
    READ_BACK_CORRECTED = "read-back corrected"
    REGION_CHANGE = "region change"
    GLOBAL_COMMANDER_NAMED = "global commander named"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    MERGED = "merged"
    MERGED_IN = "merged in"
    MERGE_LEFT = "merge left"
    REOPENED = "reopened"
    NOTED = "noted"
    MESSAGE_KEPT = "message kept"
    TASK_ADDED = "task added"
    TASK_TAKEN = "task taken"
    TASK_DONE = "task done"
    TASKS_REMINDED = "tasks reminded"
    PAGE_STARTED = "page started"
    PAGE_ESCALATED = "page escalated"
    PAGE_GAP = "page gap"
    PAGE_ACKNOWLEDGED = "page acknowledged"
    PAGE_DECLINED = "page declined"
    PAGE_ENDED = "page ended"
    AUTOMATION_RAN = "automation ran"
    AUTOMATION_ASKED = "automation asked"
    FIELDS_SET = "fields set"
    REVIEW_DRAFTED = "review drafted"
    REVIEW_HELD = "review held"
    ERRAND_GIVEN_UP = "errand given up"


class Reminder(StrEnum):
    """Everything that people are reminded of, the most pressing first. This is the only list of it."""

    COMMAND = "command"
    UPDATE = "update"
    #: The first after command was handed over.
    FIRST_UPDATE = "first update"
    HANDOFF = "handoff"
    TASKS = "tasks"
    STALE = "stale"
    MITIGATED = "mitigated"
    REVIEW = "review"

    @property
    def event(self) -> EventKind:
        """The kind of event that a timeline tells when it rings."""
        return EventKind(f"{self.value} reminded")


class RegionStep(StrEnum):
    """What is said when command passes between regions, in this order; the last one where nobody leads."""

    NOTICED = "noticed"
    DUE = "due"
    NUDGED = "nudged"
    #: Whoever is on call next may take command by themselves.
    OPENED = "opened"
    #: It stays where it is.
    KEPT = "kept"
    ASKED = "asked"


class TimelineEvent(Base, kw_only=True):
    """One line of the timeline. `actor` is empty where the bot acted by itself.

    `details` holds plain values only; for changes of fields, `{"changes": {field: [before, after]}}`.
    """

    __tablename__ = "timeline_event"
    __table_args__ = (Index("ix_timeline_event_incident_id_at", "incident_id", "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    details: Mapped[Json] = mapped_column(default_factory=dict)

    actor: Mapped[Person | None] = relationship(lazy="joined", init=False, viewonly=True)


class KeptMessage(Base, kw_only=True):
    """A message of a channel that stands on a timeline, as its author wrote it: edits are followed."""

    __tablename__ = "kept_message"
    __table_args__ = (
        UniqueConstraint("incident_id", "channel_id", "message_ts"),
        Index("ix_kept_message_channel_id_message_ts", "channel_id", "message_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    channel_id: Mapped[str]
    message_ts: Mapped[str]
    event_id: Mapped[int] = mapped_column(ForeignKey("timeline_event.id"), unique=True)


class StatusUpdate(Base, kw_only=True):
    """What was said to everyone at one moment: condition, actions, needs."""

    __tablename__ = "status_update"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    condition: Mapped[str]
    actions: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")

    author: Mapped[Person] = relationship(lazy="joined")


class Review(Base, kw_only=True):
    """The review of an incident: a draft made from the record, in Slack's mrkdwn, that people carry on from."""

    __tablename__ = "review"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    drafted_at: Mapped[datetime]
    draft: Mapped[str]
    message_ts: Mapped[str | None] = mapped_column(default=None)
    #: Its web address, once all of it stands there.
    link: Mapped[str] = mapped_column(default="")
    #: The same draft in Markdown, as it is attached for reading outside of Slack.
    markdown: Mapped[str] = mapped_column(default="")
    file_id: Mapped[str | None] = mapped_column(default=None)
    #: When people said that they have talked about it.
    held_at: Mapped[datetime | None] = mapped_column(default=None)
