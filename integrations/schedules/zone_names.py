"""Time zones by the names that other programs have for them: of the tz database, Windows, or cities in lists."""

import re
from collections.abc import Iterator, Mapping
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
#: As lists show them, such as (UTC+01:00) Amsterdam, Berlin, Bern.
_SHOWN: Final = re.compile(r"\((?:UTC|GMT)[^()]{0,10}\)\s*(.+)", re.IGNORECASE)
_MOST_PLACES: Final = 8
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
    names = [word]
    if shown := _SHOWN.fullmatch(word):
        places = shown[1].replace("US and Canada", "US & Canada")
        names = [places, *places.split(",", _MOST_PLACES)[:_MOST_PLACES]]
    return next((zone for name in names if (zone := _known(name.strip()))), None)


def _known(name: str) -> ZoneInfo | None:
    return _zone(name) or next((zone for other in _others(name) if (zone := _zone(other))), None)


def _others(word: str) -> Iterator[str]:
    if word.casefold() in _UTC:
        yield "UTC"
    yield _PLACES.get(word.casefold(), "")
    yield _of_windows(word)
    yield _cities().get(word.casefold(), "")


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
