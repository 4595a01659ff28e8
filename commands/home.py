"""The app's home: what is open, what I hold and owe, and the cheat sheet."""

from collections.abc import Sequence

from commands.command import Command
from commands.request import Opened
from templates.home import home_page
from workflows.facts import all_open_incidents, facts_of_several, held_by
from workflows.owed import owed_by


async def draw(opened: Opened, commands: Sequence[Command]) -> None:
    """Draw the home tab for the person who opened it."""
    async with opened.start(opened.slack_id) as work:
        session, organisation = work.session, work.organisation
        found = await all_open_incidents(session, opened.slack_id)
        newest = [incident.id for incident, _ in found[:SHOWN]]
        mine = await held_by(session, work.person_acting)
        ids = {*newest, *(one.incident_id for one in mine)}
        facts = await facts_of_several(session, organisation, ids)
        owed = await owed_by(session, organisation, work.person_acting, work.now)
    open_ones = [facts[incident_id] for incident_id in newest]
    held = [(facts[one.incident_id], one.role) for one in mine]
    await opened.publish(
        home_page(open_ones, held, owed, [(command.line, command.help) for command in commands])
    )


#: As many open incidents as one looks at.
SHOWN = 20
