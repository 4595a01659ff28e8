"""Lulls: moments in which this process has nothing better to do, for work that nobody is waiting for."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final

#: A process is at rest when a pause of this length, in seconds, ends no later than by so much.
PAUSE_SECONDS, _LATE = 0.003, 0.002


class Lulls:
    """Waits for the next lull, together with others or one at a time. A busy process is waited for not long."""

    def __init__(self, is_busy: Callable[[], bool] = lambda: False) -> None:
        """`is_busy` tells what its clock does not show: that it waits for what others do for it."""
        self._is_busy = is_busy
        self._coming: asyncio.Future[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._one_at_a_time: Final = asyncio.Lock()

    async def wait(self, most: float) -> None:
        """Return with the next lull, as all do who wait for it, or after `most` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(most):
                await self._next()

    async def turn(self, most: float) -> None:
        """Return with a lull that nobody else has been given, or after `most` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(most), self._one_at_a_time:
                await self._next()

    async def _next(self) -> None:
        if self._coming is None:
            self._coming = asyncio.get_running_loop().create_future()
            self._watching = asyncio.create_task(self._watch(self._coming), name="lull")
        await asyncio.shield(self._coming)

    async def _watch(self, coming: asyncio.Future[None]) -> None:
        loop = asyncio.get_running_loop()
        late = _LATE
        while late >= _LATE or self._is_busy():
            begun = loop.time()
            await asyncio.sleep(PAUSE_SECONDS)
            late = loop.time() - begun - PAUSE_SECONDS
        self._coming = None
        coming.set_result(None)


@dataclass(frozen=True, slots=True)
class InLulls:
    """A gate before another one, which lets each through in a lull of their own, or after `most` seconds."""

    lulls: Lulls
    gate: AbstractAsyncContextManager[object]
    most: float

    async def __aenter__(self) -> None:
        await self.lulls.turn(self.most)
        await self.gate.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self.gate.__aexit__(kind, raised, where)
