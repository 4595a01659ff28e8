"""Who holds which role, since when, and the passing of command from one person to the next."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person


class RoleAssignment(Base, kw_only=True):
    """One person in one role for one span of time; `until` is empty while they hold it.

    The database itself allows one holder at a time where the role is `single`.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (
        Index(
            "uq_role_assignment_single_holder",
            "incident_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL AND single"),
            postgresql_where=text("until IS NULL AND single"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    #: A role's key in the organisation's configuration, such as "commander".
    role: Mapped[str]
    single: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    #: When this person's shift ends, where they or the configuration said so.
    shift_ends_at: Mapped[datetime | None] = mapped_column(default=None)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class HandoffState(StrEnum):
    """What became of an offer to hand over command."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    #: Another offer took its place, command changed another way, or the incident ended.
    LAPSED = "lapsed"


class Handoff(Base, kw_only=True):
    """An offer of command to one person. Until they say "I have command", nothing has changed.

    The database itself allows one open offer at a time for an incident.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index(
            "uq_handoff_one_open_offer",
            "incident_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    offered_to_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    offered_at: Mapped[datetime]
    #: What the next commander should know, in the words of whoever offers.
    briefing: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=HandoffState.OFFERED.value)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    #: The message with the offer, edited in place when it is answered.
    message_ts: Mapped[str | None] = mapped_column(default=None)

    offered_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[offered_by_id]
    )
    offered_to: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[offered_to_id]
    )
