"""`/incident review`, and *We have held it*: where an incident's review stands."""

from commands.command import Command, Presses
from commands.here import incident_id_asked
from commands.request import Pressed, Typed
from templates.actions import Action
from workflows.facts import any_incident, lately_ended
from workflows.reviews import hold_review, look_for_review


async def run(typed: Typed) -> None:
    """Say where the review stands; its draft is posted anew if somebody deleted it."""
    async with typed.start.preparing(typed.slack_id) as work:
        incident = await any_incident(work, await incident_id_asked(work, typed, lately_ended))
        answers = await look_for_review(work, incident)
    for answer in answers:
        await typed.reply(answer)


async def press(pressed: Pressed) -> None:
    """Note that the review was held."""
    async with pressed.start(pressed.slack_id) as work:
        await hold_review(work, await any_incident(work, int(pressed.value)))


COMMAND = Command(
    name="review",
    usage="[INC-12]",
    help="See where the review stands: the draft, until when, whether it was held",
    aliases=("postmortem", "post-mortem", "retro"),
    run=run,
)
PRESSES: Presses = {Action.REVIEW_HELD: press}
