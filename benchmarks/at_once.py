"""Twenty people declare twenty incidents at the same moment: how long until the last is ready.

As in `declare`, with 100 ms for each Web API call, and after one declaration as warm-up. It is done several
times in a row, since one time on a shared machine says little: the median counts, and the slowest is told
beside it. Each of the people is new to the bot. The workspace has a process of its own, and its processor
time is told beside the bot's: on a machine of two processors both are felt. The same is done on PostgreSQL
where there is a server, and by an app that keeps nothing: what the libraries need on this machine for the
calls alone.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.figures import Figure, percentile
from benchmarks.ground import (
    Ground,
    bare,
    has_postgresql,
    people,
    postgresql,
    sqlite,
    started,
    workspace,
)
from benchmarks.traces import all_answered, declarations
from sandbox.journal import Delivery

AT_ONCE = 20
ROUNDS = 7


async def measure() -> list[Figure]:
    """Measure without a record, and on both databases."""
    async with workspace() as slack, bare(slack) as ground:
        least = await _rounds(ground, "nothing kept")
    found = [replace(figure, target=None) for figure in least]
    with sqlite() as url:
        async with workspace() as slack, started(slack, url) as ground:
            found += await _rounds(ground, "SQLite")
    if has_postgresql():
        with postgresql() as url:
            async with workspace() as slack, started(slack, url) as ground:
                found += await _rounds(ground, "PostgreSQL")
    return found


async def _rounds(ground: Ground, where: str) -> list[Figure]:
    early, *others = people(ground.slack, ROUNDS * AT_ONCE + 1)
    await all_answered(ground.slack, [await declares(ground, early, "warm-up")])
    await ground.quiet()
    cpu, of_workspace = ground.cpu, time.process_time()
    rounds = [
        await _twenty(ground, others[one * AT_ONCE : (one + 1) * AT_ONCE], one)
        for one in range(ROUNDS)
    ]
    cpu, of_workspace = ground.cpu - cpu, time.process_time() - of_workspace
    last = [max(one.ready for one in declarations(ground.slack, typed)) for typed in rounds]
    gathered = [max(one.gathered for one in declarations(ground.slack, typed)) for typed in rounds]
    acks = [one.answer.milliseconds or 0 for typed in rounds for one in typed if one.answer]
    return [
        Figure(f"the last one ready, median ({where})", percentile(last, 50), "ms", 500),
        Figure(f"the last one ready, slowest round ({where})", max(last), "ms"),
        Figure(
            f"the last one with people and card, median ({where})", percentile(gathered, 50), "ms"
        ),
        Figure(f"commands without an ack ({where})", ROUNDS * AT_ONCE - len(acks), "", 0),
        Figure(f"ack, p50 ({where})", percentile(acks, 50), "ms"),
        Figure(f"ack, p99 ({where})", percentile(acks, 99), "ms", 3000),
        Figure(f"CPU of the bot, a round ({where})", cpu / ROUNDS * 1000, "ms"),
        Figure(f"CPU of the workspace, a round ({where})", of_workspace / ROUNDS * 1000, "ms"),
    ]


async def _twenty(ground: Ground, handles: Sequence[str], number: int) -> list[Delivery]:
    typed = await asyncio.gather(
        *(
            declares(ground, who, f"number {n} of round {number} is down")
            for n, who in enumerate(handles)
        )
    )
    await all_answered(ground.slack, typed)
    await ground.quiet()
    return typed


async def declares(ground: Ground, handle: str, title: str) -> Delivery:
    """Have somebody declare, and return the delivery. Raises LookupError when they could not type."""
    outcome = await ground.slack.person(handle).types(f"/incident declare {title}")
    if outcome.delivery is None:
        raise LookupError(f"{handle} could not type")
    return outcome.delivery
