"""`/incident update`: with words it is sent at once, without them the form asks."""

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, said_in
from commands.request import Pressed, Request, Submitted, Typed
from templates.actions import Action, Field, Form
from templates.forms import update_form
from templates.typed import as_typed
from workflows.facts import facts_in, open_incident
from workflows.updates import post_update


async def run(typed: Typed) -> None:
    """Send what was typed as the update, or open the form when nothing was."""
    condition = said_in(typed)
    if not condition:
        async with typed.start(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await _open_form(typed, incident_id)
        return
    async with typed.start(typed.slack_id) as work:
        await post_update(work, await incident_meant(work, typed), condition=condition)


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await _open_form(pressed, int(pressed.value))


async def _open_form(request: Request, incident_id: int) -> None:
    async with request.start(request.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    await request.open_form(update_form(facts))


async def submit(submitted: Submitted) -> None:
    """Send what was filled in."""
    condition, actions, needs = (
        as_typed(submitted.fields.get(field, "")).strip()
        for field in (Field.CONDITION, Field.ACTIONS, Field.NEEDS)
    )
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await open_incident(work, int(submitted.about))
            await post_update(work, incident, condition=condition, actions=actions, needs=needs)


COMMAND = Command(
    name="update",
    usage="[how things stand]",
    help="Tell everyone how things stand: the channel, the announcement, the card",
    aliases=("post",),
    run=run,
)
PRESSES: Presses = {Action.WRITE_UPDATE: press}
FORMS: Forms = {Form.UPDATE: submit}
