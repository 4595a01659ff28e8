"""Several bots on one PostgreSQL: what they hold and what they wait for never goes round in a circle.

Each of these would end in a deadlock, which the server notices after a second and answers with an error.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select, update

from bot.errand_store import ErrandStore, Outcome
from integrations.slack import Slack
from models.database import Database
from models.incident import Given, Incident, Room
from models.organisation import Organisation
from models.timeline import EventKind, Review, TimelineEvent
from sandbox.clock import Clock
from tests.locks import somebody_waits
from workflows.catalogue import Services
from workflows.configuration import Configuration
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.errands import World
from workflows.facts import Glance, any_incident
from workflows.merge import held_with_target, merge, plan_merge
from workflows.paging.pages import held_page
from workflows.paging.starting import page
from workflows.paging.whom import of_people
from workflows.people import LearnPerson
from workflows.resolve import resolve
from workflows.reviews import DraftReview
from workflows.room_changes import renamed
from workflows.showing import ShowAnnouncement, ShowCard
from workflows.status import reopen
from workflows.tasks import add_task, task_held
from workflows.work import Start

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def start(database: Database, clock: Clock) -> Start:
    return Start(database, clock, Configuration(Organisation()), lambda: None)


async def with_a_room(start: Start, clock: Clock) -> int:
    async with start("UANA") as work:
        incident: Incident = await declare(work, Declaration(title="Checkout is down"))
        room = Room(
            incident_id=incident.id, channel_id="C1", channel_name="inc-1", opened_at=clock.now()
        )
        await work.add(room)
        return incident.id


async def two_incidents(start: Start) -> tuple[Incident, Incident]:
    async with start("UANA") as work:
        lower: Incident = await declare(work, Declaration(title="Checkout is down"))
        higher: Incident = await declare(work, Declaration(title="Cart is empty"))
        return lower, higher


async def reopened(start: Start, incident: Incident) -> Incident:
    async with start("UBEN") as work:
        held = await held_with_target(work, incident.id)
        await reopen(work, held)
        return held


async def hold_in_order(start: Start, incidents: Iterable[Incident]) -> None:
    async with start("UCARA") as work:
        for incident in incidents:
            await any_incident(work, incident.id)


async def ended(
    start: Start, clock: Clock, kinds: Sequence[str]
) -> tuple[ErrandStore, list[Outcome]]:
    store = ErrandStore(start.database, kinds)
    taken, _ = await store.take_due(clock.now(), most=10, except_ids=())
    return store, [
        Outcome(one, clock.now(), given=Given(card_ts="1.000001") if one.incident_id else Given())
        for one in taken
    ]


async def test_outcomes_and_a_work_that_calls_off_before_it_sends(
    start: Start, database: Database, clock: Clock
) -> None:
    async with start() as work:
        for slack_id in ("U1", "U2"):
            work.send(LearnPerson(slack_id=slack_id))
    store, outcomes = await ended(start, clock, ["LearnPerson"])
    assert len(outcomes) == 2
    async with start() as work:
        assert await work.call_off(str(LearnPerson(slack_id="U2").key))
        writing = asyncio.create_task(store.write_down(outcomes))
        await somebody_waits(database)
        work.send(LearnPerson(slack_id="U1"))
    await writing


async def test_outcomes_with_what_slack_gave_and_a_work_that_changes_the_room(
    start: Start, database: Database, clock: Clock
) -> None:
    incident_id = await with_a_room(start, clock)
    async with start() as work:
        work.send(ShowCard(incident_id=incident_id))
        work.send(ShowAnnouncement(incident_id=incident_id))
    store, outcomes = await ended(start, clock, ["ShowCard", "ShowAnnouncement"])
    assert len(outcomes) == 2
    async with start() as work:
        await work.session.execute(update(Room).values(channel_name="war-room"))
        writing = asyncio.create_task(store.write_down(outcomes))
        await somebody_waits(database)
        work.send(ShowAnnouncement(incident_id=incident_id))
    await writing


async def test_somebody_who_is_new_and_somebody_who_speaks_of_them(
    start: Start, database: Database, clock: Clock
) -> None:
    incident_id = await with_a_room(start, clock)
    began, held = asyncio.Event(), asyncio.Event()

    async def newcomer() -> None:
        async with start("UNEW") as work:
            began.set()
            await held.wait()
            await any_incident(work, incident_id)

    async def other() -> None:
        await began.wait()
        async with start("UANA") as work:
            await any_incident(work, incident_id)
            held.set()
            await somebody_waits(database)
            await work.person("UNEW")

    async with asyncio.timeout(30):
        await asyncio.gather(newcomer(), other())


async def test_what_is_written_beside_a_held_incident_does_not_wait_for_it(
    start: Start, clock: Clock
) -> None:
    incident_id = await with_a_room(start, clock)
    async with start("UANA") as work:
        await any_incident(work, incident_id)
        async with asyncio.timeout(20), start() as other:
            await other.session.execute(update(Room).values(channel_name="war-room"))
            # Its row refers to the incident, which must be there, and may well be held.
            other.send(ShowCard(incident_id=incident_id))
        await work.session.execute(update(Room).values(channel_name="inc-1"))


async def test_a_review_that_is_drafted_while_somebody_reopens_the_incident(
    start: Start, database: Database, clock: Clock
) -> None:
    incident_id = await with_a_room(start, clock)
    async with start("UANA") as work:
        await resolve(work, await any_incident(work, incident_id), "It went by itself")
    world = World(
        slack=Slack(AsyncWebClient(), clock.now),
        start=start,
        organisation=start.organisation,
        glance=Glance(start, {incident_id}, {}),
        written_at=clock.now(),
        repeat=False,
        mark="errand:1:0",
    )
    async with start("UANA") as work:
        incident = await any_incident(work, incident_id)
        drafting = asyncio.create_task(DraftReview(incident_id=incident_id).carry_out(world))
        await somebody_waits(database)
        await reopen(work, incident)
    await drafting
    async with database.reading() as session:
        assert await session.get(Review, incident_id) is None


async def test_two_works_that_meet_the_same_person_at_one_moment(
    start: Start, database: Database
) -> None:
    async def meet() -> int:
        async with start() as work:
            return (await work.person("UNEW")).id

    async with asyncio.timeout(30):
        async with start() as work:
            met = await work.person("UNEW")
            other = asyncio.create_task(meet())
            await somebody_waits(database)
        assert await other == met.id


async def test_a_press_on_a_task_that_goes_on_in_an_older_incident(start: Start) -> None:
    lower, higher = await two_incidents(start)
    async with start("UANA") as work:
        task = await add_task(work, await any_incident(work, higher.id), "Call the bank")

    async def press() -> Incident:
        async with start("UBEN") as work:
            incident, _ = await task_held(work, task.id)
            return incident

    assert await held_as_it_moves(start, lower, higher, press) == lower.id


async def test_a_press_on_a_page_that_goes_on_in_an_older_incident(start: Start) -> None:
    lower, higher = await two_incidents(start)
    async with start("UANA") as work:
        incident = await any_incident(work, higher.id)
        begun = await page(work, incident, of_people(["UDEV"]))

    async def press() -> Incident:
        async with start("UBEN") as work:
            incident, _ = await held_page(work, begun.id)
            return incident

    assert await held_as_it_moves(start, lower, higher, press) == lower.id


async def held_as_it_moves(
    start: Start,
    lower: Incident,
    higher: Incident,
    press: Callable[[], Coroutine[object, object, Incident]],
) -> int:
    """Which incident a press holds that comes while one is merged into an older one, and others hold both."""
    async with asyncio.timeout(30):
        async with start("UANA") as work:
            move = await plan_merge(work, higher.id, lower.id, Services())
            pressing = asyncio.create_task(press())
            await somebody_waits(start.database)
            others = asyncio.create_task(hold_in_order(start, (lower, higher)))
            await somebody_waits(start.database, 2)
            await merge(work, move)
        await others
        return (await pressing).id


async def test_an_incident_that_is_reopened_while_others_hold_the_one_in_which_it_went_on(
    start: Start, database: Database
) -> None:
    lower, higher = await two_incidents(start)
    async with start("UANA") as work:
        await merge(work, await plan_merge(work, higher.id, lower.id, Services()))

    async with asyncio.timeout(30):
        async with start("UCARA") as work:
            await any_incident(work, lower.id)
            reopening = asyncio.create_task(reopened(start, higher))
            await somebody_waits(database)
            await any_incident(work, higher.id)
        assert (await reopening).is_open


async def test_an_incident_that_goes_on_elsewhere_by_the_time_it_is_reopened(
    start: Start, database: Database
) -> None:
    lower, higher = await two_incidents(start)
    reopens = partial(reopened, start, higher)
    assert await held_as_it_moves(start, lower, higher, reopens) == higher.id
    async with database.reading() as session:
        told = await session.scalars(
            select(TimelineEvent.incident_id).where(TimelineEvent.kind == EventKind.MERGE_LEFT)
        )
        assert told.all() == [lower.id]


async def test_a_channel_with_several_incidents_in_threads_that_is_renamed(
    start: Start, database: Database, clock: Clock
) -> None:
    both = await two_incidents(start)
    async with start("UANA") as work:
        for incident in reversed(both):
            room = Room(
                incident_id=incident.id,
                channel_id="C1",
                channel_name="incidents",
                thread_ts=f"{incident.id}.000001",
                opened_at=clock.now(),
            )
            await work.add(room)

    async def rename() -> None:
        async with start() as work:
            await renamed(work, "C1", "war-rooms")

    lower, higher = both
    async with asyncio.timeout(30):
        async with start("UCARA") as work:
            await any_incident(work, lower.id)
            renaming = asyncio.create_task(rename())
            await somebody_waits(database)
            await any_incident(work, higher.id)
            await work.session.execute(update(Room).values(active_at=clock.now()))
        await renaming
    async with database.reading() as session:
        names = (await session.scalars(select(Room.channel_name))).all()
    assert names == ["war-rooms", "war-rooms"]
