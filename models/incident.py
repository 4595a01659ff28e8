"""An incident: what people said of it and where it stands. Its traces in Slack are a `Room`."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person


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


#: How an incident can end. Everything else is open.
OVER: Final = frozenset({Status.RESOLVED, Status.CANCELLED})


class Incident(Base, kw_only=True):
    """One incident, from the words of whoever declared it to its end.

    Nothing here changes but through `Work.change`, which leaves a timeline event. `severity` is a
    key of the organisation's configuration. `title` and `noticed` are kept as people wrote them.
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
    status: Mapped[str] = mapped_column(default=Status.INVESTIGATING.value)
    declared_at: Mapped[datetime]
    #: When it was reopened last, if it ever was: the cadence of updates counts from there.
    reopened_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When it was resolved or cancelled; empty while it is open.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)

    declared_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def ref(self) -> str:
        """The name that people use: INC-12."""
        return f"INC-{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether people are still working on it."""
        return Status(self.status) not in OVER


class Room(Base, kw_only=True):
    """Where an incident lives in Slack: its channel, and the messages that are edited in place.

    Each id is written down as soon as Slack gave it, so that a repeated errand finds what stands.
    """

    __tablename__ = "room"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(unique=True)
    channel_name: Mapped[str]
    opened_at: Mapped[datetime]
    #: What was last set as the channel's topic: setting it anew is seen by all, and Slack allows few.
    topic: Mapped[str | None] = mapped_column(default=None)
    card_ts: Mapped[str | None] = mapped_column(default=None)
    announcement_channel_id: Mapped[str | None] = mapped_column(default=None)
    announcement_ts: Mapped[str | None] = mapped_column(default=None)
