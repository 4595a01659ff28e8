"""Bringing people into an incident's channel; one who cannot come keeps nobody else out."""

import asyncio

import structlog

from integrations.errors import SlackSaidNo
from integrations.slack import Slack
from models.incident import Incident
from models.organisation import Organisation
from workflows.errands import Errand, Priority, World

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def people_for(organisation: Organisation, incident: Incident) -> tuple[str, ...]:
    """Who is invited by configuration: Slack ids and e-mail addresses, each once."""
    by_severity = organisation.invites.by_severity.get(incident.severity, ())
    return tuple(dict.fromkeys((*organisation.invites.always, *by_severity)))


class InvitePeople(Errand):
    """Invite people, given by Slack id or e-mail address, to the incident's channel."""

    priority = Priority.PEOPLE

    incident_id: int
    people: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Invite them all; one who cannot come keeps nobody else out."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        found = await asyncio.gather(*(_slack_id(world.slack, one) for one in self.people))
        slack_ids = [slack_id for slack_id in found if slack_id is not None]
        left_out = await world.slack.invite(room.channel_id, slack_ids)
        for slack_id, reason in left_out.items():
            log.warning(
                "invitation.refused", incident=facts.incident.ref, person=slack_id, reason=reason
            )


async def _slack_id(slack: Slack, person: str) -> str | None:
    if "@" not in person:
        return person
    try:
        return await slack.slack_id_by_email(person)
    except SlackSaidNo as error:
        log.warning("invitation.unknown_address", reason=error.code)
        return None
