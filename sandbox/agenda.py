"""What is due when: deadlines measured on the sandbox's clock, without any waiting of its own."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock

Action = Callable[[], None]


@dataclass(order=True, slots=True)
class Entry:
    """One thing to do at one moment; `cancel()` makes it never happen."""

    when: datetime
    number: int
    action: Action = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Take the entry off the agenda."""
        self.cancelled = True


class Agenda:
    """Keeps deadlines in order and runs those that are due whenever the clock is moved.

    With a ticking clock somebody has to call `run_due()` at `next_due`: `on_sooner` is called
    whenever that moment changes to an earlier one.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.on_sooner: Action | None = None
        self._entries: list[Entry] = []
        self._numbers = itertools.count()
        clock.subscribe(lambda _now: self.run_due())

    def at(self, when: datetime, action: Action) -> Entry:
        """Do `action` when the clock reaches `when`."""
        entry = Entry(when, next(self._numbers), action)
        heapq.heappush(self._entries, entry)
        if self.on_sooner is not None and self._entries[0] is entry:
            self.on_sooner()
        return entry

    def after(self, delay: timedelta, action: Action) -> Entry:
        """Do `action` when `delay` has passed on the clock."""
        return self.at(self.clock.now() + delay, action)

    @property
    def next_due(self) -> datetime | None:
        """The moment of the first entry, or None when nothing is planned."""
        while self._entries and self._entries[0].cancelled:
            heapq.heappop(self._entries)
        return self._entries[0].when if self._entries else None

    def first_after(self, moment: datetime) -> datetime | None:
        """Return the moment of the first entry that is later than `moment`, or None."""
        later = (e.when for e in self._entries if not e.cancelled and e.when > moment)
        return min(later, default=None)

    def run_due(self) -> None:
        """Run, in order, everything that is due by now."""
        while (due := self.next_due) is not None and due <= self.clock.now():
            heapq.heappop(self._entries).action()
