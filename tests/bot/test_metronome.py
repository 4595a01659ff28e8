"""The metronome: each alarm rings, however close it follows the one before."""

import asyncio
from collections.abc import Callable

from bot.metronome import Metronome
from sandbox.clock import Clock


class Bell(asyncio.Event):
    """A bell that does something each time it is rung."""

    def __init__(self, on_ring: Callable[[], None]) -> None:
        super().__init__()
        self._on_ring = on_ring

    def set(self) -> None:
        super().set()
        self._on_ring()


async def test_an_alarm_that_is_set_while_another_rings_is_not_left_out(clock: Clock) -> None:
    rung, enough = 0, asyncio.Event()

    def again() -> None:
        nonlocal rung
        rung += 1
        if rung == 20:
            enough.set()
        else:
            metronome.alarm(clock.now())

    metronome = Metronome(clock, Bell(again))
    metronome.start()
    try:
        metronome.alarm(clock.now())
        async with asyncio.timeout(5):
            await enough.wait()
    finally:
        metronome.stop()
