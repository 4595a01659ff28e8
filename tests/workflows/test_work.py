"""Work: one actor, one moment, one transaction, and nothing changes without its trace."""

import pytest
from sqlalchemy import Engine, event, select

from models.database import Database
from models.errand import ErrandRow
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import EventKind, TimelineEvent
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.declarer import BriefDeclarer
from workflows.people import LearnPerson
from workflows.showing import ShowCard
from workflows.work import Start


class Bell:
    def __init__(self) -> None:
        self.rung = 0

    def ring(self) -> None:
        self.rung += 1


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def start(database: Database, clock: Clock, organisation: Organisation, bell: Bell) -> Start:
    return Start(database, clock, Configuration(organisation), bell.ring)


async def pending(start: Start, kind: str) -> list[ErrandRow]:
    async with start.looking() as session:
        rows = await session.scalars(
            select(ErrandRow).where(ErrandRow.kind == kind, ErrandRow.done_at.is_(None))
        )
        return list(rows)


async def test_a_work_keeps_everything_or_nothing(start: Start, bell: Bell) -> None:
    async def fail_in_the_middle() -> None:
        async with start("U1") as work:
            await declare(work, Declaration(title="Checkout is down"))
            raise RuntimeError("the process stumbles")

    with pytest.raises(RuntimeError):
        await fail_in_the_middle()
    async with start.looking() as session:
        assert (await session.scalars(select(Incident))).all() == []
    assert await pending(start, "OpenRoom") == []
    assert bell.rung == 0


async def test_a_declaration_leaves_its_event_and_its_errand(start: Start, bell: Bell) -> None:
    async with start("U1") as work:
        incident = await declare(work, Declaration(title="Checkout is down"))
    async with start.looking() as session:
        event = (await session.scalars(select(TimelineEvent))).one()
    assert (event.kind, event.at) == (EventKind.DECLARED, start.clock.now())
    assert event.actor is not None
    assert event.actor.slack_id == "U1"
    (errand,) = await pending(start, "OpenRoom")
    assert errand.arguments == {
        "incident_id": incident.id,
        "response_url": None,
        "severity": "SEV-3",
        "to_say": [],
        "source": "",
        "services": [],
        "choices": {"wanted": [], "left_out": []},
    }
    assert bell.rung == 1


async def test_a_change_says_before_and_after_and_no_change_says_nothing(start: Start) -> None:
    async with start("U1") as work:
        incident = await declare(work, Declaration(title="Checkout is down"))
    async with start("U2") as work:
        again = await work.session.get_one(Incident, incident.id)
        event = work.change(again, severity="SEV-1", why="all regions")
        assert work.change(again, severity="SEV-1") is None
    assert event is not None
    assert event.details == {"changes": {"severity": ["SEV-3", "SEV-1"]}, "why": "all regions"}


async def test_a_second_errand_of_a_key_takes_the_place_of_the_first(start: Start) -> None:
    async with start("U1") as work:
        incident = await declare(work, Declaration(title="Checkout is down"))
    for _ in range(3):
        async with start() as work:
            work.send(ShowCard(incident_id=incident.id))
    (row,) = await pending(start, "ShowCard")
    assert row.generation == 2


async def test_an_errand_without_a_key_stands_beside_the_first(start: Start) -> None:
    async with start("U1") as work:
        incident = await declare(work, Declaration(title="Checkout is down"))
        work.send(BriefDeclarer(incident_id=incident.id))
        work.send(BriefDeclarer(incident_id=incident.id))
    assert len(await pending(start, "BriefDeclarer")) == 2


async def test_what_came_in_once_counts_once(start: Start) -> None:
    async with start() as work:
        assert await work.first_time("view:V1")
    async with start() as work:
        assert not await work.first_time("view:V1")
        assert await work.first_time("view:V2")


async def test_a_called_off_errand_is_no_longer_pending(start: Start) -> None:
    async with start("U1") as work:
        incident = await declare(work, Declaration(title="Checkout is down"))
    async with start() as work:
        assert await work.call_off(f"reminders:{incident.id}")
        assert not await work.call_off(f"reminders:{incident.id}")
    assert await pending(start, "RingReminders") == []


async def test_a_person_is_looked_up_once_at_a_time(start: Start) -> None:
    for _ in range(2):
        async with start("U1"):
            pass
    (errand,) = await pending(start, "LearnPerson")
    assert errand.arguments == {"slack_id": "U1"}


async def test_what_a_work_sends_is_written_down_by_one_statement(start: Start) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with start() as work:
            for slack_id in ("U1", "U2", "U3"):
                work.send(LearnPerson(slack_id=slack_id))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(await pending(start, "LearnPerson")) == 3
    assert len([one for one in statements if one.startswith("INSERT INTO errand")]) == 1
