"""The errand runner: nothing is lost, nothing is done twice at once, nothing ends in silence."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.errand_store import ErrandStore, Outcome
from bot.runner import TRIES_OTHERWISE, Runner
from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import Slack
from models.database import Database
from models.errand import ErrandRow
from models.incident import Incident
from models.organisation import Organisation
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.errands import Errand, TryLater, World
from workflows.hands import Hands
from workflows.lease import LEASE
from workflows.saying import SayEvent
from workflows.work import Start


class Note(Errand):
    """An errand of the tests: notes that it was carried out, after doing what the test says."""

    word: str
    incident_id: int | None = None
    one_at_a_time: bool = False

    done: ClassVar[list[str]] = []
    before: ClassVar[Callable[[World], object] | None] = None

    @property
    def key(self) -> str | None:
        return "note" if self.one_at_a_time else None

    async def carry_out(self, world: World) -> None:
        before = type(self).before
        if before is not None:
            result = before(world)
            if asyncio.iscoroutine(result):
                await result
        self.done.append(self.word)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Note.done.clear()
    Note.before = None


class Place:
    """A database with errands, and any number of runners on it.

    Where they are handed over, the first runner gets what is written down here without the table.
    """

    def __init__(self, database: Database, clock: Clock, *, handed_over: bool) -> None:
        self.clock = clock
        self.database = database
        self.bell = asyncio.Event()
        hands = Hands()
        self.start = Start(database, clock, Configuration(Organisation()), self.bell.set, hands)
        self.hands = iter([hands] if handed_over else [])
        self.alarm: datetime | None = None

    def runner(self) -> Runner:
        return Runner(
            database=self.database,
            start=self.start,
            slack=Slack(AsyncWebClient()),
            kinds={"Note": Note},
            bell=self.bell,
            hands=next(self.hands, Hands()),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Runner]:
        runner = self.runner()

        def heard(at: datetime | None) -> None:
            self.alarm = at

        task = asyncio.create_task(runner.run(heard))
        try:
            yield runner
        finally:
            task.cancel()
            await runner.drain(1)

    async def quiet(self, runner: Runner) -> None:
        async with asyncio.timeout(10):
            while not runner.is_idle or self.bell.is_set():  # noqa: ASYNC110 -- idleness has no event
                await asyncio.sleep(0)

    async def advance(self, by: timedelta, runner: Runner) -> None:
        self.clock.advance(by)
        self.bell.set()
        await self.quiet(runner)

    async def send(self, errand: Errand, *, after: timedelta = timedelta(0)) -> None:
        async with self.start() as work:
            work.send(errand, after=after)

    async def rows(self) -> list[ErrandRow]:
        async with self.start.looking() as session:
            found = await session.scalars(
                select(ErrandRow).where(ErrandRow.kind == "Note").order_by(ErrandRow.id)
            )
            return list(found)


@pytest.fixture(params=["handed over", "from the table"])
def place(request: pytest.FixtureRequest, database: Database, clock: Clock) -> Place:
    return Place(database, clock, handed_over=request.param == "handed over")


async def test_what_is_due_is_done_and_what_is_not_waits(place: Place) -> None:
    async with place.running() as runner:
        await place.send(Note(word="now"))
        await place.send(Note(word="later"), after=timedelta(minutes=30))
        await place.quiet(runner)
        assert Note.done == ["now"]
        await place.advance(LEASE, runner)
        assert place.alarm == place.clock.now() + timedelta(minutes=30) - LEASE
        await place.advance(timedelta(minutes=30) - LEASE, runner)
    assert Note.done == ["now", "later"]


async def test_what_fell_due_while_nobody_ran_is_done_once_at_start(place: Place) -> None:
    await place.send(Note(word="reminder"), after=timedelta(minutes=5))
    place.clock.advance(timedelta(days=2))
    async with place.running() as runner:
        await place.quiet(runner)
        await place.advance(timedelta(days=2), runner)
    assert Note.done == ["reminder"]


async def test_an_outage_is_waited_out_with_growing_pauses(place: Place) -> None:
    tries: list[datetime] = []

    def down(_: World) -> None:
        tries.append(place.clock.now())
        if len(tries) < 4:
            raise Unavailable("no answer")

    Note.before = down
    async with place.running() as runner:
        await place.send(Note(word="through"))
        for _ in range(8):
            await place.quiet(runner)
            await place.advance(timedelta(seconds=1), runner)
    pauses = [(later - earlier).seconds for earlier, later in pairwise(tries)]
    assert pauses == [1, 2, 4]
    assert Note.done == ["through"]


async def test_slacks_own_wish_for_a_pause_is_kept(place: Place) -> None:
    tries: list[datetime] = []

    def busy(_: World) -> None:
        tries.append(place.clock.now())
        if len(tries) == 1:
            raise Unavailable("too many calls", retry_after=30)

    Note.before = busy
    async with place.running() as runner:
        await place.send(Note(word="through"))
        await place.quiet(runner)
        await place.advance(timedelta(seconds=29), runner)
        assert Note.done == []
        await place.advance(timedelta(seconds=1), runner)
    assert Note.done == ["through"]


async def test_what_is_not_there_yet_is_waited_for_ever_later_and_never_given_up(
    place: Place,
) -> None:
    asked: list[datetime] = []

    def not_there(_: World) -> None:
        asked.append(place.clock.now())
        raise TryLater("not there yet")

    async with place.running() as runner:
        Note.before = not_there
        await place.send(Note(word="patience"))
        await place.quiet(runner)
        for _ in range(60):
            await place.advance(timedelta(minutes=1), runner)
        assert len(asked) < 25
        (row,) = await place.rows()
        assert row.done_at is None
        Note.before = None
        await place.advance(timedelta(minutes=10), runner)
    assert Note.done == ["patience"]


async def test_a_pause_that_slack_asked_for_costs_no_try(place: Place) -> None:
    tries = 0

    def busy(_: World) -> None:
        nonlocal tries
        tries += 1
        if tries <= 40:
            raise Unavailable("too many calls", retry_after=1)

    Note.before = busy
    async with place.running() as runner:
        await place.send(Note(word="through"))
        await place.quiet(runner)
        for _ in range(41):
            await place.advance(timedelta(seconds=1), runner)
    assert Note.done == ["through"]


async def test_a_refusal_ends_as_an_event_and_a_word_never_in_silence(place: Place) -> None:
    async with place.start() as work:
        declarer = Person(slack_id="U1")
        incident = Incident(
            title="Checkout is down", severity="SEV-3", declared_at=work.now, declared_by=declarer
        )
        await work.add(declarer, incident)

    def refuse(_: World) -> None:
        raise SlackSaidNo("pins.add", "restricted_action")

    Note.before = refuse
    async with place.running() as runner:
        await place.send(Note(word="never", incident_id=incident.id))
        for _ in range(TRIES_OTHERWISE + 1):
            await place.advance(timedelta(minutes=10), runner)
    async with place.start.looking() as session:
        event = (
            await session.scalars(
                select(TimelineEvent).where(TimelineEvent.kind == EventKind.ERRAND_GIVEN_UP)
            )
        ).one()
        said = await session.scalar(
            select(ErrandRow).where(ErrandRow.kind == SayEvent.kind(), ErrandRow.done_at.is_(None))
        )
    assert "restricted_action" in event.details["error"]
    assert said is not None
    assert said.arguments["event_id"] == event.id


async def test_replaced_while_it_is_carried_out_it_comes_again(place: Place) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: World) -> None:
        begun.set()
        await go_on.wait()

    Note.before = wait
    async with place.running() as runner:
        await place.send(Note(word="older", one_at_a_time=True))
        await begun.wait()
        await place.send(Note(word="newer", one_at_a_time=True))
        assert Note.done == []
        go_on.set()
        await place.quiet(runner)
    assert Note.done == ["older", "newer"]


async def test_a_dead_runners_errand_comes_up_again_when_its_lease_is_over(place: Place) -> None:
    await place.send(Note(word="survivor"))
    store = ErrandStore(place.database)
    taken, _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    assert len(taken) == 1
    async with place.running() as runner:
        await place.quiet(runner)
        assert Note.done == []
        assert place.alarm == place.clock.now() + LEASE
        repeats: list[bool] = []
        Note.before = lambda world: repeats.append(world.repeat)
        await place.advance(LEASE, runner)
    assert Note.done == ["survivor"]
    assert repeats == [True]


async def test_a_runner_that_lost_its_lease_writes_nothing_down(place: Place) -> None:
    await place.send(Note(word="contested"))
    store = ErrandStore(place.database)
    (slow,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    place.clock.advance(LEASE)
    (quick,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    await store.write_down([Outcome(slow, place.clock.now())])
    (row,) = await place.rows()
    assert row.done_at is None
    await store.write_down([Outcome(quick, place.clock.now())])
    (row,) = await place.rows()
    assert row.done_at == place.clock.now()


async def test_a_moved_clock_does_not_start_an_errand_twice(place: Place) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: World) -> None:
        begun.set()
        await go_on.wait()

    Note.before = wait
    async with place.running() as runner:
        await place.send(Note(word="once"))
        await begun.wait()
        place.clock.advance(timedelta(hours=1))
        place.bell.set()
        for _ in range(50):
            await asyncio.sleep(0)
        go_on.set()
        await place.quiet(runner)
    assert Note.done == ["once"]


async def test_two_runners_share_the_work_and_double_nothing(place: Place) -> None:
    words = [f"{number}" for number in range(60)]
    async with place.running() as one, place.running() as other:
        async with place.start() as work:
            for word in words:
                work.send(Note(word=word))
        while len(Note.done) < len(words):
            place.bell.set()
            await place.quiet(one)
            await place.quiet(other)
    assert sorted(Note.done, key=int) == words


async def test_an_errand_of_a_kind_that_nobody_knows_is_kept_and_given_up(place: Place) -> None:
    async with place.start() as work:
        work.send(Note(word="unknown"))
    place_without = Runner(
        database=place.database,
        start=place.start,
        slack=Slack(AsyncWebClient()),
        kinds={},
        bell=place.bell,
        hands=Hands(),
    )
    task = asyncio.create_task(place_without.run(lambda _: None))
    for _ in range(TRIES_OTHERWISE + 1):
        await place.advance(timedelta(minutes=10), place_without)
    task.cancel()
    (row,) = await place.rows()
    assert row.done_at is not None
    assert "Note" in (row.last_error or "")
