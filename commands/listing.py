"""`/incident list`: what is open now."""

from commands.command import Command
from commands.request import Typed
from templates.replies import open_list
from workflows.facts import all_open_incidents


async def run(typed: Typed) -> None:
    """Show the open incidents, the newest first."""
    async with typed.start.looking() as session:
        found = await all_open_incidents(session)
    await typed.reply(open_list(found))


COMMAND = Command(
    name="list",
    help="Show the open incidents, to you alone",
    aliases=("ls", "all"),
    run=run,
)
