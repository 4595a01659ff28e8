"""Twenty people declare twenty incidents at the same moment: how long until the last is ready.

As in `declare`, with 100 ms for each Web API call, and after one declaration as warm-up. Each of the
twenty is new to the bot. The workspace has a process of its own, and its processor time is told beside the
bot's: on a machine of two processors both are felt. The same is done on PostgreSQL where there is a server.
"""

import asyncio
import time

from benchmarks.figures import Figure, percentile
from benchmarks.ground import Ground, has_postgresql, people, postgresql, sqlite, started, workspace
from benchmarks.traces import all_answered, declarations
from sandbox.journal import Delivery

AT_ONCE = 20


async def measure() -> list[Figure]:
    """Measure on both databases."""
    with sqlite() as url:
        async with workspace() as slack, started(slack, url) as ground:
            found = await _twenty(ground, "SQLite")
    if has_postgresql():
        with postgresql() as url:
            async with workspace() as slack, started(slack, url) as ground:
                found += await _twenty(ground, "PostgreSQL")
    return found


async def _twenty(ground: Ground, where: str) -> list[Figure]:
    early, *others = people(ground.slack, AT_ONCE + 1)
    await all_answered(ground.slack, [await declares(ground, early, "warm-up")])
    await ground.quiet()
    cpu, of_workspace = ground.cpu, time.process_time()
    typed = await asyncio.gather(
        *(declares(ground, who, f"number {n} is down") for n, who in enumerate(others))
    )
    await all_answered(ground.slack, typed)
    await ground.quiet()
    cpu, of_workspace = ground.cpu - cpu, time.process_time() - of_workspace
    done = declarations(ground.slack, typed)
    ready = [one.ready for one in done]
    gathered = [one.gathered for one in done]
    acks = [one.answer.milliseconds or 0 for one in typed if one.answer]
    return [
        Figure(f"the last one ready ({where})", max(ready), "ms", 500),
        Figure(f"the median one ready ({where})", percentile(ready, 50), "ms"),
        Figure(f"the last one with people and card ({where})", max(gathered), "ms"),
        Figure(f"commands without an ack ({where})", AT_ONCE - len(acks), "", 0),
        Figure(f"ack, p50 ({where})", percentile(acks, 50), "ms"),
        Figure(f"ack, p99 ({where})", percentile(acks, 99), "ms", 3000),
        Figure(f"CPU of the bot ({where})", cpu * 1000, "ms"),
        Figure(f"CPU of the workspace ({where})", of_workspace * 1000, "ms"),
    ]


async def declares(ground: Ground, handle: str, title: str) -> Delivery:
    """Have somebody declare, and return the delivery. Raises LookupError when they could not type."""
    outcome = await ground.slack.person(handle).types(f"/incident declare {title}")
    if outcome.delivery is None:
        raise LookupError(f"{handle} could not type")
    return outcome.delivery
