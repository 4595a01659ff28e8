"""Public holidays of a country or a part of it, by names like GB-ENG; loaded by whoever names one."""

import re
import warnings
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, Field

from models.organisation_parts import written_like, wrong
from models.wording import meant, quoted

if TYPE_CHECKING:
    from holidays import HolidayBase

_CALENDAR: Final = re.compile(r"[A-Z]{2}(-[^\W_](?:[\w .()-]{0,38}[^\W_)]\)?)?)?")
#: Some countries are divided into more parts than anybody reads.
_MOST_LISTED: Final = 20


def public_holidays(calendar: str, year: int) -> Sequence[date]:
    """Days off in a year, in order, with those given in place of a weekend's. Raises KeyError."""
    return _days(calendar, year)


@lru_cache(maxsize=2000)
def _days(calendar: str, year: int) -> tuple[date, ...]:
    country, _, part = calendar.partition("-")
    kind = _country(country)
    with warnings.catch_warnings():
        # Some countries are known for some years only, and the library says so on every question.
        warnings.simplefilter("ignore")
        found = kind(years=[year], subdiv=part or None, expand=False)
    return tuple(sorted(day for day in found if day.year == year))


def _country(code: str) -> "type[HolidayBase]":
    # Loading this takes half a second and 25 MiB, which nobody pays who names no calendar.
    import holidays

    return holidays.country_holidays(code).__class__


def _calendar(name: str) -> str:
    country, dash, part = name.partition("-")
    countries = _countries()
    if country not in countries.values():
        code = countries.get(country.upper()) or countries.get(country.casefold())
        says = f" Did you mean {quoted(code + dash + part)}?" if code else _EXAMPLE
        raise wrong(f"names no country whose holidays are known.{says}")
    known = [f"{country}-{one}" for one in _country(country).subdivisions]
    if dash and not known:
        raise wrong(f"names a part of a country that is not divided here. Write {country}.")
    if dash and name not in known:
        close = meant(name, known)
        listed = ", ".join(known[:_MOST_LISTED]) + (", ..." if len(known) > _MOST_LISTED else "")
        says = f" Did you mean {quoted(close)}?" if close else f" Known here: {listed}."
        raise wrong(f"names no part of the country that is known.{says}")
    return name


_EXAMPLE: Final = " Write its two letters, such as GB, or with a part of it, such as GB-ENG."


def _countries() -> dict[str, str]:
    """Countries' two letters, by those, by their other codes, and by their names."""
    from holidays.registry import COUNTRIES

    found: dict[str, str] = {}
    for name, (_, code, *others) in COUNTRIES.items():
        found |= dict.fromkeys((code, *others, name.replace("_", " ")), code)
    return found


HolidayCalendar = Annotated[
    str, Field(max_length=60), AfterValidator(_calendar), written_like(_CALENDAR)
]
