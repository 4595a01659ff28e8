"""Who may know of a private incident, where Slack's word about who is there is a little old."""

from datetime import timedelta

import pytest

from models.database import Database
from models.incident import Incident
from models.organisation import Organisation
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.errands import TryLater
from workflows.invitations import invite
from workflows.privacy import let_in, may_see
from workflows.who_is_inside import shut_out_all_but
from workflows.work import Start, Work


@pytest.fixture
def start(database: Database, clock: Clock) -> Start:
    return Start(database, clock, Configuration(Organisation()), lambda: None)


async def declared(work: Work) -> Incident:
    said = Declaration(title="Somebody copied the ledger", is_private=True)
    return await declare(work, said)


async def test_whoever_came_back_since_slack_was_asked_is_inside(
    start: Start, clock: Clock
) -> None:
    async with start("UANA") as work:
        incident = await declared(work)
        await let_in(work, incident, ["UBEN", "UCARA"])
    clock.advance(timedelta(hours=1))
    asked_at = clock.now()
    clock.advance(timedelta(seconds=1))
    async with start() as work:
        await let_in(work, incident, ["UBEN"])
    async with start() as work:
        await shut_out_all_but(work, incident.id, ["UANA"], asked_at)
    async with start.looking() as session:
        inside = [one for one in ("UANA", "UBEN", "UCARA") if await may_see(session, one, incident)]
    assert inside == ["UANA", "UBEN"]


async def test_whoever_was_being_let_in_while_slack_was_asked_stays_inside(
    start: Start, clock: Clock
) -> None:
    async with start("UANA") as work:
        incident = await declared(work)
        await let_in(work, incident, ["UBEN"])
        await invite(work, incident, ["UBEN"])
    clock.advance(timedelta(seconds=1))
    with pytest.raises(TryLater):
        async with start() as work:
            await shut_out_all_but(work, incident.id, ["UANA"], clock.now())
    async with start.looking() as session:
        assert await may_see(session, "UBEN", incident)
