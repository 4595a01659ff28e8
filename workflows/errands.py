"""What an errand is: a side effect that survives, with everything that it may touch."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import BaseModel, ConfigDict

from integrations.reaching import Outside
from integrations.slack import Slack
from models.incident import Given
from models.organisation import Organisation

if TYPE_CHECKING:
    from workflows.facts import Glance
    from workflows.work import Start

#: How long an errand waits after its first failure. What waits for less has not failed yet.
FIRST_WAIT: Final = timedelta(seconds=1)


class Priority(IntEnum):
    """Which errand goes first when many are due: people before paper."""

    PEOPLE = 0
    CARD = 1
    WORDS = 2
    REST = 3
    #: What nobody waits for: in a rush it gives way to all else, for a moment.
    LULL = 4


@dataclass(frozen=True, slots=True)
class World:
    """What an errand is handed: the outside, the way back into the record, and what is known of its past."""

    slack: Slack
    start: "Start"
    organisation: Organisation
    #: What errands that were taken together see of their incidents.
    glance: "Glance"
    #: When the errand was written down (UTC).
    written_at: datetime
    #: Whether anybody began this errand before: then it looks before it creates.
    repeat: bool
    #: Names this errand, for what must be written down once however often it is carried out.
    mark: str
    #: The ways to people outside of Slack.
    outside: Outside = field(default_factory=Outside)
    #: What Slack gave for the incident's room: written down with how this errand ends, well or badly.
    #: If the process dies before that, a repeat finds it by looking.
    given: Given = field(default_factory=Given)

    @property
    def look_since(self) -> datetime | None:
        """Since when an own earlier post may stand; None where none can."""
        return self.written_at if self.repeat else None


class Errand(BaseModel, ABC):
    """Something to do outside the database, carried out at least once and safe to repeat.

    The fields say *what to do*, never the rendered text. `carry_out` talks to the outside with no
    transaction open, keeps what came back in a short work of its own, looks before it creates, and
    updates rather than posts. It raises what went wrong; the runner tries again later.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    priority: ClassVar[Priority] = Priority.REST
    #: Whether it ends when it is out of tries. What everything else needs goes on for ever.
    can_be_given_up: ClassVar[bool] = True

    @classmethod
    def kind(cls) -> str:
        """The name under which it is kept. Renaming a class needs a migration."""
        return cls.__name__

    @property
    def key(self) -> str | None:
        """A second pending errand of the same key takes the place of the first."""
        return None

    @property
    def line(self) -> str | None:
        """Errands of one line are carried out one after another, as they were written down.

        So none of them may wait for anything but the outside: it would keep the others back.
        """
        return None

    @property
    def about(self) -> int | None:
        """The id of the incident that it belongs to, where it belongs to one."""
        return getattr(self, "incident_id", None)

    @abstractmethod
    async def carry_out(self, world: World) -> None:
        """Do it."""


class Needless(Exception):
    """What this errand is for is gone. That is nobody's failure; it ends without a word."""


class TryLater(Exception):
    """What this errand needs is not there yet. That is nobody's failure; it comes again, ever later."""
