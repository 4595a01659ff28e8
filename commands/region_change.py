"""The presses by which command passes from region to region."""

from commands.command import Presses
from commands.handoff import open_handoff_form
from commands.request import Pressed
from templates.actions import Action, chosen
from workflows.on_call.taking_over import take_over


async def hand_over_to(pressed: Pressed) -> None:
    """Open the form for handing over, with the next commander chosen in it."""
    incident_id, receiver = chosen(pressed.value)
    await open_handoff_form(pressed, incident_id, receiver=receiver)


async def take(pressed: Pressed) -> None:
    """Take command for one's region, where it was not handed over."""
    incident_id, event_id = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        await take_over(work, incident_id, int(event_id))


PRESSES: Presses = {
    Action.HAND_OVER_TO: hand_over_to,
    Action.TAKE_COMMAND_OVER: take,
}
