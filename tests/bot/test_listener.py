"""On PostgreSQL one process hears at once what another wrote down."""

import asyncio

from bot.listener import listen
from models.database import Database
from models.organisation import Organisation
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.people import LearnPerson
from workflows.work import Start


async def test_an_errand_of_another_process_rings_the_bell(
    postgres_url: str, clock: Clock, organisation: Organisation
) -> None:
    bell = asyncio.Event()
    database = Database(postgres_url)
    listening = asyncio.create_task(listen(database.url, bell))
    async with asyncio.timeout(10):
        await bell.wait()  # Rings once when it begins to listen.
        bell.clear()
        other = Start(database, clock, Configuration(organisation), wake=lambda: None)
        async with other() as work:
            work.send(LearnPerson(slack_id="U1"))
        await bell.wait()
    listening.cancel()
    await asyncio.wait({listening})
    await database.close()
