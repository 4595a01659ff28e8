"""Whose turn it is in one layer, and in which hours the layer counts."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.local_time import begins, ends, on_wall
from models.on_call import Someone
from models.on_call_parts import DAYS, Turn
from models.public_holidays import public_holidays
from models.schedule import Hours, Layer, Schedule
from workflows.on_call.spans import People, Span, combined, union, within

_MONTHS_A_YEAR = 12


def layer_spans(
    schedule: Schedule,
    layer: Layer,
    start: datetime,
    end: datetime,
    people: Mapping[str, Someone],
) -> list[Span]:
    """Whom one layer gives in a window, where it gives somebody."""
    zone = ZoneInfo(layer.zone or schedule.zone)
    home = ZoneInfo(schedule.zone)
    if layer.counts_from is not None:
        start = max(start, begins(layer.counts_from, zone))
    if layer.counts_until is not None:
        end = min(end, ends(layer.counts_until, zone))
    if start >= end or not layer.people:
        return []
    found = list(_turns(layer, zone, start, end))
    if layer.hours:
        found = _only(found, union(hours_within(layer.hours, zone, start, end)))
    if layer.holidays != "too":
        days = union(_holidays(schedule, zone, start, end))
        found = _only(found, days) if layer.holidays == "only" else _without(found, days)
    named = {one for span in found for one in span.people}
    for one in sorted(named & people.keys()):
        away = [Span(begins(time.starts, home), ends(time.ends, home)) for time in people[one].away]
        found = _without_person(found, one, within(union(away), start, end))
    return [span for span in found if span.people]


def handoff(layer: Layer, zone: ZoneInfo, number: int) -> datetime:
    """When turn `number` begins, in UTC; turn 0 is the first, and there are turns before it."""
    first = layer.first_turn if layer.first_turn.tzinfo is None else on_wall(layer.first_turn, zone)
    return begins(_wall_of(first, layer.every, number), zone)


def _wall_of(first: datetime, turn: Turn, number: int) -> datetime:
    """What the clocks show at a handoff. A month that is too short hands over on its last day."""
    if turn.unit != "months":
        return first + number * turn.length
    months = first.year * _MONTHS_A_YEAR + first.month - 1 + turn.count * number
    year, month = divmod(months, _MONTHS_A_YEAR)
    return first.replace(
        year=year, month=month + 1, day=min(first.day, monthrange(year, month + 1)[1])
    )


def _turns(layer: Layer, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Span]:
    number = _number_at(layer, zone, start)
    begin = handoff(layer, zone, number)
    while begin < end:
        following = handoff(layer, zone, number + 1)
        if following > begin:
            group = layer.people[number % len(layer.people)]
            yield Span(max(begin, start), min(following, end), group)
        begin, number = following, number + 1


def _number_at(layer: Layer, zone: ZoneInfo, at: datetime) -> int:
    """The number of the last turn that begins at a moment or before it."""
    first = layer.first_turn if layer.first_turn.tzinfo is None else on_wall(layer.first_turn, zone)
    wall, turn = on_wall(at, zone), layer.every
    if turn.unit == "months":
        months = (wall.year - first.year) * _MONTHS_A_YEAR + wall.month - first.month
        number = months // turn.count
    else:
        number = (wall - first) // turn.length
    # Where clocks jump, what they show leads to a turn nearby.
    while handoff(layer, zone, number) > at:
        number -= 1
    while handoff(layer, zone, number + 1) <= at:
        number += 1
    return number


def hours_within(
    hours: tuple[Hours, ...], zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[Span]:
    """Hours of the week as stretches of time: all that touch a window, whole, in no order."""
    for one in hours:
        own = ZoneInfo(one.zone) if one.zone else zone
        # Hours may have begun the day before, or a week, and last over a jump of the clocks by a day.
        back = 9 if one.ends_on is not None else 3
        day = on_wall(start, own).date() - timedelta(days=back)
        last = on_wall(end, own).date() + timedelta(days=1)
        while day <= last:
            if DAYS[day.weekday()] in one.days:
                span = _on_day(one, day, own)
                if span.end > start and span.start < end:
                    yield span
            day += timedelta(days=1)


def _on_day(hours: Hours, day: date, zone: ZoneInfo) -> Span:
    on = int(hours.ends <= hours.starts)
    if hours.ends_on is not None:
        later = (DAYS.index(hours.ends_on) - day.weekday()) % len(DAYS)
        on = later if later or not on else len(DAYS)
    closing = day + timedelta(days=on)
    return Span(
        begins(datetime.combine(day, hours.starts), zone),
        ends(datetime.combine(closing, hours.ends), zone),
    )


def _holidays(schedule: Schedule, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Span]:
    first = on_wall(start, zone).date() - timedelta(days=1)
    last = on_wall(end, zone).date()
    days = set(schedule.holidays)
    if schedule.holiday_calendar is not None:
        for year in range(first.year, last.year + 1):
            days.update(public_holidays(schedule.holiday_calendar, year))
    for day in days:
        if first <= day <= last:
            following = day + timedelta(days=1)
            yield Span(
                begins(datetime.combine(day, time()), zone),
                begins(datetime.combine(following, time()), zone),
            )


def _only(spans: list[Span], where: list[Span]) -> list[Span]:
    return combined(spans, where, lambda people, inside: () if inside is None else people)


def _without(spans: list[Span], where: list[Span]) -> list[Span]:
    return combined(spans, where, lambda people, inside: people if inside is None else ())


def _without_person(spans: list[Span], who: str, where: list[Span]) -> list[Span]:
    def how(people: People, inside: People | None) -> People:
        return people if inside is None else tuple(one for one in people if one != who)

    return combined(spans, where, how) if where else spans
