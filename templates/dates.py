"""Moments and lengths of time in words; no function here looks at a clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from templates.text import Mrkdwn

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AREAS_WITHOUT_PLACES = {"Etc", "US", "Canada"}
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


def when(moment: datetime, form: str = "{date_short_pretty} at {time}") -> Mrkdwn:
    """Return a date token, which every reader sees in their own zone; in UTC where none is read.

    `form` is one of ours, made of the tokens that Slack documents:
    https://docs.slack.dev/messaging/formatting-message-text#date-formatting.
    Raises ValueError for a naive moment or a form that would end the token.
    """
    _check_aware(moment)
    if not form or any(mark in form for mark in "<>|^&\n"):
        raise ValueError(f"This form cannot stand in a date token: {form!r}")
    utc = moment.astimezone(UTC)
    month = _MONTHS[utc.month - 1]
    fallback = f"{utc.day} {month} {utc.year} at {utc:%H:%M} UTC"
    return Mrkdwn(f"<!date^{int(utc.timestamp())}^{form}|{fallback}>")


def day(of: date) -> str:
    """Return a calendar day in words: "2 Mar 2026"."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def clock(moment: datetime, zone: ZoneInfo | str) -> str:
    """Return the local time of day in words: "18:00 in London".

    `zone` is an IANA name or its ZoneInfo; one that names no place is shown by its abbreviation.
    Raises ValueError for a naive moment or an unknown zone.
    """
    _check_aware(moment)
    local = moment.astimezone(_zone(zone))
    area, _, place = str(zone).rpartition("/")
    if area and area not in _AREAS_WITHOUT_PLACES:
        return f"{local:%H:%M} in {place.replace('_', ' ')}"
    name = local.tzname() or ""
    return f"{local:%H:%M} {'UTC' if name.startswith(('+', '-')) else ''}{name}"


def span(length: timedelta) -> str:
    """Return a length of time in the one or two units that matter: "4 min", "1 h 5 min", "2 days".

    Whatever is smaller is left out, not rounded up. A negative length has a minus before it.
    """
    if length < timedelta():
        return f"\N{MINUS SIGN}{span(-length)}"
    days, hours = length // _DAY, length % _DAY // _HOUR
    minutes, seconds = length % _HOUR // _MINUTE, length % _MINUTE // timedelta(seconds=1)
    if days:
        in_days = f"{days} day" if days == 1 else f"{days} days"
        return f"{in_days} {hours} h" if hours and length < _WEEK else in_days
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long before `now` a moment was: "4 min ago", "just now", or "in 2 h" ahead of it.

    Raises ValueError for naive moments.
    """
    _check_aware(moment)
    _check_aware(now)
    gone = now - moment
    if abs(gone) < _MINUTE:
        return "just now"
    return f"{span(gone)} ago" if gone > timedelta() else f"in {span(-gone)}"


def _check_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError(f"A moment without a time zone cannot be shown: {moment.isoformat()}")


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {zone!r}.") from error
