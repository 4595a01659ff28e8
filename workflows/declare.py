"""Declaring an incident or a drill: the record first, the room in Slack right after."""

from models.facts import Facts
from models.incident import Incident
from models.rules import rules_for
from workflows.declaration import Declaration, write_down
from workflows.opening import OpenRoom
from workflows.reminders import begin_reminders
from workflows.welcome import welcome
from workflows.work import Work


async def declare(work: Work, said: Declaration, *, response_url: str | None = None) -> Incident:
    """Write a new incident down and send for its room. `response_url` is where the declarer waits.

    Raises Refused for a declaration that cannot be written down.
    """
    declared = await write_down(work, said)
    incident = declared.incident
    work.send(
        OpenRoom(
            incident_id=incident.id,
            response_url=response_url,
            severity=incident.severity,
            to_say=declared.to_say,
            source=said.source,
            services=declared.services,
            choices=said.choices,
        )
    )
    # Nobody holds a role yet, and nothing was said: there is no need to read it back.
    rules = rules_for(work.organisation, said.teams)
    facts = Facts(rules, incident, None, (), None)
    begin_reminders(work, facts)
    welcome(work, incident.declared_by)
    work.hand_on(facts)
    return incident
