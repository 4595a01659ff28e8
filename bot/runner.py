"""The errand runner: carries out what is due, tries again what went wrong, and never gives up in silence."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line, is_undone
from bot.errand_store import ErrandStore, Outcome
from bot.lulls import InLulls, Lulls
from integrations.errors import CannotCall, SlackSaidNo, Unavailable
from integrations.reaching import Outside
from integrations.slack import Slack
from models.database import Database
from workflows.errands import FIRST_WAIT, Errand, Needless, Priority, TryLater, World
from workflows.facts import Glance
from workflows.giving_up import give_up
from workflows.hands import Handful, Hands, Taken
from workflows.lease import Lease, LeaseLost
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How many errands one process carries out side by side; most of the time they wait for Slack.
AT_ONCE = 400
#: How many errands, and how many wishes of people, may be at the records at one moment. More of
#: them would wait for one another just as well, each on a connection of its own.
RECORDS_AT_ONCE = 4
#: How long words wait for a lull in a rush, and so does an outcome, to be written down with others. Shorter, words
#: would take the processor from people and cards that are not on their way yet, where twenty are declared at once.
LINGER_SECONDS = 0.2
#: With more errands than this under way it is a rush: a transaction for each few outcomes would cost a tenth of
#: the processor, so they are gathered for a while.
MANY, GATHER_SECONDS = 20, 0.1
#: How long what nobody waits for does.
GIVE_WAY_SECONDS = 0.3
#: Waits between tries double from `FIRST_WAIT` to this.
LONGEST_WAIT = timedelta(minutes=10)
#: An outage is waited out for about an hour and a half; a refusal or a fault of ours is not.
TRIES_WHEN_UNAVAILABLE, TRIES_OTHERWISE = 18, 4


class Runner:
    """One for each process; any number of processes share the errands."""

    def __init__(
        self,
        *,
        database: Database,
        start: Start,
        slack: Slack,
        kinds: Mapping[str, type[Errand]],
        bell: asyncio.Event,
        hands: Hands,
        outside: Outside | None = None,
    ) -> None:
        self._store = ErrandStore(database, kinds)
        # Errands take turns at the records, so that a person's command never queues behind hundreds.
        gate = asyncio.Semaphore(RECORDS_AT_ONCE)
        self._lulls = Lulls(lambda: database.is_in_use)
        self._start = replace(start, gate=gate)
        self._start_in_lulls = replace(start, gate=InLulls(self._lulls, gate, GIVE_WAY_SECONDS))
        self._slack = slack
        self._kinds = kinds
        self._bell = bell
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._outcomes: list[Outcome] = []
        #: What is to be looked at again, as soon as it is no longer in our own hands: another task may
        #: have written its outcome down before.
        self._come_again: set[int] = set()
        self._writing = asyncio.Lock()
        #: The moment that is waited for by all outcomes of a rush that come within it.
        self._gathering: asyncio.Task[None] | None = None
        self._waiting = False
        self._stopping = False
        self._taking = asyncio.Lock()
        self._hands = hands
        self._outside = outside or Outside()
        #: Whether more was due than there were hands.
        self._more = False
        #: When it last looked for what is due, on the machine's monotonic clock in seconds.
        self.looked_at: float | None = None
        self._set_alarm: Callable[[datetime | None], None] = lambda _: None
        #: When the bell will ring by itself.
        self._alarm: datetime | None = None

    async def run(self, next_due: Callable[[datetime | None], None]) -> None:
        """Carry out what is due whenever the bell rings; tell `next_due` when the bell should ring next.

        Goes on until `drain`.
        """
        self._set_alarm = next_due
        self._hands.open(self, AT_ONCE)
        while not self._stopping:
            self._waiting = False
            self._bell.clear()
            try:
                async with self._taking:
                    await self._begin_due()
                self.looked_at = time.monotonic()
            except Exception as trouble:
                # Whatever it was, people's reminders depend on this loop: the next bell or tick tries again.
                log.error("runner.trouble", exc_info=trouble)
            self._waiting = True
            await self._bell.wait()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being taken, carried out or written down."""
        return self._waiting and not self._busy

    async def drain(self, seconds: float) -> None:
        """Take nothing more, and wait for the errands under way, `seconds` at most.

        What is cut off then is given back at once, so that nobody waits for its lease.
        """
        self._stopping = True
        self._hands.close()
        self._bell.set()
        async with self._taking:
            deadline = time.monotonic() + seconds
        # What is under way may still begin something that it had reserved hands for.
        while self._busy and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(self._busy.values(), timeout=left)
        under_way = list(self._busy.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def begin(self, handful: Handful) -> None:
        """Begin to carry out what was taken."""
        incident_ids = {one.incident_id for one in handful.errands if one.incident_id is not None}
        glance = Glance(self._start, incident_ids, handful.facts)
        for one in handful.errands:
            work = self._run(one, handful.lease, glance)
            self._busy[one.id] = asyncio.create_task(work, name=f"errand {one.id} {one.kind}")

    def expect(self, due_at: datetime) -> None:
        """Look at the table again by then (UTC) at the latest."""
        if self._alarm is None or due_at < self._alarm:
            self._alarm = due_at
            self._set_alarm(due_at)

    async def _begin_due(self) -> None:
        """Begin what is due, as far as there are hands, and set the alarm for what comes next."""
        with self._hands.hold() as hold:
            most = hold.reserve(AT_ONCE)
            self._more = not most
            if self._more:
                return
            lease = Lease()
            self._alarm = None
            taken, next_due = await self._store.take_due(
                self._start.clock.now(), most=most, except_ids=tuple(self._busy)
            )
            self._more = len(taken) == most
            hold.begin(Handful(lease, taken))
        if next_due is not None:
            self.expect(next_due)

    async def _run(self, row: Taken, lease: Lease, glance: Glance) -> None:
        try:
            priority = self._kinds[row.kind].priority
            await self._give_way(priority)
            start = self._start_in_lulls if priority is Priority.LULL else self._start
            world = self._world(row, start, lease, glance)
            outcome = await self._carry_out(row, world, lease)
            await self._write_down(replace(outcome, given=world.given))
        except asyncio.CancelledError:
            await self._store.give_back(row)
            raise
        except (SQLAlchemyError, OSError) as trouble:
            # The lease runs out and the errand comes up again.
            error = in_one_line(trouble)
            log.error("errand.record_trouble", errand=row.id, kind=row.kind, error=error)
        finally:
            del self._busy[row.id]
            self._hands.free()
            comes_again = row.id in self._come_again
            self._come_again.discard(row.id)
            if comes_again or (self._more and len(self._busy) <= AT_ONCE // 2):
                self._bell.set()

    async def _give_way(self, priority: Priority) -> None:
        """Let what is more urgent begin before, in a rush."""
        if priority is Priority.LULL:
            await self._lulls.turn(GIVE_WAY_SECONDS)
        elif priority > Priority.CARD:
            await self._lulls.wait(LINGER_SECONDS)

    def _world(self, row: Taken, start: Start, lease: Lease, glance: Glance) -> World:
        return World(
            slack=self._slack.permitted_by(lease.permit),
            start=start,
            organisation=start.organisation,
            glance=glance,
            written_at=row.created_at,
            repeat=row.claims > 1,
            mark=f"errand:{row.id}:{row.generation}",
            outside=self._outside,
        )

    async def _carry_out(self, row: Taken, world: World, lease: Lease) -> Outcome:
        error = None
        try:
            await self._errand(row).carry_out(world)
        except LeaseLost as lost:
            return await self._too_slow(row, lost, lease)
        except Needless as reason:
            error = str(reason)
        except TryLater as reason:
            return self._again(row, str(reason), failures=row.failures + 1)
        except Unavailable as trouble:
            if trouble.retry_after is not None:
                # Slack's own wish for a pause: no try was spent.
                pause = timedelta(seconds=trouble.retry_after)
                return self._again(row, str(trouble), failures=row.failures, pause=pause)
            return await self._failed(row, trouble, TRIES_WHEN_UNAVAILABLE)
        except Exception as trouble:
            # Any failure of an errand is kept on its row and becomes a later try, or a word in the channel.
            if not (isinstance(trouble, SlackSaidNo | CannotCall) or is_undone(trouble)):
                log.error("errand.fault", errand=row.id, kind=row.kind, exc_info=trouble)
            return await self._failed(row, trouble, TRIES_OTHERWISE)
        return Outcome(row, self._start.clock.now(), error=error)

    def _errand(self, row: Taken) -> Errand:
        """The errand of a row. Raises TryLater for what only another version of the program can read."""
        try:
            return self._kinds[row.kind].model_validate(row.arguments)
        except ValidationError as trouble:
            # Its words are those of people, which belong into no log.
            log.warning("errand.of_another_version", errand=row.id, kind=row.kind)
            self._store.leave_to_others(row)
            raise TryLater("another version of Muster wrote this errand down") from trouble

    async def _too_slow(self, row: Taken, lost: LeaseLost, lease: Lease) -> Outcome:
        if lease.is_over:
            log.warning("errand.held_up", errand=row.id, kind=row.kind)
            return self._again(row, in_one_line(lost), failures=row.failures + 1)
        return await self._failed(row, lost, TRIES_WHEN_UNAVAILABLE)

    async def _failed(self, row: Taken, trouble: Exception, tries: int) -> Outcome:
        failures = row.failures + 1
        error = in_one_line(trouble)[:2000]
        log.warning("errand.failed", errand=row.id, kind=row.kind, failures=failures, error=error)
        if failures >= tries:
            await give_up(self._start, row.kind, row.incident_id, error, mark=str(row.id))
            if self._kinds[row.kind].can_be_given_up:
                return Outcome(row, self._start.clock.now(), error=error)
        return self._again(row, error, failures=failures)

    def _again(
        self, row: Taken, error: str, *, failures: int, pause: timedelta | None = None
    ) -> Outcome:
        """Try again after the pause, or after one that doubles with each failure."""
        if pause is None:
            doubled = FIRST_WAIT * 2 ** min(failures - 1, 20)
            pause = min(doubled, LONGEST_WAIT)
        now = self._start.clock.now()
        return Outcome(row, now, again_at=now + pause, failures=failures, error=error)

    async def _gather(self) -> None:
        """Wait for whatever ends within the same moment."""
        if self._gathering is None or self._gathering.done():
            self._gathering = asyncio.create_task(asyncio.sleep(GATHER_SECONDS), name="outcomes")
        await asyncio.shield(self._gathering)

    async def _write_down(self, outcome: Outcome) -> None:
        """Keep an outcome; those that end close to one another go into one transaction."""
        self._outcomes.append(outcome)
        if len(self._busy) > MANY:
            await self._gather()
        if len(self._busy) > 1:
            await self._lulls.wait(LINGER_SECONDS)
        async with self._writing:
            mine, self._outcomes = self._outcomes, []
            if mine:
                self._come_again |= await self._store.write_down(mine)
                self._come_again |= {
                    one.errand.id for one in mine if one.again_at or one.errand.line
                }
