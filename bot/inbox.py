"""The inbox: what people ask for is kept before it is acked, and carried out even if the process dies in between.

What is asked for at one moment is kept in one transaction, which costs little more for fifty people than
for one. So the ack need not wait for the work, and no promise is lost: what is kept is an errand that falls
due a little later, and the first work done for it ends it. Usually that is this process, at once.
"""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, Final

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.answers import in_one_line, patiently, trouble_in_words
from bot.payloads import Payload
from bot.wishes import Wish, wish
from models.database import Database
from templates.replies import came_too_late
from workflows.clock import Clock
from workflows.errands import Errand, Priority, World
from workflows.promises import ERRANDS, TAKE_OFF, KeptElsewhere, Promise

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: When somebody else takes over. It does no harm if both begin: one of them finds nothing to do.
TAKEN_OVER_AFTER = timedelta(seconds=10)
#: What was asked for longer ago is no longer carried out: things have moved on, and so have people.
TOO_LATE_AFTER = timedelta(minutes=10)
#: The pause before what could not be ended is tried again, in seconds.
_PAUSE_SECONDS = 1.0
#: How many passes of the event loop to wait for others who ask at the same moment.
_MOST_PASSES = 50

_KEY: Final = "asked:"
_KEEP: Final = insert(ERRANDS).values(generation=0, claims=0, failures=0)


class Asked(Errand):
    """What somebody asked for, as Slack handed it over, cut down to what we read of it."""

    priority: ClassVar[Priority] = Priority.PEOPLE

    token: str
    body: Payload

    @property
    def key(self) -> str:
        """Its promise's own."""
        return _KEY + self.token

    async def carry_out(self, world: World) -> None:
        """Do what the process that acked it did not live to do."""
        promise = Promise(self.key)
        start = replace(world.start, promise=promise)
        asked = wish(world.slack, start, self.body)
        try:
            if start.clock.now() - world.written_at > TOO_LATE_AFTER:
                await asked.answering.reply(came_too_late(world.written_at, asked.typed))
            else:
                await _done_late(asked)
            # What did all that without a work is still to be taken off.
            async with start():
                pass
        except KeptElsewhere:
            return


async def _done_late(asked: Wish) -> None:
    """Do it and tell the person what goes wrong, but for trouble with the record: then it comes up again."""
    try:
        await patiently(asked.do)
    except (KeptElsewhere, DBAPIError, PoolTimeout, TimeoutError, OSError):
        raise
    except Exception as trouble:  # noqa: BLE001 -- the reply layer: no failure may stay unanswered
        await asked.answering.reply(trouble_in_words(trouble, asked.typed))


class Inbox:
    """Keeps what is asked for, and forgets it when it is done: both for many at once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._coming: list[tuple[dict[str, object], asyncio.Future[None]]] = []
        self._going: list[str] = []
        self._writing: asyncio.Task[None] | None = None

    def keep(self, promise: Promise, body: Payload) -> "asyncio.Future[None]":
        """Write down that this was asked for. Gives what is done when it is, or raises what the database raises."""
        now = self._clock.now()
        row = {
            "kind": Asked.kind(),
            "arguments": {"token": promise.key.removeprefix(_KEY), "body": body},
            "key": promise.key,
            "priority": int(Asked.priority),
            "created_at": now,
            "due_at": now + TAKEN_OVER_AFTER,
        }
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._coming.append((row, kept))
        self._write_soon()
        return kept

    @property
    def is_idle(self) -> bool:
        """Whether everything is written down."""
        return self._writing is None or self._writing.done()

    def forget(self, promise: Promise) -> None:
        """End what is done, where no work for it has."""
        if not promise.is_kept:
            self._going.append(promise.key)
            self._write_soon()

    async def drain(self, seconds: float) -> None:
        """Wait until everything is written down, `seconds` at most."""
        if self._writing is not None:
            await asyncio.wait({self._writing}, timeout=seconds)
            self._writing.cancel()

    def _write_soon(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="inbox")

    async def _write(self) -> None:
        while self._coming or self._going:
            await self._no_more_come()
            coming, self._coming = self._coming, []
            going, self._going = self._going, []
            try:
                async with self._database.transaction() as connection:
                    if coming:
                        await connection.execute(_KEEP, [row for row, _ in coming])
                    if going:
                        known = {"promises": going, "now": self._clock.now()}
                        await connection.execute(TAKE_OFF, known)
            except (SQLAlchemyError, OSError) as trouble:
                log.error("inbox.record_trouble", error=in_one_line(trouble))
                for _, kept in coming:
                    if not kept.done():
                        kept.set_exception(trouble)
                # What was taken back may still be carried out by others: that must not be given up.
                self._going += going
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                for _, kept in coming:
                    if not kept.done():
                        kept.set_result(None)

    async def _no_more_come(self) -> None:
        """Return when a pass of the event loop has brought nothing new, so that a crowd is kept at once."""
        for _ in range(_MOST_PASSES):
            known = len(self._coming)
            await asyncio.sleep(0)
            if len(self._coming) == known:
                return


def new_promise() -> Promise:
    """A promise that nobody has made before."""
    return Promise(_KEY + secrets.token_hex(12))
