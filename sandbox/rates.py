"""Rate limits: a bucket of tokens for each method, and for each channel that is posted to."""

import math
from dataclasses import dataclass
from datetime import datetime

from sandbox.arguments import Spec
from sandbox.errors import RateLimited
from sandbox.state import Json

# chat.postMessage: about one a second for each channel, short bursts tolerated.
_PER_CHANNEL = 60
_BURST_PER_CHANNEL = 5
_SPECIAL_PER_MINUTE = 600


@dataclass(slots=True)
class _Bucket:
    per_minute: float
    size: float
    level: float
    filled: datetime

    def take(self, now: datetime) -> float:
        """Take one token; return 0, or the seconds until there is one."""
        gained = (now - self.filled).total_seconds() * self.per_minute / 60
        self.level, self.filled = min(self.size, self.level + gained), now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) * 60 / self.per_minute


class Rates:
    """Counts the calls of one app in one workspace."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}

    def count(self, spec: Spec, arguments: Json, now: datetime) -> None:
        """Count a call; raises `RateLimited` when there were too many."""
        per_minute = spec.per_minute or _SPECIAL_PER_MINUTE
        waits = [self._take(spec.name, per_minute, per_minute, now)]
        if spec.name == "chat.postMessage":
            key = f"{spec.name} {arguments.get('channel', '')}"
            waits.append(self._take(key, _PER_CHANNEL, _BURST_PER_CHANNEL, now))
        if any(waits):
            raise RateLimited(max(1, math.ceil(max(waits))))

    def _take(self, key: str, per_minute: float, size: float, now: datetime) -> float:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(per_minute, size, size, now)
        return self._buckets[key].take(now)
