"""Errands: side effects that survive, as rows that say what to do. And receipts for what came in once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json

PENDING = text("done_at IS NULL")
ASKED = text("kind = 'Asked'")
WAITING = text("done_at IS NULL AND line IS NOT NULL")


class ErrandRow(Base, kw_only=True):
    """Something to do outside, at or after `due_at`.

    A runner takes a row by setting `leased_until`; when the runner dies, the lease runs out and the
    row comes up again. A second errand with the `key` of a pending one takes its place: arguments
    and `due_at` are replaced and `generation` moves on, so that a runner that was busy with the older
    one knows that there is more to do. `claims` counts how often anybody began it, for ever;
    `failures` how often it went wrong since it was last replaced. Of one `line` only the oldest
    pending one is ever taken.
    """

    __tablename__ = "errand"
    __table_args__ = (
        Index(
            "uq_errand_pending_key",
            "key",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        # What people ask for counts once, also when it is done: Slack may deliver it again.
        Index("uq_errand_asked", "key", unique=True, sqlite_where=ASKED, postgresql_where=ASKED),
        Index(
            "ix_errand_due",
            "due_at",
            "priority",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index("ix_errand_line", "line", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    arguments: Mapped[Json]
    key: Mapped[str | None]
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    priority: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    generation: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(default=None)
    line: Mapped[str | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class Receipt(Base, kw_only=True):
    """The mark that something from outside was taken in; a second delivery of it changes nothing."""

    __tablename__ = "receipt"

    key: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
