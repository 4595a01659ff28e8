"""What every source of a catalogue can do: be read, once, without failing as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from models.catalogue_records import Harvest


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading has come."""

    files: int
    """Files or pages so far."""
    records: int
    """Records so far."""


Watch = Callable[[Progress], None]
"""Told now and then, in the event loop's own thread."""


class Source(Protocol):
    """Somewhere that a catalogue can be read from."""

    async def read(self, watch: Watch | None = None) -> Harvest:
        """Read everything. What cannot be read is a finding in the harvest, never an error."""
        ...
