"""How healthy schedules are: what a tired person would run into, a plain sentence each, and a score."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import combinations, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from models.local_time import begins, on_wall
from models.on_call import OnCall, Someone
from models.schedule import Schedule
from workflows.on_call.resolving import shifts
from workflows.on_call.spans import Span

FEWEST_PEOPLE: Final = 6
#: Whoever is asked again sooner has hardly slept.
SHORTEST_REST: Final = timedelta(hours=8)
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
#: Nobody should have to be fresh between these.
ASLEEP_UNTIL: Final = time(6)
_MOST_TOLD: Final = 3
#: Differences below this are chance.
_EVEN_ENOUGH: Final = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is worth a look in a schedule."""

    kind: str
    """What sort of thing, in one word, such as gap."""
    schedule: str
    """The key of the schedule."""
    says: str


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carries in a window."""

    hours: float
    nights: int


@dataclass(frozen=True, slots=True)
class Health:
    """How a schedule does over a window."""

    score: int
    """From 0 to 100: the mean of how much is covered, and how evenly hours and nights are shared; of
    that, with fewer than six people, so many sixths."""
    covered: int
    """In percent, rounded down, so that 100 means no gap at all."""
    loads: Mapping[str, Load]


def remarks_on(on_call: OnCall, start: datetime, end: datetime) -> list[Remark]:
    """Everything in a window that is worth a look, schedule by schedule."""
    rows = {one.key: shifts(one, start, end, on_call.people) for one in on_call.schedules}
    found: list[Remark] = []
    for schedule in on_call.schedules:
        row = rows[schedule.key]
        says = [
            *(("gap", one) for one in _gaps(schedule, row, end)),
            *(("twice", one) for one in _twice(schedule, row, rows)),
            *(("few", one) for one in _few(schedule)),
            *(("rest", one) for one in _rest(schedule, row)),
            *(("night", one) for one in _handoffs_at_night(schedule, row, on_call.people)),
            *(("balance", one) for one in _uneven(schedule, row, on_call.people)),
        ]
        found += [Remark(kind, schedule.key, one) for kind, one in says]
    return found


def health_of(
    schedule: Schedule, start: datetime, end: datetime, people: Mapping[str, Someone]
) -> Health:
    """How a schedule does in a window."""
    return _health(schedule, shifts(schedule, start, end, people), people)


def _health(schedule: Schedule, row: list[Span], people: Mapping[str, Someone]) -> Health:
    hours: Counter[str] = Counter(dict.fromkeys(_named(schedule), 0))
    nights: Counter[str] = Counter()
    covered, whole = timedelta(), row[-1].end - row[0].start
    for span in row:
        covered += span.length if span.people else timedelta()
        for who in span.people:
            hours[who] += span.length // timedelta(minutes=1)
            nights[who] += _nights(span, _zone_of(who, schedule, people))
    share = 100 * covered // whole
    even = _even([hours[who] for who in hours]), _even([nights[who] for who in hours])
    loads = {who: Load(minutes / 60, nights[who]) for who, minutes in sorted(hours.items())}
    enough = min(len(hours), FEWEST_PEOPLE) / FEWEST_PEOPLE
    return Health(round((share + sum(even)) / 3 * enough) if covered else 0, share, loads)


def _even(amounts: list[int]) -> float:
    """How evenly something is shared, in percent: the mean over all pairs of less against more."""
    pairs = [(min(pair), max(pair)) for pair in combinations(amounts[:200], 2)]
    shares = [less / more if more else 1.0 for less, more in pairs]
    return 100 * sum(shares) / len(shares) if shares else 100.0


def _nights(span: Span, zone: ZoneInfo) -> int:
    """In how many nights somebody is on call for an hour at least."""
    day = on_wall(span.start, zone).date() - timedelta(days=1)
    last, found = on_wall(span.end, zone).date(), 0
    while day <= last:
        begin = begins(datetime.combine(day, NIGHT_BEGINS), zone)
        day += timedelta(days=1)
        end = begins(datetime.combine(day, NIGHT_ENDS), zone)
        found += min(end, span.end) - max(begin, span.start) >= timedelta(hours=1)
    return found


def _zone_of(who: str, schedule: Schedule, people: Mapping[str, Someone]) -> ZoneInfo:
    known = people.get(who)
    return ZoneInfo((known.zone if known else None) or schedule.zone)


def _named(schedule: Schedule) -> list[str]:
    """Everybody in the layers of a schedule."""
    return list(
        dict.fromkeys(who for layer in schedule.layers for group in layer.people for who in group)
    )


def _shown(moment: datetime, schedule: Schedule) -> str:
    return f"{on_wall(moment, ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M}"


def _gaps(schedule: Schedule, row: list[Span], end: datetime) -> Iterator[str]:
    gaps = [span for span in row if not span.people]
    if len(gaps) == 1 and gaps[0] == row[0] and gaps[0].end == end:
        yield "Nobody is on call at all. Add a layer with people."
        return
    for gap in gaps[:_MOST_TOLD]:
        open_ = "on" if gap.end == end else f"to {_shown(gap.end, schedule)}"
        yield (
            f"Nobody is on call from {_shown(gap.start, schedule)} {open_} ({schedule.zone}).{_why(schedule)}"
        )
    if len(gaps) > _MOST_TOLD:
        total = sum((gap.length for gap in gaps), timedelta()) // timedelta(hours=1)
        yield f"There are {len(gaps)} such gaps, {total} hours in all."


def _why(schedule: Schedule) -> str:
    limited = [layer.name for layer in schedule.layers if layer.hours]
    if len(limited) > 1 and len(limited) == len(schedule.layers):
        return f" The hours of {', '.join(limited)} do not meet there."
    return " A first layer without hours would fill it."


def _twice(schedule: Schedule, row: list[Span], rows: Mapping[str, list[Span]]) -> Iterator[str]:
    if schedule.second_to is None or schedule.second_to not in rows:
        return
    same, first = timedelta(), None
    others = iter(rows[schedule.second_to])
    other = next(others)
    for span in row:
        while True:
            start, end = max(span.start, other.start), min(span.end, other.end)
            both = [who for who in span.people if who in other.people]
            if both and start < end:
                same += end - start
                first = first or (start, both[0])
            if other.end > span.end or (following := next(others, None)) is None:
                break
            other = following
    if first is not None:
        share = 100 * same // (row[-1].end - row[0].start)
        often = "always" if share == 100 else f"{max(share, 1)} % of the time"  # noqa: PLR2004 -- all
        yield (
            f"The same person is on call here and in {schedule.second_to}, {often}; first "
            f"{first[1]} on {_shown(first[0], schedule)}. If they cannot answer, nobody does. Move "
            "the people on or the first turn, and not both: the two cancel each other."
        )


def _few(schedule: Schedule) -> Iterator[str]:
    count = len(_named(schedule))
    if 0 < count < FEWEST_PEOPLE:
        who = "1 person takes" if count == 1 else f"{count} people take"
        yield f"Only {who} turns. With fewer than {FEWEST_PEOPLE} it wears people out."


def _rest(schedule: Schedule, row: list[Span]) -> Iterator[str]:
    last: dict[str, datetime] = {}
    found: dict[str, tuple[datetime, timedelta]] = {}
    for span in row:
        for who in span.people:
            rest = span.start - last[who] if who in last else timedelta()
            if timedelta() < rest < SHORTEST_REST and who not in found:
                found[who] = span.start, rest
            last[who] = span.end
    for who, (at, rest) in list(found.items())[:_MOST_TOLD]:
        yield (
            f"{who} is on call again on {_shown(at, schedule)}, {_length(rest)} after the shift before."
        )
    if len(schedule.layers) < 2:  # noqa: PLR2004 -- turns of one layer follow one another as they were written
        return
    longest = max(_longest(schedule), timedelta(days=1))
    streaks = [
        (who, span)
        for span in _streaks(row)
        for who in span.people
        if span.length > longest + timedelta(hours=1) and len(_named(schedule)) > 1
    ]
    for who, span in streaks[:_MOST_TOLD]:
        yield (
            f"{who} is on call from {_shown(span.start, schedule)} for {_length(span.length)} without "
            "a break: two shifts follow one another."
        )


def _streaks(row: list[Span]) -> Iterator[Span]:
    """Each person's time on call without a break, whoever is on call beside them."""
    since: dict[str, datetime] = {}
    for span, following in pairwise([*row, Span(row[-1].end, row[-1].end)]):
        for who in span.people:
            since.setdefault(who, span.start)
            if who not in following.people:
                yield Span(since.pop(who), span.end, (who,))


