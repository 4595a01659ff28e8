"""What services suggest, however many there are: what is not shown cannot be unticked."""

import pytest

from models.catalogue_records import Harvest, ServiceRecord, TeamRecord
from models.database import Database
from models.organisation import Organisation
from models.suggestions import Brings
from sandbox.clock import Clock
from workflows.catalogue_keeping import difference_of, take_in
from workflows.configuration import Configuration
from workflows.suggesting import suggestions_for
from workflows.work import Start


@pytest.fixture
async def start(database: Database, clock: Clock, organisation: Organisation) -> Start:
    teams = tuple(
        TeamRecord(key=f"t{n}", name=f"Team {n}", members=(f"u{n}@lantern.example",))
        for n in range(40)
    )
    services = (
        *(ServiceRecord(key=f"s{n}", name=f"Service {n}", owner=f"t{n}") for n in range(40)),
        ServiceRecord(key="ids", name="Ids", owner="odd"),
    )
    odd = TeamRecord(key="odd", name="Odd", slack_channel="C0ODD0001", user_group="S0ODD0001")
    brought = Harvest("files", "files", True, services=services, teams=(*teams, odd))
    start = Start(database, clock, Configuration(organisation), lambda: None)
    async with start() as work:
        difference = await difference_of(work.session, brought)
        await take_in(work, difference, most_retired=0.2, confirmed=False)
    await start.catalogue.keep_up(database)
    return start


async def test_no_more_are_offered_than_one_reads(start: Start) -> None:
    services = [start.catalogue.current.by_key(f"s{n}") for n in range(40)]
    known = [one for one in services if one is not None]
    async with start.looking() as session:
        found = await suggestions_for(
            session, start.organisation, known, is_drill=False, now=start.clock.now()
        )
    assert len(found.services) == 40
    assert len(found.offers) == len({one.id for one in found.offers}) == 30
    assert {one.brings for one in found.offers} == {Brings.TEAM}


async def test_a_drill_ticks_nobody(start: Start) -> None:
    service = start.catalogue.current.by_key("ids")
    assert service is not None
    async with start.looking() as session:
        found = await suggestions_for(
            session, start.organisation, [service], is_drill=True, now=start.clock.now()
        )
    assert [(one.brings, one.name, one.by_itself) for one in found.offers] == [
        (Brings.TEAM, "Odd", False),
        (Brings.WORD, "", False),
    ]
    assert found.offers[0].people == ["S0ODD0001"]
