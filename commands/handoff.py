"""`/incident handoff`: offering command to somebody, and their answer."""

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, words_of
from commands.request import Pressed, Request, Submitted, Typed
from models.role import BriefPart
from templates.actions import Action, Field, Form
from templates.handoff_forms import correct_form, decline_form, handoff_form, read_back_form
from templates.typed import as_line, as_words, people_in, without_people
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.handoff import (
    accept_handoff,
    commander_to_follow,
    correct_read_back,
    decline_handoff,
    handoff_to_correct,
    offer_handoff,
    offer_to_answer,
    what_is_known,
    withdraw_handoff,
)


async def run(typed: Typed) -> None:
    """Offer command to whoever is named, or open the form when nobody is."""
    words = words_of(typed)
    people = people_in(words)
    if len(people) > 1:
        raise Refused("Command passes to one person: `/incident handoff @cara`.")
    briefing = as_words(without_people(words))
    if not people:
        async with typed.start.preparing(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await open_handoff_form(typed, incident_id, briefing)
        return
    async with typed.start(typed.slack_id) as work:
        await offer_handoff(work, await incident_meant(work, typed), people[0], briefing)


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await open_handoff_form(pressed, int(pressed.value))


async def open_handoff_form(
    request: Request, incident_id: int, briefing: str = "", receiver: str | None = None
) -> None:
    """Open the form for handing over, filled with what the record knows."""
    async with request.start.preparing(request.slack_id) as work:
        incident = await open_incident(work, incident_id)
        facts = await facts_in(work, incident)
        commander_to_follow(facts)
        known = await what_is_known(work, incident)
    await request.open_form(handoff_form(facts, known, work.now, briefing, receiver))


async def submit(submitted: Submitted) -> None:
    """Offer command with what was filled in."""
    brief = {part.value: _words(submitted, Field(part.value)) for part in BriefPart}
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await open_incident(work, int(submitted.about))
            receiver = submitted.fields[Field.RECEIVER]
            await offer_handoff(work, incident, receiver, _words(submitted, Field.BRIEFING), brief)


async def accept(pressed: Pressed) -> None:
    """I have command: what is taken over is asked first, in a line."""
    async with pressed.start.preparing(pressed.slack_id) as work:
        handoff, incident = await offer_to_answer(work, int(pressed.value))
        facts = await facts_in(work, incident)
    await pressed.open_form(read_back_form(facts, handoff))


async def submit_read_back(submitted: Submitted) -> None:
    """Take command."""
    read_back = as_line(submitted.fields.get(Field.READ_BACK, ""))
    if not read_back:
        raise Refused(
            "Please say in one line what you take over: what is broken, and what comes next.",
            field=Field.READ_BACK,
        )
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            await accept_handoff(work, int(submitted.about), read_back)


async def decline(pressed: Pressed) -> None:
    """Not now: why, if they want to say so."""
    async with pressed.start.preparing(pressed.slack_id) as work:
        handoff, _ = await offer_to_answer(work, int(pressed.value))
    await pressed.open_form(decline_form(handoff))


async def submit_decline(submitted: Submitted) -> None:
    """Leave command where it is."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            why = as_line(submitted.fields.get(Field.WHY, ""))
            await decline_handoff(work, int(submitted.about), why)


async def withdraw(pressed: Pressed) -> None:
    """Take the offer back."""
    async with pressed.start(pressed.slack_id) as work:
        await withdraw_handoff(work, int(pressed.value))


async def correct(pressed: Pressed) -> None:
    """Ask what is otherwise than it was read back."""
    async with pressed.start.preparing(pressed.slack_id) as work:
        handoff, _ = await handoff_to_correct(work, int(pressed.value))
    await pressed.open_form(correct_form(handoff))


async def submit_correction(submitted: Submitted) -> None:
    """Tell the new commander."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            words = _words(submitted, Field.CORRECTION)
            await correct_read_back(work, int(submitted.about), words)


def _words(submitted: Submitted, field: Field) -> str:
    return as_words(submitted.fields.get(field, ""))


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
    Action.WITHDRAW_HANDOFF: withdraw,
    Action.CORRECT_READ_BACK: correct,
}
FORMS: Forms = {
    Form.HANDOFF: submit,
    Form.READ_BACK: submit_read_back,
    Form.DECLINE_HANDOFF: submit_decline,
    Form.CORRECT_READ_BACK: submit_correction,
}
