"""Somebody presses a task's button while another process moves the task to another incident."""

import asyncio

import pytest

from models.database import Database
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import EventKind
from sandbox.clock import Clock
from tests.locks import somebody_waits
from workflows.catalogue import Services
from workflows.configuration import Configuration
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.merge import merge, plan_merge
from workflows.tasks import add_task, finish_task, task_held
from workflows.work import Start


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_it_is_done_where_the_task_is_by_then(database: Database, clock: Clock) -> None:
    start = Start(database, clock, Configuration(Organisation()), lambda: None)
    async with start("UANA") as work:
        source = await declare(work, Declaration(title="Cart is empty"))
        target = await declare(work, Declaration(title="Checkout is down"))
        task = await add_task(work, source, "Call the bank")

    async def press_done() -> tuple[Incident, EventKind]:
        async with start("UBEN") as work:
            incident, held = await task_held(work, task.id)
            await finish_task(work, incident, held)
            (_, event) = work.recorded[-1]
            return incident, EventKind(event.kind)

    async with start("UANA") as work:
        move = await plan_merge(work, source.id, target.id, Services())
        pressing = asyncio.create_task(press_done())
        await somebody_waits(database)
        await merge(work, move)
    incident, kind = await pressing
    assert incident.id == target.id
    assert kind == EventKind.TASK_DONE
