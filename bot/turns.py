"""Whose turn it is: whoever has just asked is heard before what others asked for is carried out."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from types import TracebackType

#: The longest that a wish waits for those who are being heard, in seconds: the record may be slow.
PATIENCE_SECONDS = 0.1


class Turns:
    """The order in which wishes are carried out; as a gate, also that in which they come to the records."""

    def __init__(self, gate: AbstractAsyncContextManager[object]) -> None:
        """`gate` is what all wishes pass before the records."""
        self._gate = gate
        self._being_heard = 0
        self._all_heard = asyncio.Event()
        self._all_heard.set()
        self._next = asyncio.Lock()

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Somebody is being heard, until the end of the block."""
        self._being_heard += 1
        self._all_heard.clear()
        try:
            yield
        finally:
            self._being_heard -= 1
            if not self._being_heard:
                self._all_heard.set()

    async def all_heard(self) -> None:
        """Return once nobody is being heard."""
        await self._all_heard.wait()

    async def others_first(self) -> None:
        """Return once whoever is being heard has been heard, one wish at a time."""
        if self._being_heard:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self.all_heard()
        async with self._next:
            # One pass of the event loop, in which whoever has come meanwhile is heard.
            await asyncio.sleep(0)

    async def __aenter__(self) -> None:
        await self._gate.__aenter__()
        await asyncio.sleep(0)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self._gate.__aexit__(kind, raised, where)
