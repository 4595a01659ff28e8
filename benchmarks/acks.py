"""Fifty people type `/incident help` or `/incident list` at the same moment: how soon Slack hears of it.

Over Socket Mode, with 100 ms for each Web API call and three incidents open. Slack gives a command three
seconds. The answer counts as seen when the private message has reached the workspace.
"""

import asyncio

from benchmarks.figures import Figure, percentile
from benchmarks.ground import Ground, people, sqlite, started, workspace

PEOPLE = 50
OPEN = 3


async def measure() -> list[Figure]:
    """Measure, after everyone has typed once as warm-up."""
    with sqlite() as url:
        async with workspace() as slack, started(slack, url) as ground:
            for number in range(OPEN):
                await slack.person("ana").types(f"/incident declare number {number} is down")
                await ground.quiet()
            await _all_type(ground)
            acks, seen = await _all_type(ground)
    return [
        Figure("commands without an ack", PEOPLE - len(acks), "", 0),
        Figure("ack, p50", percentile(acks, 50), "ms"),
        Figure("ack, p99", percentile(acks, 99), "ms", 3000),
        Figure("answer seen, p99", percentile(seen, 99), "ms"),
    ]


async def _all_type(ground: Ground) -> tuple[list[float], list[float]]:
    handles = people(ground.slack, PEOPLE)
    outcomes = await asyncio.gather(
        *(
            ground.slack.person(handle).types(f"/incident {'help' if n % 2 else 'list'}")
            for n, handle in enumerate(handles)
        )
    )
    await ground.quiet()
    acks, seen = [], []
    for handle, outcome in zip(handles, outcomes, strict=True):
        delivery = outcome.delivery
        if delivery is None or delivery.answer is None:
            continue
        acks.append(delivery.answer.milliseconds or 0)
        told = float(ground.slack.person(handle).ephemerals()[-1].ts)
        seen.append((told - delivery.created.timestamp()) * 1000)
    return acks, seen
