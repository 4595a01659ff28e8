"""The errand runner: nothing is lost, nothing is done twice at once, nothing ends in silence."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.errand_store import ErrandStore, Outcome
from bot.lulls import PAUSE_SECONDS
from bot.runner import MANY, TRIES_OTHERWISE, Runner
from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import Slack
from models.errand import ErrandRow
from models.incident import Incident
from models.person import Person
from models.timeline import EventKind, TimelineEvent
from tests.bot.place import Note, Place
from workflows.errands import TryLater, World
from workflows.hands import Hands
from workflows.lease import LEASE
from workflows.saying import SayEvent


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


async def test_what_the_database_undid_comes_again_and_is_no_fault(
    place: Place, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries: list[datetime] = []

    def undone(_: World) -> None:
        tries.append(place.clock.now())
        if len(tries) == 1:
            raise DBAPIError("SELECT", {}, Deadlock())

    Note.before = undone
    async with place.running() as runner:
        await place.send(Note(word="through"))
        for _ in range(3):
            await place.quiet(runner)
            await place.advance(timedelta(seconds=1), runner)
    assert Note.done == ["through"]
    assert len(tries) == 2
    assert "errand.fault" not in caplog.text + capsys.readouterr().out


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


async def test_replaced_it_comes_again_also_when_another_wrote_its_outcome_down(
    place: Place,
) -> None:
    gates = {"other": asyncio.Event(), "older": asyncio.Event()}

    async def wait(_: World) -> None:
        gate = gates[waiting.pop(0)] if waiting else None
        if gate is not None:
            begun.release()
            await gate.wait()

    begun, waiting = asyncio.Semaphore(0), ["other", "older"]
    Note.before = wait
    async with place.running() as runner:
        await place.send(Note(word="other"))
        await begun.acquire()
        await place.send(Note(word="older", one_at_a_time=True))
        await begun.acquire()
        await place.send(Note(word="newer", one_at_a_time=True))
        gates["other"].set()
        # In the middle of the moment in which the first outcome waits for others.
        await asyncio.sleep(PAUSE_SECONDS / 2)
        gates["older"].set()
        await place.quiet(runner)
    assert Note.done == ["other", "older", "newer"]


async def test_in_a_rush_what_ends_shortly_after_one_another_is_written_down_together(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_down, written = ErrandStore.write_down, []

    async def count(store: ErrandStore, outcomes: Sequence[Outcome]) -> set[int]:
        written.append(len(outcomes))
        return await write_down(store, outcomes)

    monkeypatch.setattr(ErrandStore, "write_down", count)
    many = 2 * MANY
    ends = iter(range(many))
    # Each ends after a lull since the one before it.
    Note.before = lambda _: asyncio.sleep(next(ends) * 2 * PAUSE_SECONDS)
    async with place.running() as runner:
        async with place.start() as work:
            for number in range(many):
                work.send(Note(word=str(number)))
        await place.quiet(runner)
    assert sum(written) == many
    assert max(written) >= MANY / 2


async def test_a_dead_runners_errand_comes_up_again_when_its_lease_is_over(place: Place) -> None:
    await place.send(Note(word="survivor"))
    store = ErrandStore(place.database, ["Note"])
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


async def test_what_a_dead_runner_had_put_off_rings_no_bell_before_its_time(place: Place) -> None:
    await place.send(Note(word="watch", one_at_a_time=True))
    store = ErrandStore(place.database, ["Note"])
    await store.take_due(place.clock.now(), most=10, except_ids=())
    await place.send(Note(word="watch", one_at_a_time=True), after=timedelta(hours=1))
    due_at = place.clock.now() + timedelta(hours=1)
    async with place.running() as runner:
        await place.advance(LEASE * 2, runner)
        assert place.alarm == due_at
        await place.advance(due_at - place.clock.now(), runner)
    assert Note.done == ["watch"]


async def test_a_runner_that_lost_its_lease_writes_nothing_down(place: Place) -> None:
    await place.send(Note(word="contested"))
    store = ErrandStore(place.database, ["Note"])
    (slow,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    place.clock.advance(LEASE)
    (quick,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    await store.write_down([Outcome(slow, place.clock.now())])
    (row,) = await place.rows()
    assert row.done_at is None
    await store.write_down([Outcome(quick, place.clock.now())])
    (row,) = await place.rows()
    assert row.done_at == place.clock.now()


async def test_what_slack_gave_is_kept_however_the_errand_ends(place: Place) -> None:
    incident_id = await place.incident_with_room()
    endings = iter([Unavailable("no answer"), None])

    def give(world: World) -> None:
        failure = next(endings)
        world.given["topic" if failure is None else "card_ts"] = "given"
        if failure is not None:
            raise failure

    Note.before = give
    async with place.running() as runner:
        await place.send(Note(word="shown", incident_id=incident_id))
        await place.quiet(runner)
        assert await place.room(incident_id) == ("given", None)
        await place.advance(timedelta(seconds=1), runner)
    assert await place.room(incident_id) == ("given", "given")


async def test_what_slack_gave_to_a_runner_that_lost_its_lease_is_not_kept(place: Place) -> None:
    incident_id = await place.incident_with_room()
    await place.send(Note(word="contested", incident_id=incident_id))
    store = ErrandStore(place.database, ["Note"])
    (slow,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    place.clock.advance(LEASE)
    (quick,), _ = await store.take_due(place.clock.now(), most=10, except_ids=())
    await store.write_down([Outcome(quick, place.clock.now(), given={"topic": "newer"})])
    await store.write_down([Outcome(slow, place.clock.now(), given={"topic": "older"})])
    assert await place.room(incident_id) == (None, "newer")


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


async def test_an_errand_of_a_kind_that_nobody_knows_waits_for_whoever_does(place: Place) -> None:
    async with place.start() as work:
        work.send(Note(word="newer"))
    older = Runner(
        database=place.database,
        start=place.start,
        slack=Slack(AsyncWebClient()),
        kinds={"Other": Note},
        bell=place.bell,
        hands=Hands(),
    )
    task = asyncio.create_task(older.run(lambda _: None))
    for _ in range(TRIES_OTHERWISE + 1):
        await place.advance(timedelta(minutes=10), older)
    task.cancel()
    (row,) = await place.rows()
    assert (row.done_at, row.claims, row.failures) == (None, 0, 0)
    async with place.running() as newer:
        await place.quiet(newer)
    assert Note.done == ["newer"]


async def test_what_only_another_version_can_read_is_never_given_up(place: Place) -> None:
    await _damage(place, '{"word": "newer", "what_is_this": 1}')
    async with place.running() as runner:
        for _ in range(TRIES_OTHERWISE + 4):
            await place.advance(timedelta(minutes=10), runner)
        await _damage(place, '{"word": "newer"}')
        await place.advance(timedelta(minutes=10), runner)
    assert Note.done == ["sound", "newer"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_row_that_cannot_be_read_keeps_no_other_waiting(place: Place) -> None:
    await _damage(place, "{not JSON")
    async with place.running() as runner:
        await place.quiet(runner)
        assert Note.done == ["sound"]
        await place.send(Note(word="later"), after=timedelta(minutes=1))
        await place.advance(timedelta(minutes=1), runner)
    assert Note.done == ["sound", "later"]


async def _damage(place: Place, arguments: str) -> None:
    """Write two errands down, and other arguments into the row of the first; or into that row again."""
    async with place.start() as work:
        if not await work.session.scalar(select(ErrandRow.id)):
            work.send(Note(word="damaged"))
            work.send(Note(word="sound"))
    async with place.start() as work:
        first = text("UPDATE errand SET arguments = :it WHERE id = (SELECT min(id) FROM errand)")
        if not place.database.is_sqlite:
            first = text(
                "UPDATE errand SET arguments = CAST(:it AS json) "
                "WHERE id = (SELECT min(id) FROM errand)"
            )
        await work.session.execute(first, {"it": arguments})
