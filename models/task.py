"""Tasks: what somebody has to do in an incident, or after it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.person import Person


class Task(Base, kw_only=True):
    """One thing to do. `owner` is empty while nobody has taken it on, `done_at` until it is done."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("incident_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    #: The name that people use, counted within the incident: task 3.
    number: Mapped[int]
    words: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    #: The message in the channel, edited in place when the task changes.
    message_ts: Mapped[str | None] = mapped_column(default=None)

    #: Empty where an automation added it.
    created_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[created_by_id])
    owner: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[owner_id], default=None
    )
