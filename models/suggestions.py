"""What naming a service suggests, and what somebody made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class SeverityHint:
    """The severity that a service's tier suggests."""

    #: The severity's key.
    severity: str
    #: The service's name.
    service: str
    tier: int


class Brings(StrEnum):
    """What a service can bring to an incident."""

    #: The team that owns it, by the team's key.
    TEAM = "team"
    #: People who own a service by themselves, by the service's key.
    ALONE = "alone"
    #: A word in a team's channel, by the team's key.
    WORD = "word"
    #: The links of a service, by its key.
    LINKS = "links"
    #: A team whose services are next to it, by the team's key.
    NEIGHBOUR = "neighbour"


def offer_id(brings: Brings, key: str) -> str:
    """Names one thing that can be ticked, shorter than any key."""
    return sha256(f"{brings}:{key}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody made of the suggestions, by the ids of what was offered."""

    left_out: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()

    def has(self, brings: Brings, key: str, *, by_itself: bool) -> bool:
        """Whether something is to be done; `by_itself` where nobody said."""
        offered = offer_id(brings, key)
        return offered in self.wanted or (by_itself and offered not in self.left_out)

    def leaves_out(self, brings: Brings, key: str) -> bool:
        """Whether somebody unticked it."""
        return offer_id(brings, key) in self.left_out


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be ticked in the form."""

    id: str
    #: What is done, and why, in a few words each.
    what: str
    why: str
    #: Whether it is done unless somebody unticks it.
    by_itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Everything that the chosen services suggest."""

    #: What the catalogue says of them, a line each.
    services: Sequence[str] = ()
    severity: SeverityHint | None = None
    #: Where they run, as a region of the organisation; empty where that is none, or several.
    region: str = ""
    #: In the order in which they are shown.
    offers: Sequence[Offer] = ()
