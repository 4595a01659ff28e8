"""The one clock of a sandbox: real time that can be pushed forward, or time that stands still until moved."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Moved = Callable[[datetime], None]


class Clock:
    """Tells the time of a workspace, always in UTC and always aware.

    A *ticking* clock follows real time and can be advanced on top of it. A *still* clock moves
    only when it is advanced, so that a test decides what time it is.
    """

    def __init__(self, start: datetime, *, ticks: bool) -> None:
        if start.tzinfo is None:
            raise ValueError("A clock starts at an aware datetime; this one has no time zone.")
        self.ticks = ticks
        self._base = start.astimezone(UTC)
        self._started = time.monotonic()
        self._subscribers: list[Moved] = []

    @classmethod
    def still(cls, start: datetime) -> "Clock":
        """Make a clock that stands at `start` until it is advanced."""
        return cls(start, ticks=False)

    @classmethod
    def ticking(cls, start: datetime | None = None) -> "Clock":
        """Make a clock that runs with real time, from now or from `start`."""
        return cls(start or datetime.now(UTC), ticks=True)

    def now(self) -> datetime:
        """Return the present moment of the workspace (aware, UTC)."""
        if not self.ticks:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._started)

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward by `by`, tell every subscriber, and return the new time."""
        if by < timedelta(0):
            raise ValueError("Time in a workspace only moves forward.")
        self._base += by
        now = self.now()
        for tell in tuple(self._subscribers):
            tell(now)
        return now

    def subscribe(self, tell: Moved) -> Callable[[], None]:
        """Call `tell` with the new time at each move; the returned function ends it."""
        self._subscribers.append(tell)
        return lambda: self._subscribers.remove(tell)
