"""One declaration at a time: how long until the room is ready, with how many calls, at what cost.

Somebody types `/incident declare`, with 100 ms for each Web API call. Everything is in place when Slack
has answered the last of: channel created, declarer invited, topic set, card posted and pinned,
announcement posted, direct message sent, bookmark added. Three calls have to follow one another, so
300 ms is the floor. One declaration goes ahead unmeasured, as warm-up; each waits for quiet. The same is
done on PostgreSQL where there is a server. Memory is the resident set of the bot's process, CPU its
user and system time. The sandbox runs in the measuring process, the bot in its own.
"""

from statistics import mean, median

from benchmarks.figures import Figure, percentile
from benchmarks.ground import Ground, has_postgresql, people, postgresql, sqlite, started, workspace
from benchmarks.traces import all_answered, calls_since, declarations, depth
from sandbox.journal import Delivery

TIMES = 20
#: After so many declarations the memory is looked at again.
MANY = 50


async def measure() -> list[Figure]:
    """Measure on both databases, and the costs on SQLite."""
    with sqlite() as url:
        async with workspace() as slack, started(slack, url) as ground:
            found = await _with_costs(ground)
    if has_postgresql():
        with postgresql() as url:
            async with workspace() as slack, started(slack, url) as ground:
                typed = await _declared(ground, 0, TIMES + 1)
                found += _waiting(ground, typed[1:], "PostgreSQL")
    return found


async def _with_costs(ground: Ground) -> list[Figure]:
    await ground.quiet()
    found = [Figure("memory when idle", ground.memory, "MiB", 90)]
    first, *_ = await _declared(ground, 0, 1)
    of_first = calls_since(ground.slack, first)
    cpu = ground.cpu
    typed = await _declared(ground, 1, TIMES)
    cpu = (ground.cpu - cpu) / TIMES
    of_each = calls_since(ground.slack, typed[-1])
    found += _waiting(ground, typed, "SQLite")
    found += [
        Figure("calls to Slack, first by a person", len(of_first), "", 12),
        Figure("calls to Slack, later ones", len(of_each), "", 12),
        Figure("calls that follow one another", depth(of_each), "", 3),
        Figure("CPU of one", cpu * 1000, "ms", 30),
    ]
    await _declared(ground, 1 + TIMES, MANY - TIMES - 1)
    return [*found, Figure(f"memory after {MANY}", ground.memory, "MiB", 95)]


async def _declared(ground: Ground, first: int, count: int) -> list[Delivery]:
    """Have so many incidents declared, one after the other has come to rest."""
    typed = []
    (handle,) = people(ground.slack, 1)
    for number in range(first, first + count):
        outcome = await ground.slack.person(handle).types(
            f"/incident declare number {number} is down"
        )
        if outcome.delivery is None or outcome.failed:
            raise LookupError(f"declaration {number} was not acknowledged")
        typed.append(outcome.delivery)
        await all_answered(ground.slack, typed[-1:])
        await ground.quiet()
    return typed


def _waiting(ground: Ground, typed: list[Delivery], where: str) -> list[Figure]:
    done = declarations(ground.slack, typed)
    ready = [one.ready for one in done]
    joined = [one.joined for one in done]
    acks = [one.answer.milliseconds or 0 for one in typed if one.answer]
    return [
        Figure(f"everything in place, median ({where})", median(ready), "ms", 340),
        Figure(f"everything in place, p95 ({where})", percentile(ready, 95), "ms"),
        Figure(f"declarer in the channel, median ({where})", median(joined), "ms", 230),
        Figure(f"ack, mean ({where})", mean(acks), "ms"),
    ]
