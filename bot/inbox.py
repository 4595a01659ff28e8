"""The inbox: what people ask for is kept before it is acked, and carried out even if the process dies in between.

What is asked for at one moment is kept in one transaction, which costs little more for fifty people than
for one. So the ack need not wait for the work, and no promise is lost: what is kept is an errand that falls
due a little later, and the first work done for it ends it. Usually that is this process, at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import ClassVar, Final, TypeAlias

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot import payloads
from bot.answers import in_one_line, patiently, trouble_in_words
from bot.payloads import Payload, person
from bot.wishes import Wish, wish
from integrations.errors import SlackSaidNo
from models.database import Database, insert_into
from templates.replies import came_too_late
from workflows.clock import Clock
from workflows.errands import Errand, Needless, Priority, World
from workflows.meeting import Met
from workflows.promises import ERRANDS, TAKE_OFF, KeptElsewhere, Promise
from workflows.who_is_inside import LookInside, private_incident_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: When somebody else takes over. It does no harm if both begin: one of them finds nothing to do.
TAKEN_OVER_AFTER = timedelta(seconds=10)
#: What was asked for longer ago is no longer carried out: things have moved on, and so have people.
TOO_LATE_AFTER = timedelta(minutes=10)
#: The pause before what could not be ended is tried again, in seconds.
_PAUSE_SECONDS = 1.0
#: How many passes of the event loop to wait for others who ask at the same moment.
_MOST_PASSES = 50


class Asked(Errand):
    """What somebody asked for, as Slack handed it over, cut down to what we read of it."""

    priority: ClassVar[Priority] = Priority.PEOPLE

    token: str
    body: Payload

    @property
    def key(self) -> str:
        """Its promise's own."""
        return payloads.ASKED + self.token

    async def carry_out(self, world: World) -> None:
        """Do what the process that acked it did not live to do.

        That they were in a channel when they asked is no proof that they still are.
        """
        promise = Promise(self.key)
        start = replace(world.start, promise=promise)
        asked = wish(world.slack, start, self.body)
        try:
            if start.clock.now() - world.written_at > TOO_LATE_AFTER:
                await asked.answering.reply(came_too_late(world.written_at, asked.typed))
            else:
                await _look_where_they_were(world, payloads.channel(self.body))
                await _done_late(asked)
            # What did all that without a work is still to be taken off.
            async with start():
                pass
        except KeptElsewhere:
            return


async def _look_where_they_were(world: World, channel_id: str | None) -> None:
    """Learn who is in a private incident's channel now: that somebody left may not have been told yet.

    Where Slack does not say who is there, what is known counts.
    """
    async with world.start.looking() as session:
        incident_id = await private_incident_of(session, channel_id)
    if incident_id is not None:
        with suppress(Needless, SlackSaidNo):
            await LookInside(incident_id=incident_id).carry_out(world)


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

    def __init__(self, database: Database, clock: Clock, met: Met) -> None:
        """Whoever asks is written down besides, unless they are among those `met`."""
        self._database = database
        self._met = met
        self._clock = clock
        self._coming: list[_Coming] = []
        self._going: list[str] = []
        self._writing: asyncio.Task[None] | None = None

    def keep(self, promise: Promise, body: Payload) -> "asyncio.Future[None]":
        """Write down that this was asked for. Gives what is done when it is, or raises what the database raises.

        Raises KeptElsewhere where it was written down before: Slack may deliver the same twice.
        """
        now = self._clock.now()
        row = {
            "kind": Asked.kind(),
            "arguments": {"token": promise.key.removeprefix(payloads.ASKED), "body": body},
            "key": promise.key,
            "priority": int(Asked.priority),
            "created_at": now,
            "due_at": now + TAKEN_OVER_AFTER,
        }
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._coming.append(_Coming(promise, person(body), row, kept))
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
                again, new = await self._write_down(coming, going)
            except (SQLAlchemyError, OSError) as trouble:
                log.error("inbox.record_trouble", error=in_one_line(trouble))
                for one in coming:
                    one.ends(trouble)
                # What was taken back may still be carried out by others: that must not be given up.
                self._going += going
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                self._met.remember(new)
                for one in again:
                    one.promise.is_kept = True
                    one.ends(KeptElsewhere())
                for one in coming:
                    one.ends(None)

    async def _write_down(
        self, coming: Sequence["_Coming"], going: Sequence[str]
    ) -> tuple[Sequence["_Coming"], frozenset[str]]:
        """Returns what was kept before, and whoever is new."""
        try:
            return await self._in_one(coming, going, keep=_keep_new)
        except IntegrityError:
            return await self._in_one(coming, going, keep=_keep_what_is_new)

    async def _in_one(
        self, coming: Sequence["_Coming"], going: Sequence[str], *, keep: "_Keep"
    ) -> tuple[Sequence["_Coming"], frozenset[str]]:
        again: Sequence[_Coming] = ()
        new: frozenset[str] = frozenset()
        async with self._database.transaction() as connection:
            if coming:
                again = await keep(connection, coming)
                new = await self._met.write_down(connection, [one.who for one in coming])
            if going:
                known = {"promises": going, "now": self._clock.now()}
                await connection.execute(TAKE_OFF, known)
        return again, new

    async def _no_more_come(self) -> None:
        """Return when a pass of the event loop has brought nothing new, so that a crowd is kept at once."""
        for _ in range(_MOST_PASSES):
            known = len(self._coming)
            await asyncio.sleep(0)
            if len(self._coming) == known:
                return


@dataclass(frozen=True, slots=True)
class _Coming:
    """What is to be kept, and whoever waits for that."""

    promise: Promise
    who: str
    row: Mapping[str, object]
    kept: "asyncio.Future[None]"

    def ends(self, trouble: Exception | None) -> None:
        """Tell whoever waits, unless they have been told or have gone."""
        if self.kept.done():
            return
        if trouble is None:
            self.kept.set_result(None)
        else:
            self.kept.set_exception(trouble)


_Keep: TypeAlias = Callable[[AsyncConnection, Sequence[_Coming]], Awaitable[Sequence[_Coming]]]
_KEEP: Final = insert(ERRANDS).values(generation=0, claims=0, failures=0)


async def _keep_new(connection: AsyncConnection, coming: Sequence[_Coming]) -> Sequence[_Coming]:
    """Write down what comes, as long as nothing of it came before: that costs the least, many at once."""
    await connection.execute(_KEEP, [one.row for one in coming])
    return ()


async def _keep_what_is_new(
    connection: AsyncConnection, coming: Sequence[_Coming]
) -> Sequence[_Coming]:
    """Write down what did not come before, and return what did: each delivery counts once, ever."""
    rows = {one.promise.key: one.row for one in coming}
    statement = _keeping(is_sqlite=connection.dialect.name == "sqlite")
    new = {*(await connection.execute(statement, [*rows.values()])).scalars()}
    again = []
    for one in coming:
        if one.promise.key not in new:
            again.append(one)
        new.discard(one.promise.key)
    return again


@cache
def _keeping(*, is_sqlite: bool) -> ReturningInsert[str]:
    row = insert_into(ERRANDS, is_sqlite=is_sqlite).values(generation=0, claims=0, failures=0)
    return row.on_conflict_do_nothing().returning(ERRANDS.c.key)
