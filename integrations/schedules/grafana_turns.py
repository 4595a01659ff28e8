"""How a shift of Grafana OnCall's repeats, by the clocks on the wall: as turns, or one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.dated import Group
from integrations.schedules.repeating import Turns, shift_by_shift, week_by_week
from integrations.schedules.rules import Effort, Rule, repeats
from integrations.schedules.values import after
from models.local_time import on_wall
from models.on_call_parts import DAYS, Turn
from models.schedule import Hours

EVERY: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=31),
}
MOST_TURNS: Final = 500
_FAR: Final = timedelta(days=3660)
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(weeks=1)
_HOURS_A_DAY: Final = 24
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift, by the clocks on the wall."""

    rule: Rule
    start: datetime
    length: timedelta
    groups: list[Group]
    since: datetime
    """When it takes effect."""
    runs_on: bool
    """Whether it is of the web: one that has begun when it takes effect counts, and its end cuts one short."""
    rolls: bool
    """Whether groups take turns in it, which begin when it takes effect."""

    def is_in_effect(self, at: datetime) -> bool:
        """Whether one that begins at a time counts."""
        return at >= self.since or (self.runs_on and at + self.length > self.since)

    @property
    def by_weekdays(self) -> bool:
        """Whether each of its days of the week is a turn."""
        return self.rolls and self.rule.every == "DAILY" and bool(self.rule.days)

    @property
    def repeated(self) -> Rule:
        """The rule by which its shifts repeat, whoever's they are."""
        return replace(self.rule, every="WEEKLY", interval=1) if self.by_weekdays else self.rule

    @property
    def first(self) -> datetime:
        """When the first that is in effect begins."""
        if self.by_weekdays or not self.rolls:
            return self.start if not self.runs_on else max(self.start, self.since)
        since = max(self.start, self.since)
        if self.runs_on:
            return since
        far = since + _FAR
        return next(repeats(self.rule, self.start, since, far, Effort()), since)

    def last_end(self, until: datetime, zone: ZoneInfo) -> datetime:
        """When the last is over by the clocks on the wall, if none begins after a moment in UTC."""
        wall = on_wall(until, zone)
        if self.runs_on:
            return wall
        ahead = 2 * EVERY[self.rule.every.lower()] * self.rule.interval + timedelta(weeks=1)
        last = max(repeats(self.repeated, self.start, wall - ahead, wall, Effort()), default=None)
        if last is None:
            return wall
        whole = EVERY[self.rule.every.lower()] * self.rule.interval * len(self.groups)
        # The first of each group is cut there, by the clocks on the wall.
        if not self.rule.days and last - self.first < whole:
            return min(last + self.length, until.replace(tzinfo=None))
        return last + self.length

    def one_by_one(
        self, since: datetime, until: datetime
    ) -> Iterator[tuple[datetime, datetime, Group]]:
        """Its shifts of which anything lies between two moments by the clocks on the wall. Raises TooMuch."""
        for at in repeats(self.rule, self.start, self.start, until, Effort()):
            end = at + self.length
            whose = self.groups[self._turn_at(at) % len(self.groups)]
            if end > since and end > self.first and (self.runs_on or at >= self.first) and whose:
                yield max(at, self.first), end, whose

    @property
    def can_be_counted(self) -> bool:
        """Whether it is plain whose turn each shift is, where turns cannot say it."""
        return self.rule.every != "HOURLY" and not self.by_weekdays

    def _turn_at(self, at: datetime) -> int:
        """Which turn it is: by months, by weeks or by days from the beginning."""
        start, every = self.start, self.rule.every
        if every == "MONTHLY":
            periods = (at.year - start.year) * _MONTHS_A_YEAR + at.month - start.month
        elif every == "WEEKLY":
            periods = (self.week(at) - self.week(start)) // _A_WEEK
        else:
            periods = (at - start) // _A_DAY
        return periods // self.rule.interval

    def week(self, at: datetime) -> datetime:
        """When the week of a time begins."""
        day = at.replace(hour=0, minute=0)
        return day - (day.weekday() - self.rule.week_start) % len(DAYS) * _A_DAY


