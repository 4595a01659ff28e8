"""Shifts that repeat, put as turns of layers wherever turns can say the same."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import gcd
from typing import Final

from integrations.schedules.dated import Group
from integrations.schedules.rules import Rule
from integrations.schedules.values import after
from models.on_call_parts import DAYS, Turn, Unit
from models.schedule import Hours

_UNITS: Final[dict[str, tuple[Unit, timedelta]]] = {
    "HOURLY": ("hours", timedelta(hours=1)),
    "DAILY": ("days", timedelta(days=1)),
    "WEEKLY": ("weeks", timedelta(weeks=1)),
}
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(weeks=1)
_MONTHS_A_YEAR: Final = 12
_IN_EVERY_MONTH: Final = 28
_MOST_TURNS: Final = 500
_MOST_EACH: Final = 100


@dataclass(frozen=True, slots=True)
class Turns:
    """What a layer needs to know of its turns."""

    first: datetime
    every: Turn
    people: tuple[Group, ...]
    hours: tuple[Hours, ...] = ()


def shift_by_shift(
    rule: Rule, start: datetime, length: timedelta, groups: list[Group], each_has: int = 1
) -> list[Turns] | None:
    """Turns in which each shift is the next one's, or so many for each; None for what turns cannot say.

    `start` is by the clocks on the wall. What COUNT and UNTIL say is the caller's to look at.
    """
    rule = _by_weeks(rule)
    if not 1 <= each_has <= _MOST_EACH or len(groups) * each_has * rule.interval > _MOST_TURNS:
        return None
    if rule.every == "WEEKLY" and len(rule.days) > 1 and rule.is_plain:
        return _by_weekdays(rule, start, length, groups, each_has)
    return _evenly(rule, start, length, [one for one in groups for _ in range(each_has)])


def week_by_week(
    rule: Rule, start: datetime, length: timedelta, groups: list[Group]
) -> list[Turns] | None:
    """Turns of whole weeks, in each of which there are shifts on some days; None for what turns cannot say."""
    rule = _by_weeks(rule)
    if len(groups) * rule.interval > _MOST_TURNS:
        return None
    if rule.every != "WEEKLY" or not rule.is_plain or not timedelta() < length <= _A_DAY:
        return _evenly(rule, start, length, groups)
    spaced = tuple(one for group in groups for one in (group, *[()] * (rule.interval - 1)))
    days = tuple(DAYS[day] for day in sorted(set(rule.weekdays) or {start.weekday()}))
    _, end = after(start.time(), length // timedelta(seconds=1))
    hours = Hours(days=days, starts=start.time(), ends=end)
    return [Turns(_week_of(rule, start), Turn(1, "weeks"), spaced, (hours,))]


def _by_weeks(rule: Rule) -> Rule:
    """Every day on some days of the week is every week on those days."""
    daily = rule.every == "DAILY" and rule.weekdays and rule.is_plain and rule.interval == 1
    return replace(rule, every="WEEKLY") if daily else rule


def _week_of(rule: Rule, start: datetime) -> datetime:
    return start - (start.weekday() - rule.week_start) % 7 * _A_DAY


def _evenly(
    rule: Rule, start: datetime, length: timedelta, groups: list[Group]
) -> list[Turns] | None:
    """Turns of shifts that are all equally far from one another."""
    if rule.every == "MONTHLY":
        return _by_months(rule, start, length, groups)
    several = rule.days and (rule.every != "WEEKLY" or len(set(rule.weekdays)) > 1)
    if rule.every not in _UNITS or not rule.is_plain or several or length <= timedelta():
        return None
    unit, size = _UNITS[rule.every]
    if rule.days:
        start += (rule.weekdays[0] - start.weekday()) % 7 * _A_DAY
    if length == size * rule.interval:
        return [Turns(start, Turn(rule.interval, unit), tuple(groups))]
    whole, rest = divmod(length, size)
    if whole > rule.interval or (rest and (length > size or unit == "hours")):
        return None
    blank: list[Group] = [()] * (rule.interval - max(whole, 1))
    spaced = [one for group in groups for one in ([group] * max(whole, 1) + blank)]
    hours = (_hours(start, length, unit),) if rest else ()
    return [Turns(start, Turn(1, unit), tuple(spaced), hours)]


def _by_months(
    rule: Rule, start: datetime, length: timedelta, groups: list[Group]
) -> list[Turns] | None:
    """Turns of whole months, that begin on a day which every month has."""
    own_day = rule.month_days in ((), (start.day,))
    if not own_day or rule.days or rule.months or rule.positions or start.day > _IN_EVERY_MONTH:
        return None
    for whole in range(1, min(rule.interval, _MONTHS_A_YEAR) + 1):
        if _months_later(start, whole) - start == length:
            break
    else:
        return None
    if whole == rule.interval:
        return [Turns(start, Turn(whole, "months"), tuple(groups))]
    blank: list[Group] = [()] * (rule.interval - whole)
    spaced = tuple(one for group in groups for one in ([group] * whole + blank))
    return [Turns(start, Turn(1, "months"), spaced)]


def _months_later(start: datetime, months: int) -> datetime:
    month = start.year * _MONTHS_A_YEAR + start.month - 1 + months
    return start.replace(year=month // _MONTHS_A_YEAR, month=month % _MONTHS_A_YEAR + 1)


def _by_weekdays(
    rule: Rule, start: datetime, length: timedelta, groups: list[Group], each_has: int
) -> list[Turns] | None:
    """A layer for each day of the week: which shift it is depends on how many there were before."""
    if not timedelta() < length <= _A_WEEK:
        return None
    week = _week_of(rule, start)
    ahead = sorted({(day - rule.week_start) % 7 for day in rule.weekdays})
    before = sum(offset < (start - week).days for offset in ahead)
    whole = len(groups) * each_has
    rounds = whole // gcd(whole, len(ahead))
    if rounds * rule.interval > _MOST_TURNS:
        return None
    found = []
    for place, offset in enumerate(ahead):
        numbers = (one * len(ahead) + place - before for one in range(rounds))
        turns = [groups[number // each_has % len(groups)] for number in numbers]
        spaced = tuple(one for group in turns for one in (group, *[()] * (rule.interval - 1)))
        first = week + offset * _A_DAY
        hours = () if length == _A_WEEK else (_hours(first, length, "weeks"),)
        found.append(Turns(first, Turn(1, "weeks"), spaced, hours))
    return found


def _hours(start: datetime, length: timedelta, unit: Unit) -> Hours:
    """The hours of a shift that is shorter than its turn."""
    days, end = after(start.time(), length // timedelta(seconds=1))
    if unit == "days":
        return Hours(starts=start.time(), ends=end)
    last = DAYS[(start.weekday() + days) % len(DAYS)]
    return Hours(days=(DAYS[start.weekday()],), starts=start.time(), ends=end, ends_on=last)
