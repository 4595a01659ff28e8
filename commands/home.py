"""The app's home: what is open, what I hold and owe, and the cheat sheet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from commands.command import Command
from commands.request import Opened
from templates.home import home_page
from templates.on_call import shift_lines
from templates.own_services import own_lines
from templates.text import Mrkdwn
from workflows.facts import all_open_incidents, facts_of_several, held_by
from workflows.on_call.asking import TWO_WEEKS, own_shifts
from workflows.on_call.duty import duty_in
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
        shifts = await _shifts(opened, session, work.now)
        owed = await owed_by(session, organisation, work.person_acting, work.now)
    open_ones = [facts[incident_id] for incident_id in newest]
    held = [(facts[one.incident_id], one.role) for one in mine]
    lines = [(command.line, command.help) for command in commands]
    services = own_lines(own, troubled, most=SERVICES_SHOWN)
    page = home_page(
        open_ones,
        held,
        owed,
        lines,
        more=len(found) - len(open_ones),
        services=services,
        shifts=shifts,
    )
    await opened.publish(page)


async def _shifts(opened: Opened, session: AsyncSession, now: datetime) -> Mrkdwn | None:
    """When this person is on call soon; None when they are not."""
    if not opened.organisation.duty.schedules:
        return None
    duty = await duty_in(session, opened.organisation.duty, now)
    ends = now + TWO_WEEKS
    found = await own_shifts(session, duty, opened.slack_id, now, ends)
    return shift_lines(found, now, ends) if found else None


#: As many open incidents as one looks at.
SHOWN = 20
#: The home is small: the command shows more of them.
SERVICES_SHOWN = 8
