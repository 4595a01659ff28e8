"""What naming a service suggests, and what somebody made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final


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
    #: Whoever is on call, asked to take command; by the schedule's key.
    LEADER = "leader"


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


#: What somebody made of them who was shown none.
UNASKED: Final = Choices()


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be ticked in the form."""

    brings: Brings
    #: The key of the team, service or schedule that it is about.
    key: str
    #: What that is called; for a word in a channel, the channel, empty where only its id is known.
    name: str
    #: Why: the names of services, or of links.
    because: Sequence[str]
    #: Who would be invited, as the catalogue calls them.
    people: Sequence[str] = ()
    #: Whether it is done unless somebody unticks it.
    by_itself: bool = True

    @property
    def id(self) -> str:
        """Names it where it is ticked."""
        return offer_id(self.brings, self.key)


@dataclass(frozen=True, slots=True)
class Described:
    """What the catalogue says of a service; what it does not say is empty."""

    name: str
    owner: str
    tier: int | None
    domain: str
    regions: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Everything that the chosen services suggest."""

    services: Sequence[Described] = ()
    severity: SeverityHint | None = None
    #: Where they run, as regions of the organisation.
    regions: Sequence[str] = ()
    #: In the order in which they are shown.
    offers: Sequence[Offer] = ()