def _longest(schedule: Schedule) -> timedelta:
    return max(layer.every.length for layer in schedule.layers)


def _length(length: timedelta) -> str:
    hours = length // timedelta(hours=1)
    if hours >= 48:  # noqa: PLR2004 -- two days
        return f"{hours // 24} days"
    if hours > 1:
        return f"{hours} hours"
    minutes = length // timedelta(minutes=1)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _handoffs_at_night(
    schedule: Schedule, row: list[Span], people: Mapping[str, Someone]
) -> Iterator[str]:
    told: set[str] = set()
    for before, after in pairwise(row):
        for who in (*before.people, *after.people):
            zone = _zone_of(who, schedule, people)
            wall = on_wall(after.start, zone)
            moved = (who in before.people) != (who in after.people)
            if moved and who not in told and time(0) < wall.time() < ASLEEP_UNTIL:
                told.add(who)
                does = "begins" if who in after.people else "ends"
                yield f"The shift of {who} {does} on {wall:%Y-%m-%d} at {wall:%H:%M} by their clock ({zone.key})."


def _uneven(schedule: Schedule, row: list[Span], people: Mapping[str, Someone]) -> Iterator[str]:
    loads = _health(schedule, row, people).loads
    if len(loads) < 2:  # noqa: PLR2004 -- nothing to compare
        return
    for what, amounts in (
        ("hours", {who: round(load.hours) for who, load in loads.items()}),
        ("nights", {who: load.nights for who, load in loads.items()}),
    ):
        if _even(list(amounts.values())) < _EVEN_ENOUGH:
            most, least = (
                max(amounts, key=amounts.__getitem__),
                min(amounts, key=amounts.__getitem__),
            )
            yield (
                f"The {what} are shared unevenly: {most} has {amounts[most]}, {least} {amounts[least]}."
            )
