"""`/incident handoff`: offering command to somebody, and their answer."""

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, words_of
from commands.request import Pressed, Request, Submitted, Typed
from templates.actions import Action, Field, Form
from templates.forms import handoff_form
from templates.typed import as_typed, people_in, without_people
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.handoff import accept_handoff, decline_handoff, offer_handoff


async def run(typed: Typed) -> None:
    """Offer command to whoever is named, or open the form when nobody is."""
    words = words_of(typed)
    people = people_in(words)
    if len(people) > 1:
        raise Refused("Command passes to one person: `/incident handoff @cara`.")
    briefing = as_typed(without_people(words)).strip()
    if not people:
        async with typed.start.preparing(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await _open_form(typed, incident_id, briefing)
        return
    async with typed.start(typed.slack_id) as work:
        await offer_handoff(work, await incident_meant(work, typed), people[0], briefing)


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await _open_form(pressed, int(pressed.value), "")


async def _open_form(request: Request, incident_id: int, briefing: str) -> None:
    async with request.start.preparing(request.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    await request.open_form(handoff_form(facts, briefing))


async def submit(submitted: Submitted) -> None:
    """Offer command with what was filled in."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await open_incident(work, int(submitted.about))
            briefing = as_typed(submitted.fields.get(Field.BRIEFING, "")).strip()
            await offer_handoff(work, incident, submitted.fields[Field.RECEIVER], briefing)


async def accept(pressed: Pressed) -> None:
    """I have command."""
    async with pressed.start(pressed.slack_id) as work:
        await accept_handoff(work, int(pressed.value))


async def decline(pressed: Pressed) -> None:
    """Not now."""
    async with pressed.start(pressed.slack_id) as work:
        await decline_handoff(work, int(pressed.value))


COMMAND = Command(
    name="handoff",
    usage="[@person] [what they should know]",
    help="Offer command to somebody; you keep it until they accept",
    aliases=("handover", "hand-over"),
    run=run,
)
PRESSES: Presses = {
    Action.OFFER_HANDOFF: press,
    Action.ACCEPT_HANDOFF: accept,
    Action.DECLINE_HANDOFF: decline,
}
FORMS: Forms = {Form.HANDOFF: submit}
