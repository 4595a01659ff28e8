"""Pages: somebody is wanted in an incident, and who was asked when, with what they said."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Json
from models.escalation import Policy
from models.person import Person


class PageState(StrEnum):
    """How it stands with a page."""

    #: Nobody has acknowledged yet: it goes from step to step.
    RUNNING = "running"
    #: Somebody looks after it. Silence begins it anew.
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"


class Ending(StrEnum):
    """Why a page ended."""

    #: The incident is over.
    OVER = "over"
    #: It went all its ways, and nobody acknowledged.
    EXHAUSTED = "exhausted"
    #: Everybody whom it goes to said that they cannot.
    DECLINED = "declined"
    #: Its incident became one with another in which the same was paged: that page counts for both.
    JOINED = "joined"


class Answer(StrEnum):
    """What somebody who was paged said."""

    NONE = ""
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"


class Page(Base, kw_only=True):
    """One page, with the policy as it was when it began.

    `step` is the number of the step that was entered last, from 1, in pass `pass_number`; `round`
    counts how often it began. The steps between two looks of ours follow from these alone.
    """

    __tablename__ = "page"
    __table_args__ = (
        Index(
            "ix_page_open",
            "incident_id",
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    #: Who or what is paged, in words.
    name: Mapped[str]
    #: The key of the policy; empty where people were named.
    policy_key: Mapped[str] = mapped_column(default="")
    #: The policy as it was then.
    plan: Mapped[Json]
    #: What whoever pages wants them to know.
    words: Mapped[str] = mapped_column(default="")
    #: What began it, where nobody did: a severity, an automation.
    why: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    state: Mapped[str] = mapped_column(default=PageState.RUNNING.value)
    #: Counts every change, so that what was decided from an older look is seen to be old.
    turn: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=1)
    pass_number: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=0)
    #: When the next step is due, or, once it is acknowledged, the next look whether it went silent.
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    #: How many minutes late the last step was, since the bot was not there.
    late_minutes: Mapped[int] = mapped_column(default=0)
    #: What was passed over since the last step, in plain values: who is missing where.
    gaps: Mapped[Json] = mapped_column(default_factory=dict)
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ending: Mapped[str] = mapped_column(default="")
    #: The message in the channel, edited in place.
    message_ts: Mapped[str | None] = mapped_column(default=None)

    started_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[started_by_id])
    acknowledged_by: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[acknowledged_by_id], default=None
    )

    @property
    def policy(self) -> Policy:
        """The policy as it was when the page began."""
        return Policy.model_validate(self.plan)

    @property
    def mark(self) -> str:
        """Tells it from every other page, whichever database that is kept in."""
        return f"{self.started_at:%Y%m%dT%H%M%SZ}-{self.id}"

    @property
    def is_running(self) -> bool:
        """Whether it still looks for somebody."""
        return self.state == PageState.RUNNING

    def is_at_its_end(self, severity: str) -> bool:
        """Whether nobody is asked after the present step, while the incident has this severity."""
        policy = self.policy
        is_last = not any(step.is_for(severity) for step in policy.steps[self.step :])
        return bool(self.step) and is_last and self.pass_number > policy.repeat


class Paged(Base, kw_only=True):
    """One person, or one channel, that a page went to in one step."""

    __tablename__ = "paged"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    #: Empty for a channel.
    slack_id: Mapped[str] = mapped_column(default="")
    #: What the on-call file calls them; for a channel its name.
    name: Mapped[str] = mapped_column(default="")
    #: Why they: the schedule, group or team that named them.
    via: Mapped[str] = mapped_column(default="")
    round: Mapped[int]
    pass_number: Mapped[int]
    step: Mapped[int]
    at: Mapped[datetime]
    #: Until when their quiet hours hold it back.
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    #: The same person was told of this incident a moment ago: once is enough.
    told_before: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    #: Slack's word for why it could not be sent.
    trouble: Mapped[str] = mapped_column(default="")
    #: The message to them, edited in place.
    channel_id: Mapped[str | None] = mapped_column(default=None)
    message_ts: Mapped[str | None] = mapped_column(default=None)
    #: When they first pressed anything: Slack does not tell what is read.
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default=Answer.NONE.value)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(default="")
    #: By the ways outside of Slack: what became of each.
    outside: Mapped[Json] = mapped_column(default_factory=dict)
