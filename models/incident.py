"""An incident: what people said of it and where it stands. Its traces in Slack are a `Room`."""

from datetime import datetime
from enum import StrEnum
from typing import Final, TypedDict
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person

#: As many characters of what somebody wrote as make a title, in a form as behind a command.
TITLE_LIMIT: Final = 250


class Kind(StrEnum):
    """What is declared like an incident."""

    INCIDENT = "incident"
    #: A rehearsal: everything happens, and everything that is said says so.
    DRILL = "drill"
    #: It nearly happened: there is no channel, and a little to tell.
    NEAR_MISS = "near-miss"


class Status(StrEnum):
    """How far an incident has come."""

    INVESTIGATING = "investigating"
    #: What is wrong is understood.
    IDENTIFIED = "identified"
    #: Nobody is affected any longer; there is still something to mend.
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    #: It was a false alarm.
    CANCELLED = "cancelled"
    #: It goes on as part of another.
    MERGED = "merged"


#: How an incident can end. Everything else is open.
OVER: Final = frozenset({Status.RESOLVED, Status.CANCELLED, Status.MERGED})


class Incident(Base, kw_only=True):
    """One incident, from the words of whoever declared it to its end.

    Nothing here changes but through `Work.change`, which leaves a timeline event. `severity` is a
    key of the organisation's configuration. `title` and `noticed` are kept as people wrote them; of
    words that are too many for a title it is the beginning, and all of them begin `noticed`.
    """

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "status", "declared_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    #: Marks what belongs to this incident outside the database, where numbers may come again.
    uid: Mapped[str] = mapped_column(unique=True, default_factory=lambda: uuid4().hex, init=False)
    title: Mapped[str]
    severity: Mapped[str]
    #: What people see that is wrong, in the words of whoever declared.
    noticed: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default=Kind.INCIDENT.value)
    #: Nothing of a private incident is told outside its channel.
    is_private: Mapped[bool] = mapped_column(default=False)
    #: Where in the world it is felt, as words of the organisation; empty where nobody said.
    regions: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    status: Mapped[str] = mapped_column(default=Status.INVESTIGATING.value)
    #: When it began, where that is known to be another moment than the declaration.
    began_at: Mapped[datetime | None] = mapped_column(default=None)
    declared_at: Mapped[datetime]
    #: When it was reopened last, if it ever was: the cadence of updates counts from there.
    reopened_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When it ended, in whichever way; empty while it is open.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    #: The incident that this one became a part of.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), default=None)
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)

    declared_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def ref(self) -> str:
        """The name that people use: INC-12."""
        return f"INC-{self.id}"

    @property
    def headline(self) -> str:
        """What stands over everything that is said of it, `INC-12: checkout is down`; a drill says so."""
        beginning = "" if self.kind == Kind.INCIDENT else f"{self.kind.upper()} "
        return f"{beginning}{self.ref}: {self.title}"

    @property
    def goes_on(self) -> bool:
        """Whether the title is only the beginning of words that `noticed` holds in full."""
        begun = self.title.removesuffix("…")
        return begun != self.title and " ".join(self.noticed.split()).startswith(begun)

    @property
    def merged_into(self) -> str:
        """Goes behind the status of one that was merged: ` into INC-12`. Empty for any other."""
        return f" into INC-{self.merged_into_id}" if self.merged_into_id else ""

    @property
    def is_open(self) -> bool:
        """Whether people are still working on it."""
        return Status(self.status) not in OVER

    @property
    def is_past(self) -> bool:
        """Whether it was over before it was declared."""
        return self.ended_at is not None and self.ended_at < self.declared_at

    @property
    def is_drill(self) -> bool:
        """Whether it is a rehearsal."""
        return self.kind == Kind.DRILL

    @property
    def started_at(self) -> datetime:
        """When it began, as far as anybody knows."""
        return self.began_at or self.declared_at


class AffectedService(Base, kw_only=True):
    """A service that an incident touches, by its key in the catalogue, in the order of naming."""

    __tablename__ = "affected_service"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    service_key: Mapped[str] = mapped_column(primary_key=True, index=True)
    named_at: Mapped[datetime]


class Subscription(Base, kw_only=True):
    """Somebody who wants an incident's updates as direct messages."""

    __tablename__ = "subscription"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    since: Mapped[datetime]


class IncidentField(Base, kw_only=True):
    """What somebody filled into a field of the configuration; several values stand on lines of their own."""

    __tablename__ = "incident_field"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    set_at: Mapped[datetime]


class AnnouncementChannel(Base, kw_only=True):
    """The channel that was found, or made, for announcements under a name of the configuration's."""

    __tablename__ = "announcement_channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    #: What it is called in Slack, as far as we were told.
    channel_name: Mapped[str]


class AlsoTold(Base, kw_only=True):
    """The announcement of an incident in one more channel, where it is kept true.

    `channel_id` and `ts` are empty where there was no such channel.
    """

    __tablename__ = "also_told"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    channel_name: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]


class Member(Base, kw_only=True):
    """Somebody who may know of a private incident: they are in its channel, or on the way there."""

    __tablename__ = "member"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class Room(Base, kw_only=True):
    """Where an incident lives in Slack: its channel, and the messages that are edited in place.

    Each id is written down as soon as Slack gave it, so that a repeated errand finds what stands.
    Where no channel may be created it is a thread of the announcement channel.
    """

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("channel_id", "thread_ts"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    channel_id: Mapped[str]
    #: The message under which an incident without a channel of its own is worked on, or empty.
    thread_ts: Mapped[str] = mapped_column(default="")
    #: The web address of that thread, since a thread has no name to mention.
    thread_link: Mapped[str] = mapped_column(default="")
    channel_name: Mapped[str]
    opened_at: Mapped[datetime]
    #: What was last set as the channel's topic: setting it anew is seen by all, and Slack allows few.
    topic: Mapped[str | None] = mapped_column(default=None)
    #: When a person last wrote there, as far as we were told; a minute sooner or later.
    active_at: Mapped[datetime | None] = mapped_column(default=None)
    card_ts: Mapped[str | None] = mapped_column(default=None)
    announcement_channel_id: Mapped[str | None] = mapped_column(default=None)
    announcement_ts: Mapped[str | None] = mapped_column(default=None)
    #: The message with which people were last reminded of something.
    reminder_ts: Mapped[str | None] = mapped_column(default=None)
    #: The ids of the timeline's first event that it speaks of, and of the last that was said.
    reminded_from: Mapped[int] = mapped_column(default=0)
    reminded_up_to: Mapped[int] = mapped_column(default=0)

    @property
    def is_thread(self) -> bool:
        """Whether the incident has to do without a channel of its own."""
        return bool(self.thread_ts)


class Given(TypedDict, total=False):
    """What Slack gives for a room, piece by piece, named like its columns."""

    topic: str
    card_ts: str
    announcement_channel_id: str
    announcement_ts: str
    reminder_ts: str
    reminded_from: int
    reminded_up_to: int
