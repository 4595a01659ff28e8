"""What the declare form carries along between two drawings, and to its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

#: A form carries few characters along, and a block's id fewer.
_MARK: Final = 12


def mark_of(value: str) -> str:
    """Tells what stands in a field from everything else, however long it is. Nothing has no mark."""
    return sha256(value.encode()).hexdigest()[:_MARK] if value else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What we put into the form, so that it can be told from what somebody chose."""

    #: The message from which it is declared; empty where there is none.
    source: str = ""
    #: The marks of what we put into a field, by the field; an empty one where somebody settled it before.
    put: Mapping[str, str] = field(default_factory=dict)
    #: The ids of the offers that we ticked.
    ticked: tuple[str, ...] = ()

    @classmethod
    def read(cls, carried: str) -> "Memory":
        """What a form carried. An older one carries the message alone."""
        if not carried.startswith("{"):
            return cls(source=carried)
        held = json.loads(carried)
        return cls(source=held["source"], put=held["put"], ticked=tuple(held["ticked"]))

    def __str__(self) -> str:
        """As a form carries it."""
        if not self.put and not self.ticked:
            return self.source
        held = {"source": self.source, "put": dict(self.put), "ticked": self.ticked}
        return json.dumps(held, separators=(",", ":"))
