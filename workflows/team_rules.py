"""What follows from the teams whose services an incident touches, when that changes while people work."""

from models.incident import Incident
from models.organisation import Organisation
from workflows.facts import facts_in
from workflows.invitations import invite, people_for
from workflows.reminders import plan_reminders
from workflows.work import Work


async def rules_in(work: Work, incident: Incident) -> Organisation:
    """The organisation's rules with what the incident's teams add, after what this work has changed."""
    if not work.organisation.team_files:
        return work.organisation
    return (await facts_in(work, incident)).organisation


async def mind_teams(work: Work, incident: Incident) -> None:
    """Bring in whom the incident's teams want there, and keep their cadence, after its services changed."""
    if not work.organisation.team_files or not incident.is_open:
        return
    people = people_for(await rules_in(work, incident), incident)
    if people:
        await invite(work, incident, people)
    plan_reminders(work, incident)
