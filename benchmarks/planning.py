"""One pass of what time does by itself, over all schedules: how long, and how long others wait meanwhile.

It runs on a fresh SQLite file, with twenty open incidents of three regions, once to write everything
down for the first time and then as it does every few minutes.
"""

import asyncio
import gc
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.figures import Figure
from benchmarks.ground import sqlite
from integrations.slack import Slack
from models.coverage import Region
from models.database import Database
from models.on_call import OnCall, Someone
from models.organisation import Organisation
from models.schedule import Hours, Schedule
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.errands import World
from workflows.facts import Glance
from workflows.on_call.planner import PlanDuty
from workflows.work import Start

_EIGHT, _SIX = datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 18).time()  # noqa: DTZ001 -- clocks
_TICK = 0.001


async def passes(
    schedules: Sequence[Schedule], people: Mapping[str, Someone], begins: datetime
) -> list[Figure]:
    """Measure the first pass, and the ones after it."""
    zones = sorted({one.zone for one in schedules})
    regions = tuple(
        Region(
            name=zone,
            zone=zone,
            hours=(Hours(starts=_EIGHT, ends=_SIX),),
            commanders=(schedules[number].key,),
        )
        for number, zone in enumerate(zones)
    )
    duty = OnCall(schedules=tuple(schedules), people=people, regions=regions)
    organisation = Organisation().with_duty(duty)
    with sqlite() as url:
        database = Database(url)
        clock = Clock.still(begins)
        # The other benchmarks' leavings are nothing that a bot would look through for garbage.
        gc.collect()
        gc.freeze()
        start = Start(database, clock, Configuration(organisation), lambda: None)
        first, _ = await _pass(start, organisation)
        clock.advance(timedelta(minutes=5))
        later, waits = await _pass(start, organisation)
        await database.close()
        gc.unfreeze()
    return [
        Figure("first look at all schedules", first, "s"),
        Figure("a later look at all of them", later, "s", 2),
        Figure("the longest that others wait meanwhile", waits * 1000, "ms", 50),
    ]


async def _pass(start: Start, organisation: Organisation) -> tuple[float, float]:
    """How long a pass takes, and the longest that the event loop works at it without a break."""
    world = World(
        slack=Slack(AsyncWebClient()),
        start=start,
        organisation=organisation,
        glance=Glance(start, [], {}),
        written_at=start.clock.now(),
        repeat=False,
        mark="benchmark",
    )
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()
            await asyncio.sleep(_TICK)
            longest = max(longest, time.thread_time() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    begun = time.perf_counter()
    await PlanDuty().carry_out(world)
    took = time.perf_counter() - begun
    watching.cancel()
    return took, longest
