"""The app's home: what is open, what I hold and owe, and the cheat sheet."""

from collections.abc import Sequence

from commands.command import Command
from commands.request import Opened
from templates.home import home_page
from templates.own_services import own_lines
from workflows.facts import all_open_incidents, facts_of_several, held_by
from workflows.owed import owed_by
from workflows.own_services import own_of, troubled_services


async def draw(opened: Opened, commands: Sequence[Command]) -> None:
    """Draw the home tab for the person who opened it."""
    async with opened.start(opened.slack_id) as work:
        session, organisation = work.session, work.organisation
        found = await all_open_incidents(session, opened.slack_id)
        newest = [incident.id for incident, _ in found[:SHOWN]]
        mine = await held_by(session, work.person_acting)
        ids = {*newest, *(one.incident_id for one in mine)}
        facts = await facts_of_several(session, organisation, ids)
        own = await own_of(session, opened.start.catalogue.current, opened.slack_id)
        troubled = await troubled_services(session, opened.slack_id) if own.services else {}
        owed = await owed_by(session, organisation, work.person_acting, work.now)
    open_ones = [facts[incident_id] for incident_id in newest]
    held = [(facts[one.incident_id], one.role) for one in mine]
    lines = [(command.line, command.help) for command in commands]
    services = own_lines(own, troubled, most=SERVICES_SHOWN)
    await opened.publish(home_page(open_ones, held, owed, lines, services))


#: As many open incidents as one looks at.
SHOWN = 20
#: The home is small: the command shows more of them.
SERVICES_SHOWN = 8
