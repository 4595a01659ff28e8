"""The presses by which command passes from region to region."""

from commands.command import Presses
from commands.handoff import open_handoff_form
from commands.request import Pressed
from templates.actions import Action, chosen
from templates.handoff_forms import read_back_form
from workflows.facts import facts_in, open_incident
from workflows.on_call.taking_over import offer_to_oneself


async def hand_over_to(pressed: Pressed) -> None:
    """Open the form for handing over, with the next commander chosen in it."""
    incident_id, receiver = chosen(pressed.value)
    await open_handoff_form(pressed, incident_id, receiver=receiver)


async def take(pressed: Pressed) -> None:
    """Take command for one's region, where it was not handed over: what is taken over is asked first."""
    incident_id, event_id = chosen(pressed.value)
    async with pressed.start(pressed.slack_id) as work:
        handoff = await offer_to_oneself(work, incident_id, int(event_id))
        facts = await facts_in(work, await open_incident(work, incident_id))
    await pressed.open_form(read_back_form(facts, handoff))


PRESSES: Presses = {
    Action.HAND_OVER_TO: hand_over_to,
    Action.TAKE_COMMAND_OVER: take,
}
