"""The press that says yes to an automation which asked first."""

from commands.command import Presses
from commands.request import Pressed
from templates.actions import Action, chosen
from workflows.automations.running import confirm_invitation
from workflows.facts import open_incident


async def confirm(pressed: Pressed) -> None:
    """Invite those of whom it asked."""
    incident_id, event_id = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        await confirm_invitation(work, await open_incident(work, incident_id), int(event_id))


PRESSES: Presses = {Action.CONFIRM_AUTOMATION: confirm}
