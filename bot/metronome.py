"""The metronome: APScheduler rings the runner's bell when the next errand is due, and does what comes again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from workflows.clock import Clock

#: The net under the alarm: whatever was missed is noticed after this long.
TICK = timedelta(seconds=30)
#: A waiting time that no sleep of the event loop gets wrong.
_LONGEST_ALARM = timedelta(hours=12)
#: More alarms than this never ring in one moment.
_ALARMS_AT_ONCE = 100


class Metronome:
    """Keeps time in memory only; all that matters is in the errand table."""

    def __init__(self, clock: Clock, bell: asyncio.Event) -> None:
        self._clock = clock
        self._bell = bell
        #: When the alarm is set for (UTC, by the passed-in clock), if it is set.
        self.next_at: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.add_job(self._ring, IntervalTrigger(seconds=TICK.total_seconds()))
        self._scheduler.start()

    def stop(self) -> None:
        """Fall silent."""
        self._scheduler.shutdown(wait=False)

    def alarm(self, at: datetime | None) -> None:
        """Ring at a moment (UTC, by the passed-in clock), in place of the alarm set before."""
        self.next_at = at
        if at is None:
            return
        wait = min(max(at - self._clock.now(), timedelta(0)), _LONGEST_ALARM)
        self._scheduler.add_job(
            self._ring,
            DateTrigger(datetime.now(UTC) + wait),
            id="next-errand",
            replace_existing=True,
            # A new alarm may be due while the last one still counts as ringing; none may be left out.
            max_instances=_ALARMS_AT_ONCE,
        )

    def every(self, pause: timedelta, do: Callable[[], Awaitable[None]]) -> None:
        """Do something now and then, one at a time; a run that is late is made up for once."""
        self._scheduler.add_job(do, IntervalTrigger(seconds=pause.total_seconds()))

    async def _ring(self) -> None:
        # A coroutine runs in the event loop, where the bell may be rung; a plain function would not.
        self._bell.set()
