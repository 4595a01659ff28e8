"""An independent and slow model of who is on call: it looks at the clocks on the wall, minute by minute."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from models.on_call import Someone
from models.on_call_parts import DAYS
from models.schedule import Hours, Layer, Schedule

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)


@cache
def changes_of_clocks(zone: ZoneInfo, since: datetime, until: datetime) -> list[datetime]:
    """When a zone's clocks change between two moments, to a quarter of an hour."""
    found = []
    while since < until:
        before, after = since, since + timedelta(days=7)
        since = after
        if before.astimezone(zone).utcoffset() == after.astimezone(zone).utcoffset():
            continue
        while after - before > QUARTER:
            middle = before + (after - before) // QUARTER // 2 * QUARTER
            if middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset():
                before = middle
            else:
                after = middle
        found.append(after)
    return found


class Clocks:
    """What the clocks of a zone show around a moment, minute by minute."""

    def __init__(self, zone: ZoneInfo, start: datetime, minutes: int) -> None:
        self.start = start
        margin = 27 * 60
        shown = [
            (start + at * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0)
            for at in range(-margin, minutes + margin)
        ]
        most, self.reached = shown[0], []
        for wall in shown:
            most = max(most, wall)
            self.reached.append(most)
        least, ahead = shown[-1], []
        for wall in reversed(shown):
            least = min(least, wall)
            ahead.append(least)
        self.reached = self.reached[margin : margin + minutes]
        self.from_now_on = ahead[::-1][margin : margin + minutes]


class Slow:
    """Who is on call in one schedule, at each minute of a window."""

    def __init__(
        self, of: Schedule, people: Mapping[str, Someone], start: datetime, minutes: int
    ) -> None:
        self.of, self.people = of, people
        zones = {of.zone, *(layer.zone for layer in of.layers if layer.zone)}
        self._turns: dict[int, int] = {}
        self.clocks = {zone: Clocks(ZoneInfo(zone), start, minutes) for zone in zones}

    def who(self, minute: int) -> set[str]:
        """Everybody who is on call."""
        found: set[str] = set()
        level: set[str] = set()
        adds = False
        for layer in self.of.layers:
            if not layer.same_level:
                found, level, adds = self._laid(found, level, adds), set(), layer.beside
            level |= self._in_layer(layer, minute)
        found = self._laid(found, level, adds)
        for one in self.of.overrides:
            if self._is_within(one.starts, one.ends, minute):
                if one.instead_of is not None:
                    found = (
                        found - {one.instead_of} | set(one.people)
                        if one.instead_of in found
                        else found
                    )
                else:
                    found = found | set(one.people) if one.beside else set(one.people)
        return found

    @staticmethod
    def _laid(below: set[str], level: set[str], adds: bool) -> set[str]:  # noqa: FBT001 -- a field's value
        return below | level if adds or not level else level

    def _in_layer(self, layer: Layer, minute: int) -> set[str]:
        clocks = self.clocks[layer.zone or self.of.zone]
        reached, left = clocks.reached[minute], clocks.from_now_on[minute]
        if layer.counts_from is not None and reached < layer.counts_from:
            return set()
        if layer.counts_until is not None and left >= layer.counts_until:
            return set()
        if layer.hours and not any(_open(one, reached, left) for one in layer.hours):
            return set()
        is_holiday = reached.date() in self.of.holidays
        if layer.holidays != "too" and is_holiday != (layer.holidays == "only"):
            return set()
        turn = self._turns[id(layer)] = _turn_number(layer, reached, self._turns.get(id(layer), 0))
        return {
            one for one in layer.people[turn % len(layer.people)] if not self._is_away(one, minute)
        }

    def _is_away(self, who: str, minute: int) -> bool:
        known = self.people.get(who)
        return known is not None and any(
            self._is_within(away.starts, away.ends, minute) for away in known.away
        )

    def _is_within(self, starts: datetime, ends: datetime, minute: int) -> bool:
        clocks = self.clocks[self.of.zone]
        return clocks.reached[minute] >= starts and clocks.from_now_on[minute] < ends


def _turn_number(layer: Layer, reached: datetime, number: int) -> int:
    """How many handoffs the clocks have reached since the first turn began, one by one."""
    while _handoff(layer, number) > reached:
        number -= 1
    while _handoff(layer, number + 1) <= reached:
        number += 1
    return number


def _handoff(layer: Layer, number: int) -> datetime:
    first, every = layer.first_turn, layer.every
    if every.unit != "months":
        hours = {"hours": 1, "days": 24, "weeks": 24 * 7}[every.unit]
        return first + timedelta(hours=hours * every.count) * number
    year, month = first.year, first.month
    for _ in range(abs(number) * every.count):
        month += 1 if number > 0 else -1
        year, month = (
            (year + 1, 1) if month > 12 else (year - 1, 12) if month < 1 else (year, month)
        )
    for day in range(first.day, 0, -1):
        try:
            return first.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError(first)


def _open(one: Hours, reached: datetime, left: datetime) -> bool:
    """Whether hours have begun, and are not over for good."""
    for back in range(10):
        day: date = reached.date() - timedelta(days=back)
        if DAYS[day.weekday()] not in one.days:
            continue
        begin = datetime.combine(day, one.starts)
        end = datetime.combine(day, one.ends)
        while end <= begin or (one.ends_on and DAYS[end.weekday()] != one.ends_on):
            end += timedelta(days=1)
        if begin <= reached and left < end:
            return True
    return False
