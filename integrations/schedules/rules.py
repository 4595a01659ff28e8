"""Rules by which events of calendars repeat (RRULE): read, and followed by the clocks on the wall."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from models.local_time import on_wall
from models.on_call_parts import FIRST_YEAR, LAST_YEAR

_PARTS: Final = re.compile(r"(?:RRULE:)?([A-Z-]+=[^=;]*(?:;[A-Z-]+=[^=;]*)*);?", re.ASCII)
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d{1,5}", re.ASCII)
_MOMENT: Final = re.compile(r"(\d{8})(?:T(\d{4})(\d\d)?(Z?))?", re.ASCII)
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_DAY: Final = timedelta(days=1)
_KNOWN: Final = frozenset(
    {
        *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"),
        *("BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND"),
    }
)
_MOST_NUMBERS: Final = 100
_LONGEST_INTERVAL: Final = 9999
#: Whatever ends later ends in no time that concerns anybody.
_FAR: Final = timedelta(days=3660)
_LONGEST_BETWEEN: Final = timedelta(days=800)
#: So many days may be looked at for all rules of one file: some seconds of work.
_MOST_LOOKED_AT: Final = 2_000_000


class TooMuch(Exception):
    """The rules of a file repeat more often than anybody is on call."""


@dataclass(slots=True)
class Effort:
    """How much work the rules of one file may still make."""

    left: int = _MOST_LOOKED_AT

    def spend(self, days: int) -> None:
        """Take note of work. Raises TooMuch."""
        self.left -= days
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Rule:
    """How an event repeats."""

    every: str
    """HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY."""
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None
    """When the last may begin: in UTC, by the clocks on the wall, or a whole day."""
    days: tuple[tuple[int, int], ...] = ()
    """Days of the week, Monday is 0, each after its number in the month or year; 0: all of them."""
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days of the week, where it names those and no numbers."""
        return () if any(number for number, _ in self.days) else tuple(day for _, day in self.days)

    @property
    def is_plain(self) -> bool:
        """Whether it knows nothing of months, and no number of a day of the week."""
        odd = self.months or self.month_days or self.positions
        return not odd and len(self.weekdays) == len(self.days)


