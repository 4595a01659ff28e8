"""Time zones by the names that other programs have for them: of the tz database, Windows, or cities in lists."""

from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

_UTC: Final = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "coordinated universal time"})
_CONTINENTS: Final = (
    "Africa/",
    "America/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
#: As lists of places in web forms have them; most others of those are cities of the tz database.
_PLACES: Final[Mapping[str, str]] = {
    "pacific time (us & canada)": "America/Los_Angeles",
    "mountain time (us & canada)": "America/Denver",
    "central time (us & canada)": "America/Chicago",
    "eastern time (us & canada)": "America/New_York",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "alaska": "America/Juneau",
    "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "indiana (east)": "America/Indiana/Indianapolis",
    "saskatchewan": "America/Regina",
    "brasilia": "America/Sao_Paulo",
    "edinburgh": "Europe/London",
    "bern": "Europe/Zurich",
    "kyiv": "Europe/Kyiv",
    "st. petersburg": "Europe/Moscow",
    "abu dhabi": "Asia/Dubai",
    "islamabad": "Asia/Karachi",
    "chennai": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "hanoi": "Asia/Bangkok",
    "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo",
    "canberra": "Australia/Sydney",
    "wellington": "Pacific/Auckland",
}


def zone_named(name: str) -> ZoneInfo | None:
    """The zone that a name means, if it is known."""
    word = name.strip().strip('"')
    if word.casefold() in _UTC:
        return ZoneInfo("UTC")
    other = _PLACES.get(word.casefold(), "")
    return (
        _zone(word)
        or _zone(other)
        or _zone(_of_windows(word))
        or _zone(_cities().get(word.casefold(), ""))
    )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _of_windows(name: str) -> str:
    # Loaded for a name that nothing else knows.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name, "")


@cache
def _cities() -> Mapping[str, str]:
    names = sorted(name for name in available_timezones() if name.startswith(_CONTINENTS))
    return {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in names}
