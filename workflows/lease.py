"""The lease on an errand: how long a runner may act on it before another may take it over."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from integrations.slack_client import LONGEST_CALL_SECONDS

#: After this long without word from its runner, an errand comes up again.
LEASE = timedelta(seconds=40)
#: A call that begins this late could still be under way when the lease is over.
_SPEAKING_SECONDS = LEASE.total_seconds() - LONGEST_CALL_SECONDS


class LeaseLost(Exception):
    """This runner was held up so long that another may have taken the errand; it must fall silent."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Measured on the machine's monotonic clock: a clock that people move must not end a lease."""

    taken: float = field(default_factory=time.monotonic)

    def permit(self) -> None:
        """Return while a call may still begin; raise LeaseLost afterwards."""
        if time.monotonic() - self.taken > _SPEAKING_SECONDS:
            raise LeaseLost

    @property
    def is_over(self) -> bool:
        """Whether another may have taken the errand."""
        return time.monotonic() - self.taken >= LEASE.total_seconds()
