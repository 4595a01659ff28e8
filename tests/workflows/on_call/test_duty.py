"""Who is on call as things stand: the file, with what people arranged in Slack on top."""

from datetime import timedelta

import pytest

from models.database import Database
from models.organisation import Organisation
from models.override import MadeOverride
from sandbox.clock import Clock
from tests.workflows.on_call.written import at, on_call
from workflows.configuration import Configuration
from workflows.on_call.duty import Duty, duty_in, slack_ids
from workflows.work import Start

FILE = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers:
      - {name: Weekly, people: [ann, bob], first_turn: "2026-03-02 09:00", every: 1 week}
    overrides:
      - {starts: "2026-03-03 00:00", ends: "2026-03-04 00:00", people: cara}
people:
  ann: {slack: ann@acme.example}
"""


@pytest.fixture
def start(database: Database, clock: Clock, organisation: Organisation) -> Start:
    return Start(database, clock, Configuration(organisation), lambda: None)


async def made(start: Start, begins: str, ends: str, *people: str) -> MadeOverride:
    async with start("U0BOSS001") as work:
        row = MadeOverride(
            schedule="payments",
            starts_at=at(begins),
            ends_at=at(ends),
            people=list(people),
            made_at=work.now,
            made_by=work.person_acting,
        )
        await work.add(row)
    return row


async def duty(start: Start) -> Duty:
    async with start.looking() as session:
        return await duty_in(session, on_call(FILE), at("2026-03-01"))


async def test_what_was_arranged_in_slack_stands_above_the_file(start: Start) -> None:
    await made(start, "2026-03-03 12:00", "2026-03-03 18:00", "dev")
    now = await duty(start)
    assert now.who("payments", at("2026-03-02 12:00")) == ("ann",)
    assert now.who("payments", at("2026-03-03 11:00")) == ("cara",)
    assert now.who("payments", at("2026-03-03 12:00")) == ("dev",)
    assert now.next_change("payments", at("2026-03-03 12:00")) == at("2026-03-03 18:00")
    assert now.who("nothing", at("2026-03-03 12:00")) == ()


async def test_of_two_that_overlap_the_later_made_one_wins_and_a_withdrawn_one_is_gone(
    start: Start, clock: Clock
) -> None:
    await made(start, "2026-03-05 00:00", "2026-03-06 00:00", "dev")
    clock.advance(timedelta(minutes=1))
    later = await made(start, "2026-03-05 00:00", "2026-03-06 00:00", "eve")
    assert (await duty(start)).who("payments", at("2026-03-05 12:00")) == ("eve",)
    async with start() as work:
        (await work.session.get_one(MadeOverride, later.id)).withdrawn_at = work.now
    assert (await duty(start)).who("payments", at("2026-03-05 12:00")) == ("dev",)


async def test_people_are_found_by_slack_id_or_by_an_address_that_is_known(start: Start) -> None:
    async with start() as work:
        (await work.person("U0ANN0001")).email = "Ann@acme.example"
    async with start.looking() as session:
        found = await slack_ids(
            session, await duty(start), ["ann", "bob", "U0DEV0001", "x@y.example"]
        )
    assert found == {"ann": "U0ANN0001", "U0DEV0001": "U0DEV0001"}
