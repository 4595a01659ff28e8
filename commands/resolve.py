"""`/incident resolve` and `cancel`, and the card's button: the end, with or without a review."""

from commands.command import Command, Presses
from commands.here import incident_meant, said_in
from commands.request import Pressed, Typed
from templates.actions import Action
from workflows import resolve as workflow
from workflows.facts import open_incident


async def run(typed: Typed) -> None:
    """Resolve the incident, with what ended it where that was typed."""
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        await workflow.resolve(work, incident, said_in(typed))


async def press(pressed: Pressed) -> None:
    """Resolve the incident whose card it is."""
    async with pressed.start(pressed.slack_id) as work:
        await workflow.resolve(work, await open_incident(work, int(pressed.value)))


async def cancel(typed: Typed) -> None:
    """End the incident as a false alarm."""
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        await workflow.cancel(work, incident, said_in(typed))


COMMAND = Command(
    name="resolve",
    usage="[what ended it]",
    help="End the incident; reminders stop and the review is drafted",
    aliases=("resolved", "close", "fixed"),
    run=run,
)
CANCEL = Command(
    name="cancel",
    usage="[why]",
    help="End it as a false alarm, without a review",
    aliases=("false-alarm",),
    run=cancel,
)
PRESSES: Presses = {Action.RESOLVE: press}
