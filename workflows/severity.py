"""Changing how severe an incident is, which moves its cadence and may bring more people in."""

from models.incident import Incident
from models.organisation import Severity
from workflows.errors import Refused
from workflows.handoff_showing import call_or_not
from workflows.invitations import invite, people_for
from workflows.reminders import plan_reminders
from workflows.saying import say
from workflows.showing import show
from workflows.subscriptions import tell_subscribers
from workflows.team_rules import rules_in
from workflows.work import Work


async def change_severity(work: Work, incident: Incident, to: Severity, why: str = "") -> None:
    """Set the severity. Raises Refused when it is what it was."""
    event = work.change(incident, severity=to.key, why=why)
    if event is None:
        raise Refused(f"{incident.ref} is {to.key} already, so nothing was changed.")
    await say(work, event)
    await tell_subscribers(work, event)
    people = people_for(await rules_in(work, incident), incident)
    if people:
        await invite(work, incident, people)
    await call_or_not(work, incident)
    show(work, incident)
    plan_reminders(work, incident)
