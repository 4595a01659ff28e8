"""Who really was on call: written down as time passes, so that editing a schedule never rewrites the past."""

from datetime import datetime

from sqlalchemy import JSON, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

_GOES_ON = text("ends_at IS NULL")


class DutyRecord(Base, kw_only=True):
    """Who was on call in a schedule for one stretch of time; `ends_at` is empty while it goes on.

    `schedule` is the key that it had, and people are named as the schedule named them. Stretches of
    one schedule follow one another; there are none from before it was first looked at.
    """

    __tablename__ = "duty_record"
    __table_args__ = (
        Index(
            "uq_duty_record_goes_on",
            "schedule",
            unique=True,
            sqlite_where=_GOES_ON,
            postgresql_where=_GOES_ON,
        ),
        Index("ix_duty_record_schedule_starts_at", "schedule", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    schedule: Mapped[str]
    starts_at: Mapped[datetime]
    #: Nobody, if empty.
    people: Mapped[list[str]] = mapped_column(JSON)
    #: Up to when that was so by the schedule as it stood when it was last looked at.
    planned_until: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
