"""Asking others to be on call in one's place, as a favour or in exchange for a shift of theirs."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person


class CoverState(StrEnum):
    """What became of a request for cover."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    #: Nobody took it in time.
    PASSED = "passed"


class Cover(Base, kw_only=True):
    """Somebody asks others to be on call in their place, from one moment to another.

    With `in_return` it is a swap, offered to one person: whoever asks takes that shift of theirs. People
    are named as the schedule names them. Nothing changes until somebody takes it.
    """

    __tablename__ = "cover"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    schedule: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    asked_as: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    return_starts_at: Mapped[datetime | None] = mapped_column(default=None)
    return_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default=CoverState.OPEN.value)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), init=False, default=None
    )

    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )
    taken_by: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[taken_by_id], default=None
    )

    @property
    def is_swap(self) -> bool:
        """Whether a shift is offered in exchange."""
        return self.return_starts_at is not None

    @property
    def closes_at(self) -> datetime:
        """Until when it can be taken (UTC): the beginning of the shift, or its end where it had begun."""
        return self.starts_at if self.asked_at < self.starts_at else self.ends_at


class CoverAsked(Base, kw_only=True):
    """One of the people who were asked, what they are called in the schedule, and where they read it."""

    __tablename__ = "cover_asked"

    cover_id: Mapped[int] = mapped_column(ForeignKey("cover.id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    message_ts: Mapped[str | None] = mapped_column(default=None)
    #: When they said that they cannot.
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
