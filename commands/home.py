"""The app's home: what is open, what I hold, and the cheat sheet."""

from collections.abc import Sequence

from commands.command import Command
from commands.request import Opened
from templates.home import home_page
from workflows.facts import all_open_incidents, facts_of, held_by


async def draw(opened: Opened, commands: Sequence[Command]) -> None:
    """Draw the home tab for the person who opened it."""
    async with opened.start(opened.slack_id) as work:
        session, organisation = work.session, work.organisation
        open_ones = [
            await facts_of(session, organisation, incident.id)
            for incident, _ in (await all_open_incidents(session))[:SHOWN]
        ]
        held = [
            (await facts_of(session, organisation, one.incident_id), one.role)
            for one in await held_by(session, work.person_acting)
        ]
    await opened.publish(
        home_page(open_ones, held, [(command.line, command.help) for command in commands])
    )


#: As many open incidents as one looks at.
SHOWN = 20
