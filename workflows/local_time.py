"""Local clock times as moments: what "18:00 in London" means on a day, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_time(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next moment after `now`, in UTC, at which clocks in `zone` show `at`."""
    today = now.astimezone(zone).date()
    for days in range(-1, 3):
        moment = instant(today + timedelta(days=days), at, zone)
        if moment > now:
            return moment
    raise ValueError(f"no {at} within two days of {now}")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` show `at` on `day`.

    A time that the clocks skip is the first instant after the gap; of a doubled hour, the first.
    """
    wished = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    early, late = (wished.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    if late.astimezone(zone).replace(tzinfo=None) == wished.replace(tzinfo=None):
        return late
    return _first_after_gap(early, late, zone)


def _first_after_gap(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Search the second at which the offset changes between two moments on either side of it."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
