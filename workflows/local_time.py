"""When clocks somewhere next show a time of day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.local_time import instant


def next_time(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next moment after `now`, in UTC, at which clocks in `zone` show `at`."""
    today = now.astimezone(zone).date()
    for days in range(-1, 3):
        moment = instant(today + timedelta(days=days), at, zone)
        if moment > now:
            return moment
    raise ValueError(f"no {at} within two days of {now}")
