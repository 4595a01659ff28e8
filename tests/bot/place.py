"""A database with errands in it, and runners on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.runner import Runner
from integrations.slack import Slack
from models.database import Database
from models.errand import ErrandRow
from models.incident import Incident, Room
from models.organisation import Organisation
from models.person import Person
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.errands import Errand, World
from workflows.hands import Hands
from workflows.work import Start


class Note(Errand):
    """An errand of the tests: notes that it was carried out, after doing what the test says."""

    word: str
    incident_id: int | None = None
    one_at_a_time: bool = False
    stands_in: str | None = None

    done: ClassVar[list[str]] = []
    before: ClassVar[Callable[[World], object] | None] = None

    @property
    def key(self) -> str | None:
        return "note" if self.one_at_a_time else None

    @property
    def line(self) -> str | None:
        return self.stands_in

    async def carry_out(self, world: World) -> None:
        before = type(self).before
        if before is not None:
            result = before(world)
            if asyncio.iscoroutine(result):
                await result
        self.done.append(self.word)


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

    async def incident_with_room(self) -> int:
        """The id of an incident whose channel is open and empty."""
        async with self.start() as work:
            incident = Incident(
                title="Checkout is down",
                severity="SEV-3",
                declared_at=work.now,
                declared_by=Person(slack_id="U1"),
            )
            await work.add(incident)
            room = Room(
                incident_id=incident.id, channel_id="C1", channel_name="inc-1", opened_at=work.now
            )
            await work.add(room)
        return incident.id

    async def room(self, incident_id: int) -> tuple[str | None, str | None]:
        """What is kept of an incident's card and topic."""
        async with self.start.looking() as session:
            room = await session.get_one(Room, incident_id)
            return room.card_ts, room.topic

    async def rows(self) -> list[ErrandRow]:
        async with self.start.looking() as session:
            found = await session.scalars(
                select(ErrandRow).where(ErrandRow.kind == "Note").order_by(ErrandRow.id)
            )
            return list(found)
