"""The hands of this process: errands go from the work that wrote them down straight to the runner.

An errand that is written down as taken already needs no second look at the table. So whoever takes
errands, a work at their birth or the runner from the table, reserves hands for them first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self

from sqlalchemy import Row

from models.base import Json
from models.facts import Facts
from workflows.lease import Lease


@dataclass(frozen=True, slots=True)
class Taken:
    """An errand that this process has leased. `claims` and `generation` are those of the lease."""

    id: int
    kind: str
    arguments: Json
    incident_id: int | None
    created_at: datetime
    generation: int
    claims: int
    failures: int
    line: str | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> "Taken":
        """An errand's row as it was returned by the statement that took it."""
        return cls(
            id=row.id,
            kind=row.kind,
            arguments=row.arguments,
            incident_id=row.incident_id,
            created_at=row.created_at,
            generation=row.generation,
            claims=row.claims,
            failures=row.failures,
            line=row.line,
        )


@dataclass(frozen=True, slots=True)
class Handful:
    """Errands that were taken at one moment, the most urgent first."""

    lease: Lease
    errands: Sequence[Taken]
    #: The incidents as they were at that moment, by id, as far as that is known without looking.
    facts: Mapping[int, Facts] = field(default_factory=dict)


class Carrier(Protocol):
    """Whoever carries errands out in this process."""

    def begin(self, handful: Handful) -> None:
        """Begin to carry out what was taken."""

    def expect(self, due_at: datetime) -> None:
        """Look at the table again by then (UTC) at the latest."""


class Hands:
    """How many more errands this process can carry out: none before `open` and after `close`."""

    def __init__(self) -> None:
        self._carrier: Carrier | None = None
        self._free = 0

    def open(self, carrier: Carrier, many: int) -> None:
        """From now on up to so many errands are begun."""
        self._carrier, self._free = carrier, many

    def close(self) -> None:
        """Take nothing more. What is reserved already may still be begun."""
        self._carrier = None

    def hold(self) -> "Hold":
        """For one who may take errands; used as `with hands.hold() as hold`."""
        return Hold(self)

    def reserve(self, wanted: int) -> tuple[int, Carrier | None]:
        """Keep up to so many hands free for errands. Returns how many, and who will begin them."""
        granted = min(wanted, self._free) if self._carrier else 0
        self._free -= granted
        return granted, self._carrier

    def free(self, many: int = 1) -> None:
        """Give hands back: what they carried is done, or was never begun."""
        self._free += many

    def expect(self, due_at: datetime) -> bool:
        """Have the table looked at by then (UTC). False when nobody here would."""
        if self._carrier is not None:
            self._carrier.expect(due_at)
        return self._carrier is not None


class Hold:
    """Hands reserved by one who takes errands. What was not begun by the end of the block is free again."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._held = 0
        self._carrier: Carrier | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hands.free(self._held)
        self._held = 0

    def reserve(self, wanted: int) -> int:
        """Returns for how many errands there are hands."""
        granted, self._carrier = self._hands.reserve(wanted)
        self._held += granted
        return granted

    def begin(self, handful: Handful) -> None:
        """Begin what was taken, which is no more than was reserved."""
        if handful.errands and self._carrier is not None:
            self._held -= len(handful.errands)
            self._carrier.begin(handful)
