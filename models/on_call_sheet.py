"""Who is on call in one schedule, with all that is shown of it, read at one moment."""

from dataclasses import dataclass
from datetime import datetime

from models.schedule import Schedule


@dataclass(frozen=True, slots=True)
class OnCallPerson:
    """Somebody in a schedule."""

    #: As the schedule names them.
    name: str
    #: Who they are in Slack, as far as that is known.
    slack_id: str | None = None
    #: Where they are (IANA), as far as that is known.
    zone: str | None = None
    #: What they call themselves in Slack, as far as that is known.
    shown_as: str = ""

    @property
    def called(self) -> str:
        """Their name for where no mention can stand."""
        return self.shown_as or self.name.partition("@")[0]


@dataclass(frozen=True, slots=True)
class OnCallSheet:
    """What is shown of a schedule at a moment."""

    schedule: Schedule
    #: Who is on call; nobody if empty.
    people: tuple[OnCallPerson, ...]
    #: When that changes (UTC); None if it does not within two years.
    until: datetime | None
    #: Who is on call after that; nobody if empty.
    then: tuple[OnCallPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of a schedule: who is on call from one moment to another, both in UTC."""

    schedule: Schedule
    start: datetime
    end: datetime
    people: tuple[OnCallPerson, ...]
    #: Whom the schedule has there, where others were recorded; None where both say the same.
    instead_of: tuple[OnCallPerson, ...] | None = None
