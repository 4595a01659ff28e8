"""Who holds which role, since when, and the passing of command from one person to the next."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json
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
    #: Whoever offered it took it back.
    WITHDRAWN = "withdrawn"
    #: Another offer took its place, command changed another way, or the incident ended.
    LAPSED = "lapsed"


class HandoffWay(StrEnum):
    """How a handoff began."""

    #: Somebody offered command to somebody else.
    OFFERED = "offered"
    #: Somebody asked for command, and whoever had it agreed.
    ASKED_FOR = "asked_for"
    #: Somebody offered it to themselves.
    TAKEN_OVER = "taken_over"


class BriefPart(StrEnum):
    """What the next commander should know besides the severity, in the order in which it is told."""

    TREND = "trend"
    IMPACT = "impact"
    TRIED = "tried"
    HYPOTHESIS = "hypothesis"
    NEXT_STEPS = "next_steps"
    WAITING = "waiting"
    IF_THEN = "if_then"
    RISKY = "risky"


class Trend(StrEnum):
    """Where an incident is going."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Handoff(Base, kw_only=True):
    """An offer of command to one person. Until they say "I have command", nothing has changed.

    Where somebody asked for command, it is written down once whoever had it has agreed.
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
    #: When it was offered, or asked for.
    offered_at: Mapped[datetime]
    #: A `HandoffWay`.
    way: Mapped[str] = mapped_column(default=HandoffWay.OFFERED.value)
    #: What else the next commander should know, in the words of whoever offers.
    briefing: Mapped[str] = mapped_column(default="")
    #: What they should know, by `BriefPart`; the trend is a `Trend`. What is empty is left out.
    brief: Mapped[Json] = mapped_column(default_factory=dict)
    #: Whether it is made in a call, as the severity asked at the time.
    in_call: Mapped[bool] = mapped_column(default=False)
    #: Who had command when it was offered.
    led_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    #: When the shift of whoever had command ends, where that was known.
    sender_until: Mapped[datetime | None] = mapped_column(default=None)
    #: Who was asked besides, since nobody had answered: their Slack ids. They may take it, too.
    asked: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    state: Mapped[str] = mapped_column(default=HandoffState.OFFERED.value)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    #: Why it was declined, where somebody said so.
    why: Mapped[str] = mapped_column(default="")
    #: What the new commander understood, in one line of theirs, and what was put right about it.
    read_back: Mapped[str] = mapped_column(default="")
    correction: Mapped[str] = mapped_column(default="")
    #: Questions in its thread until it was answered, and after that.
    questions_before: Mapped[int] = mapped_column(default=0)
    questions_after: Mapped[int] = mapped_column(default=0)
    #: How many messages were marked as asking what had been answered already.
    asked_again: Mapped[int] = mapped_column(default=0)
    #: The message with the offer, edited in place when it is answered; or that in which it was asked for.
    message_ts: Mapped[str | None] = mapped_column(default=None)

    offered_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[offered_by_id]
    )
    offered_to: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[offered_to_id]
    )
    led_by: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[led_by_id], default=None
    )
    answered_by: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[answered_by_id], default=None
    )

    @property
    def sender(self) -> Person:
        """Who is asked about it: whoever had command, else whoever offered it."""
        return self.led_by or self.offered_by

    @property
    def parts_filled(self) -> int:
        """How many parts of what they should know were filled, of `PARTS`."""
        return sum(bool(self.brief.get(part)) for part in BriefPart) + bool(self.briefing)


#: As many parts as a briefing can have: the named ones, and whatever else there is to say.
PARTS: Final = len(BriefPart) + 1
