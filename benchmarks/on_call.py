"""Five hundred schedules of five thousand people: who is on call in one, and two months of one.

Each schedule has six layers by three regions' clocks, with hours, absences, and fifty overrides. Nothing
is kept between the questions.
"""

import time
from datetime import UTC, datetime, timedelta

from benchmarks.figures import Figure, percentile
from benchmarks.planning import passes
from models.on_call import Away, Someone
from models.on_call_parts import Turn
from models.schedule import Hours, Layer, Override, Schedule
from workflows.on_call.resolving import next_change, shifts, who

SCHEDULES, PEOPLE = 500, 5_000
_ASKED = 200
_ZONES = ("America/Los_Angeles", "Asia/Singapore", "Europe/London")
_START = datetime(2026, 3, 1, tzinfo=UTC)


async def measure() -> list[Figure]:
    """Measure the pure functions, with no database and no Slack; then a pass over all schedules."""
    people = {f"person{number}": _someone(number) for number in range(PEOPLE)}
    schedules = [_schedule(number) for number in range(SCHEDULES)]
    asked: list[float] = []
    ahead: list[float] = []
    months: list[float] = []
    for number in range(_ASKED):
        of, at = schedules[number * 7 % SCHEDULES], _START + timedelta(hours=5 * number)
        begun = time.perf_counter()
        who(of, at, people)
        asked.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        next_change(of, at, people)
        ahead.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        shifts(of, at, at + timedelta(days=61), people)
        months.append((time.perf_counter() - begun) * 1000)
    return [
        Figure("who is on call, p95", percentile(asked, 95), "ms", 5),
        Figure("when that changes, p95", percentile(ahead, 95), "ms"),
        Figure("two months of one schedule, p95", percentile(months, 95), "ms", 50),
        *await passes(schedules, people, _START),
    ]


def _someone(number: int) -> Someone:
    begin = datetime(2026, 1 + number % 12, 1 + number % 14)  # noqa: DTZ001 -- by the schedule's clocks
    away = Away(starts=begin, ends=begin + timedelta(days=14))
    return Someone(zone=_ZONES[number % 3], away=(away,))


def _schedule(number: int) -> Schedule:
    first = datetime(2026, 1, 5, 9)  # noqa: DTZ001 -- by the schedule's clocks
    layers = [
        Layer(
            name=f"{zone} {half}",
            people=tuple((f"person{(number * 10 + one + half) % PEOPLE}",) for one in range(8)),
            first_turn=first,
            every=Turn(12, "hours") if half else Turn(1, "weeks"),
            hours=(Hours(starts=first.time(), ends=first.replace(hour=19).time()),),
            zone=zone,
            beside=bool(half),
        )
        for half in range(2)
        for zone in _ZONES
    ]
    overrides = [
        Override(
            starts=first + timedelta(days=3 * at),
            ends=first + timedelta(days=3 * at, hours=8),
            people=(f"person{at}",),
        )
        for at in range(50)
    ]
    return Schedule(
        key=f"schedule-{number}",
        name=f"Schedule {number}",
        zone=_ZONES[number % 3],
        layers=tuple(layers),
        overrides=tuple(overrides),
    )
