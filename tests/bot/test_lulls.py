"""A lull comes when a process has nothing else to do; a busy one is waited for not longer than asked."""

import asyncio
import time

from bot.lulls import PAUSE_SECONDS, Lulls

#: A machine that does much else at the same time has lulls, too, though rarely.
PATIENCE = 60.0


async def _busy(until: asyncio.Event) -> None:
    """Keep the process from everything else, but for one pass of its loop at a time."""
    while not until.is_set():
        time.sleep(PAUSE_SECONDS * 3)  # noqa: ASYNC251 -- a busy process is what this is about
        await asyncio.sleep(0)


async def test_it_comes_after_the_rush() -> None:
    lulls, told, over = Lulls(), [], asyncio.Event()

    async def waits() -> None:
        await lulls.wait(PATIENCE)
        told.append("lull")

    rush, waiting = asyncio.create_task(_busy(over)), asyncio.create_task(waits())
    for _ in range(20):
        await asyncio.sleep(0)
    told.append("over")
    over.set()
    await asyncio.gather(rush, waiting)
    assert told == ["over", "lull"]


async def test_a_rush_without_end_is_not_waited_for() -> None:
    lulls, over = Lulls(), asyncio.Event()
    rush = asyncio.create_task(_busy(over))
    await lulls.wait(PAUSE_SECONDS)
    await lulls.turn(PAUSE_SECONDS)
    over.set()
    await rush


async def test_while_others_are_waited_for_there_is_none() -> None:
    told, busy = [], True
    lulls = Lulls(lambda: busy)

    async def waits() -> None:
        await lulls.wait(PATIENCE)
        told.append("lull")

    waiting = asyncio.create_task(waits())
    await asyncio.sleep(PAUSE_SECONDS * 10)
    told.append("over")
    busy = False
    await waiting
    assert told == ["over", "lull"]


async def test_all_come_together_or_each_in_their_turn() -> None:
    lulls, told = Lulls(), []

    async def together(name: str) -> None:
        await lulls.wait(PATIENCE)
        told.append(name)

    async def in_turn(name: str) -> None:
        await lulls.turn(PATIENCE)
        told.append(name)

    await asyncio.gather(in_turn("first"), in_turn("second"), together("a"), together("b"))
    assert set(told[:3]) == {"first", "a", "b"}
    assert told[3] == "second"


async def test_whoever_gives_up_keeps_nobody_from_the_next() -> None:
    lulls = Lulls()
    impatient = asyncio.create_task(lulls.turn(PATIENCE))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await lulls.turn(PATIENCE)
    await lulls.wait(PATIENCE)
