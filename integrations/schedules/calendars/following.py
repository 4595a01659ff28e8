"""A change to one event of a calendar and all that follow it: the series in pieces, each as it is from then on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from integrations.schedules.calendars.events import Event
from integrations.schedules.rules import Effort, Rule, repeats
from models.local_time import begins, on_wall

_A_MINUTE = timedelta(minutes=1)
_A_DAY = timedelta(days=1)
_A_WEEK = 7


def in_pieces(series: Event, changes: list[Event], effort: Effort) -> list[Event] | None:
    """The series before the first change, and from each on; None for what rules cannot say. Raises TooMuch.

    Each change is of the repetition that begins at its `instead_of`.
    """
    if series.rule is None or series.also:
        return None
    cuts = sorted((one.instead_of, number) for number, one in enumerate(changes) if one.instead_of)
    walls = [on_wall(at, series.zone) for at, _ in cuts]
    before = replace(series, rule=_until(series.rule, walls[0]))
    pieces = [before] if series.start < walls[0] else []
    for (_, number), (wall, following) in zip(cuts, pairwise([*walls, None]), strict=True):
        if (
            wall is None
            or next(repeats(series.rule, series.start, wall, wall, effort), None) is None
        ):
            return None
        one = changes[number]
        rule = one.rule or _moved(series.rule, wall, one.start)
        if rule is None:
            return None
        if one.rule is None and rule.count is not None:
            earlier = sum(1 for at in repeats(rule, series.start, series.start, wall, effort))
            rule = replace(rule, count=rule.count - earlier + 1)
        if following is not None:
            rule = _until(rule, following + (one.start - wall))
        without = frozenset(_shifted(series, one, wall))
        pieces.append(replace(one, rule=rule, instead_of=None, without=one.without | without))
    return [one for one in pieces if not one.is_cancelled]


def _until(rule: Rule, wall: datetime) -> Rule:
    return replace(rule, until=wall - _A_MINUTE, count=None)


def _moved(rule: Rule, wall: datetime, start: datetime) -> Rule | None:
    """The rule of a repetition that is put to another time; None if that says something else on other days."""
    days = (start.date() - wall.date()) // _A_DAY
    if not days:
        return rule
    if not rule.is_plain or rule.every not in {"DAILY", "WEEKLY"} or rule.until is not None:
        return None
    weekdays = tuple((0, (day + days) % _A_WEEK) for _, day in rule.days)
    return replace(rule, days=weekdays, week_start=(rule.week_start + days) % _A_WEEK)


def _shifted(series: Event, change: Event, wall: datetime) -> Iterator[datetime]:
    """The beginnings, in UTC, that the repetitions called off have in the piece from a change on."""
    for at in series.without:
        own = (
            on_wall(at, series.zone)
            if isinstance(at, datetime)
            else datetime.combine(at, wall.time())
        )
        if own > wall:
            yield begins(own + (change.start - wall), change.zone)
