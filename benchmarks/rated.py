"""Twenty people declare at the same moment while Slack counts calls: who comes first, and how long the rest waits.

Slack lets an app post about once a second in one channel, and so the last of twenty announcements in one
channel cannot stand before some fifteen seconds have passed. People and cards must not wait for that.
"""

import asyncio

from benchmarks.at_once import AT_ONCE, declares
from benchmarks.figures import Figure
from benchmarks.ground import people, sqlite, started, workspace
from benchmarks.traces import all_answered, declarations


async def measure() -> list[Figure]:
    """Measure on SQLite."""
    with sqlite() as url:
        async with workspace(rates=True) as slack, started(slack, url) as ground:
            typed = await asyncio.gather(
                *(
                    declares(ground, who, f"number {number} is down")
                    for number, who in enumerate(people(slack, AT_ONCE))
                )
            )
            await all_answered(slack, typed)
            await ground.quiet()
            done = declarations(slack, typed)
            refused = [call for call in slack.journal.calls() if not call.ok]
    return [
        Figure("the last one with people and card", max(one.gathered for one in done), "ms"),
        Figure("the last one announced and linked", max(one.told for one in done), "ms"),
        Figure("the last one ready", max(one.ready for one in done), "ms"),
        Figure("calls that Slack put off", len(refused), ""),
        Figure("declarations that came to nothing", AT_ONCE - len(done), "", 0),
    ]
