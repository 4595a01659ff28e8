"""People, as Slack knows them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Person(Base, kw_only=True):
    """Somebody who declared, answered or was named.

    `name` and `time_zone` (IANA) are what Slack said at `learned_at`; until then they are empty,
    and whoever shows a local time falls back to UTC and says so.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slack_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None, index=True)
    #: A program, or somebody who left: nobody who could answer.
    cannot_answer: Mapped[bool] = mapped_column(default=False)
    learned_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When they were told, once, how one responds here.
    welcomed_at: Mapped[datetime | None] = mapped_column(default=None)
