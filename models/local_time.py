"""Local clock times as moments: what "18:00 in London" means on a day, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` show `at` on `day`.

    A time that the clocks skip is the first instant after the gap; of a doubled hour, the first.
    """
    wished = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    early, late = (wished.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    if late.astimezone(zone).replace(tzinfo=None) == wished.replace(tzinfo=None):
        return late
    return _first_after_gap(early, late, zone)


def begins(moment: datetime, zone: ZoneInfo) -> datetime:
    """When something begins, in UTC: in a doubled hour the first time, in a gap just after it."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return instant(moment.date(), moment.time(), zone)


def ends(moment: datetime, zone: ZoneInfo) -> datetime:
    """When something ends, in UTC: in a doubled hour the second time, in a gap just after it."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    last = moment.replace(tzinfo=zone, fold=1).astimezone(UTC)
    exists = last.astimezone(zone).replace(tzinfo=None, fold=0) == moment.replace(fold=0)
    return last if exists else begins(moment, zone)


def on_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in a zone show, as a moment without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


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
