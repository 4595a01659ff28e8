"""Which step of a policy comes next and how long it waits, and hours of the week and of the night; all pure."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.escalation import BusinessHours, Policy, QuietHours
from models.local_time import begins, ends, on_wall
from models.on_call_parts import DAYS, Day

#: Hours that begin on a day of the week come round within as many days; one more for clocks that jump.
_DAYS_AHEAD: Final = 9


def next_step(policy: Policy, severity: str, after: int) -> int | None:
    """The number of the next step, from 1, that is meant for a severity; None where the pass ends."""
    for number, step in enumerate(policy.steps[after:], start=after + 1):
        if step.is_for(severity):
            return number
    return None


def wait_after(policy: Policy, severity: str, step: int) -> timedelta:
    """How long a step waits for an answer before what comes next."""
    following = next_step(policy, severity, step)
    return policy.after_last if following is None else policy.steps[following - 1].wait


def opens_at(hours: BusinessHours, now: datetime) -> datetime | None:
    """When business hours begin next (UTC); None while they are."""
    spans = _spans(hours.starts, hours.ends, ZoneInfo(hours.zone), now, hours.days)
    if any(start <= now < end for start, end in spans):
        return None
    return min(start for start, _ in spans if start > now)


def quiet_until(
    quiet: QuietHours | None, severity: str, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """Until when (UTC) the night of somebody in a zone holds a page back; None where it does not."""
    if quiet is None or severity not in quiet.severities:
        return None
    spans = _spans(quiet.starts, quiet.ends, zone, now, DAYS)
    return max((end for start, end in spans if start <= now < end), default=None)


def _spans(
    starts: time, closes: time, zone: ZoneInfo, now: datetime, days: Sequence[Day]
) -> list[tuple[datetime, datetime]]:
    """These hours around a moment, in UTC, by the clocks of a zone."""
    first = on_wall(now, zone).date() - timedelta(days=1)
    found = []
    for day in (first + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD + 1)):
        if DAYS[day.weekday()] in days:
            last = day + timedelta(days=int(closes <= starts))
            found.append(
                (
                    begins(datetime.combine(day, starts), zone),
                    ends(datetime.combine(last, closes), zone),
                )
            )
    return found
