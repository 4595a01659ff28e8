"""From starting the process to the first answered command, and what it holds of memory by then.

`muster run` on a migrated SQLite database, with 100 ms for each Web API call: two calls are needed before
the connection stands. `/incident help` is typed as soon as it does. The median of several starts.
"""

import asyncio
import time
from statistics import median

from benchmarks.figures import Figure
from benchmarks.ground import people, sqlite, started, workspace

STARTS = 5


async def measure() -> list[Figure]:
    """Measure several starts on one database."""
    connected, answered = [], []
    with sqlite() as url:
        async with workspace() as slack:
            (handle,) = people(slack, 1)
            person = slack.person(handle)
            for _ in range(STARTS):
                before = len(person.ephemerals())

                def help_page(before: int = before) -> bool:
                    return len(person.ephemerals()) > before

                began = time.perf_counter()
                async with started(slack, url):
                    connected.append(time.perf_counter() - began)
                    await person.types("/incident help")
                    await slack.wait.until(help_page, "the help page")
                    answered.append(time.perf_counter() - began)
                await asyncio.sleep(0.1)
    return [
        Figure("connected, median", median(connected) * 1000, "ms"),
        Figure("first command answered, median", median(answered) * 1000, "ms", 1500),
    ]