def rule_of(written: str, start: datetime) -> Rule | None:
    """Read a rule of an event that begins at a time by the clocks on the wall; None for what is not known."""
    found = _PARTS.fullmatch("".join(written.upper().split()))
    parts = dict(one.split("=", 1) for one in found[1].split(";")) if found else {}
    parts = {name: value for name, value in parts.items() if value and not name.startswith("X-")}
    if not found or parts.keys() - _KNOWN or not _at_its_time(parts, start):
        return None
    numbers = {
        name: _numbers(parts.get(name, "")) for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")
    }
    days = [_DAY.fullmatch(one) for one in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    interval, times = _numbers(parts.get("INTERVAL", "1")), _numbers(parts.get("COUNT", ""))
    until = _until(parts["UNTIL"]) if "UNTIL" in parts else None
    week_start = parts.get("WKST", "MO")
    if (
        parts.get("FREQ") not in {"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
        or None in (interval, times, *numbers.values(), *days)
        or week_start not in _DAYS
        or ("UNTIL" in parts and until is None)
        or not interval
        or not 1 <= interval[0] <= _LONGEST_INTERVAL
        or any(one < 1 for one in times or ())
    ):
        return None
    return Rule(
        every=parts["FREQ"],
        interval=interval[0],
        count=times[0] if times else None,
        until=until,
        days=tuple((int(one[1] or 0), _DAYS.index(one[2])) for one in days if one)[:_MOST_NUMBERS],
        months=numbers["BYMONTH"] or (),
        month_days=numbers["BYMONTHDAY"] or (),
        positions=numbers["BYSETPOS"] or (),
        week_start=_DAYS.index(week_start),
    )


def _at_its_time(parts: dict[str, str], start: datetime) -> bool:
    own = {"BYHOUR": start.hour, "BYMINUTE": start.minute, "BYSECOND": start.second}
    return all(_numbers(parts.get(name, str(at))) == (at,) for name, at in own.items())


def _numbers(written: str) -> tuple[int, ...] | None:
    found = written.split(",") if written else []
    if len(found) > _MOST_NUMBERS or not all(_NUMBER.fullmatch(one) for one in found):
        return None
    return tuple(int(one) for one in found)


def _until(written: str) -> datetime | date | None:
    found = _MOMENT.fullmatch(written)
    try:
        day = datetime.strptime(found[1], "%Y%m%d").date() if found else None  # noqa: DTZ007 -- a day
        if found is None or day is None or not day.year >= FIRST_YEAR:
            return None
        day = min(day, date(LAST_YEAR, 1, 1))
        if not found[2]:
            return day
        at = datetime.strptime(found[2], "%H%M").time()  # noqa: DTZ007 -- by the clocks on the wall
    except ValueError:
        return None
    return datetime.combine(day, at, UTC if found[4] else None)


def last_start(rule: Rule, zone: ZoneInfo) -> datetime | None:
    """The last moment by the clocks on the wall at which one of them may begin, as UNTIL says it."""
    if rule.until is None:
        return None
    if not isinstance(rule.until, datetime):
        return datetime.combine(rule.until, datetime.max.time())
    return on_wall(rule.until, zone) if rule.until.tzinfo else rule.until


@dataclass(frozen=True, slots=True)
class Repeated:
    """Something that repeats, by the clocks on the wall of a zone."""

    rule: Rule
    start: datetime
    length: timedelta
    zone: ZoneInfo

    def end(self, now: datetime, effort: Effort) -> datetime | None:
        """When the last one ends; its start if there is none, None if it ends in no time. Raises TooMuch."""
        rule, last = self.rule, last_start(self.rule, self.zone)
        far = on_wall(now, self.zone) + _FAR
        if (last is None and rule.count is None) or (last is not None and last > far):
            return None
        bound = far if last is None else last
        since = self.start if rule.count is not None else bound - _LONGEST_BETWEEN
        starts = list(repeats(rule, self.start, since, bound, effort))
        if last is None and len(starts) < (rule.count or 0):
            return None
        # Calendars that lose all repetitions of an event end its rule before it begins.
        return starts[-1] + self.length if starts else self.start


def repeats(
    rule: Rule, start: datetime, since: datetime, until: datetime, effort: Effort
) -> Iterator[datetime]:
    """When an event begins again by the clocks on the wall, in order, from one moment to another.

    `until` counts, too; what UNTIL says is the caller's to look at. Raises TooMuch.
    """
    found = _hourly if rule.every == "HOURLY" else _by_days
    many = count() if rule.count is None else range(rule.count)
    for _, at in zip(many, found(rule, start, since, until, effort), strict=False):
        if at > until:
            return
        if at >= since:
            yield at


def _hourly(
    rule: Rule, start: datetime, since: datetime, until: datetime, effort: Effort
) -> Iterator[datetime]:
    step = timedelta(hours=rule.interval)
    skipped = 0 if rule.count is not None else max((since - start) // step, 0)
    at = start + step * skipped
    while at <= until:
        effort.spend(1)
        if _fits(rule, at.date()):
            yield at
        at += step


def _by_days(
    rule: Rule, start: datetime, since: datetime, until: datetime, effort: Effort
) -> Iterator[datetime]:
    rule = _with_its_own_day(rule, start)
    # Without a count nobody needs to know how many there were before.
    number = 0 if rule.count is not None else _periods_before(rule, start, since)
    while True:
        first, following = _period(rule, start, number)
        if first > until.date():
            return
        days = (following - first).days
        effort.spend(days)
        found = [day for at in range(days) if _fits(rule, day := first + at * _A_DAY)]
        if rule.positions:
            some = {one - 1 if one > 0 else len(found) + one for one in rule.positions}
            found = [day for at, day in enumerate(found) if at in some]
        for day in found:
            if day >= start.date():
                yield datetime.combine(day, start.time())
        number += 1


def _with_its_own_day(rule: Rule, start: datetime) -> Rule:
    """The rule with the day that its event says, where it says none itself."""
    months, month_days, days = rule.months, rule.month_days, rule.days
    if rule.every == "WEEKLY" and not days:
        days = ((0, start.weekday()),)
    if rule.every in {"MONTHLY", "YEARLY"} and not days and not month_days:
        month_days = (start.day,)
        months = months or ((start.month,) if rule.every == "YEARLY" else ())
    return replace(rule, days=days, months=months, month_days=month_days)


def _period(rule: Rule, start: datetime, number: int) -> tuple[date, date]:
    """The first day of a period, and the first of the next."""
    day, steps = start.date(), number * rule.interval
    if rule.every == "DAILY":
        return day + steps * _A_DAY, day + (steps + 1) * _A_DAY
    if rule.every == "WEEKLY":
        first = day - (day.weekday() - rule.week_start) % 7 * _A_DAY + steps * 7 * _A_DAY
        return first, first + 7 * _A_DAY
    size = 1 if rule.every == "MONTHLY" else 12
    month = (day.year * 12 + day.month - 1) // size * size + steps * size
    return _first_of(month), _first_of(month + size)


def _first_of(month: int) -> date:
    # Nothing is looked for as far ahead as that.
    month = min(month, LAST_YEAR * 12)
    return date(month // 12, month % 12 + 1, 1)


def _periods_before(rule: Rule, start: datetime, since: datetime) -> int:
    days = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[rule.every]
    return max((since - start).days // (days * rule.interval) - 1, 0)


def _fits(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        whole = (_first_of(day.year * 12 + day.month) - day.replace(day=1)).days
        if day.day not in rule.month_days and day.day - whole - 1 not in rule.month_days:
            return False
    return not rule.days or any(_is_nth(rule, one, day) for one in rule.days)


def _is_nth(rule: Rule, wanted: tuple[int, int], day: date) -> bool:
    number, weekday = wanted
    if day.weekday() != weekday:
        return False
    if not number or rule.every not in {"MONTHLY", "YEARLY"}:
        return True
    if rule.every == "YEARLY" and not rule.months:
        first, following = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    else:
        first, following = day.replace(day=1), _first_of(day.year * 12 + day.month)
    if number > 0:
        return (day - first).days // 7 + 1 == number
    left = (following - day).days - 1
    return -(left // 7) - 1 == number