def begun(shift: Shift) -> Shift:
    """The same, from the first of its days of the week on. Raises TooMuch."""
    days, start, first = shift.rule.weekdays, shift.start, shift.rule.week_start
    if not shift.rolls or not shift.rule.every:
        return shift
    if not days:
        return _drifted(shift)
    if (found := _sought(shift)) is not None:
        return replace(shift, start=found)
    if start.weekday() in days:
        return shift
    day = (first + min((one - first) % len(DAYS) for one in days)) % len(DAYS)
    moved = replace(shift, start=start + (day - start.weekday()) % len(DAYS) * _A_DAY)
    if shift.rule.every == "WEEKLY" and not moved.is_in_effect(moved.start):
        # Then none of that week is.
        return replace(moved, since=max(moved.since, moved.week(moved.start) + _A_WEEK))
    return moved


def _drifted(shift: Shift) -> Shift:
    """Weeks of which neither the first nor the second is in effect begin with the week there."""
    start, rule = shift.start, shift.rule
    weekly = rule.every == "WEEKLY" and rule.is_plain and shift.since != start
    if not weekly or any(shift.is_in_effect(at) for at in (start, start + _A_WEEK * rule.interval)):
        return shift
    days = start.date() - shift.week(start).date()
    return replace(shift, start=start - days)


def _sought(shift: Shift) -> datetime | None:
    """The first of its days, which is looked for where it takes effect at another time than it begins."""
    start, every = shift.start, shift.rule.every
    if shift.since == start or every == "MONTHLY":
        return None
    ahead = shift.week(start) + _A_WEEK if every == "WEEKLY" else start + _FAR
    found = repeats(shift.rule, start, start, ahead - timedelta(minutes=1), Effort())
    return next((at for at in found if every != "WEEKLY" or shift.is_in_effect(at)), None)


def turns_of(shift: Shift) -> list[Turns] | None:
    """Whose turn it is when; None for what turns cannot say."""
    rule = shift.rule
    if not rule.is_plain:
        return None
    if shift.by_weekdays:
        return shift_by_shift(
            shift.repeated, shift.start, shift.length, shift.groups, rule.interval
        )
    found = week_by_week(rule, shift.start, shift.length, shift.groups)
    return _by_hours(shift) if found is None and rule.every == "HOURLY" else found


def _by_hours(shift: Shift) -> list[Turns] | None:
    """Turns of hours that are at the same times of every day, on some days or for a part of each turn only."""
    rule, start = shift.rule, shift.start
    step = timedelta(hours=rule.interval)
    even = _HOURS_A_DAY % rule.interval == 0 or rule.interval % _HOURS_A_DAY == 0
    if (
        not even
        or not timedelta() < shift.length <= min(step, _A_DAY)
        or len(shift.groups) > MOST_TURNS
    ):
        return None
    there = [group for group in shift.groups if group]
    ring: list[Group] = [()] * len(shift.groups)
    since = max(start, shift.since)
    every = enumerate(repeats(rule, start, start, since + _FAR, Effort()))
    counted = ((number, at) for number, at in every if shift.is_in_effect(at))
    for number, at in islice(counted, len(there)):
        place = (at - start) // step % len(ring)
        if ring[place]:
            return None
        ring[place] = there[number % len(there)]
    days = tuple(DAYS[day] for day in sorted(set(rule.weekdays))) or DAYS
    times = [
        (start + number * step).time() for number in range(max(_HOURS_A_DAY // rule.interval, 1))
    ]
    seconds = shift.length // timedelta(seconds=1)
    hours = tuple(Hours(days=days, starts=at, ends=after(at, seconds)[1]) for at in times)
    if step <= _A_DAY:
        return [Turns(start, Turn(rule.interval, "hours"), tuple(ring), hours)]
    spaced = tuple(one for group in ring for one in (group, *[()] * (step // _A_DAY - 1)))
    return [Turns(start, Turn(1, "days"), spaced, hours)] if len(spaced) <= MOST_TURNS else None
