"""Exceptions from the on-call schedules that people made in Slack, beside those that stand in the file."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person


class MadeOverride(Base, kw_only=True):
    """Somebody else is on call from one moment to another. Of two that overlap, the later made one wins.

    `schedule` is the key of one in the configuration, and the people are named as its layers name
    them, or by Slack id. Nothing here is deleted: what was withdrawn says when.
    """

    __tablename__ = "on_call_override"
    __table_args__ = (Index("ix_on_call_override_schedule_ends_at", "schedule", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    schedule: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: Who is on call. Nobody, if empty.
    people: Mapped[list[str]] = mapped_column(JSON)
    #: The one person whose place they take; empty: everybody's.
    instead_of: Mapped[str | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    made_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
