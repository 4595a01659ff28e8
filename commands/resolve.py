"""`/incident resolve` and `cancel`, and the card's button: the end, with or without a review."""

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, said_in
from commands.picked import moment
from commands.request import Pressed, Request, Submitted, Typed
from templates.actions import Action, Field, Form
from templates.custom_fields import filled_fields
from templates.ending_forms import cancel_form, resolve_form
from templates.typed import as_words
from workflows import resolve as workflow
from workflows.custom_fields import missing_at_end, set_fields
from workflows.facts import facts_in, open_incident


async def run(typed: Typed) -> None:
    """Resolve the incident with the words that were typed, or ask what ended it."""
    words = said_in(typed)
    if not words or await _lacks_fields(typed):
        async with typed.start.preparing(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await _ask(typed, incident_id, words)
        return
    async with typed.start(typed.slack_id) as work:
        await workflow.resolve(work, await incident_meant(work, typed), words)


async def _lacks_fields(typed: Typed) -> bool:
    """Whether something is empty that is asked for at the end."""
    if not typed.organisation.asks_for_fields:
        return False
    async with typed.start.preparing(typed.slack_id) as work:
        return bool(missing_at_end(await facts_in(work, await incident_meant(work, typed))))


async def press(pressed: Pressed) -> None:
    """Ask what ended the incident whose button it is."""
    await _ask(pressed, int(pressed.value))


async def _ask(request: Request, incident_id: int, words: str = "") -> None:
    async with request.start.preparing(request.slack_id) as work:
        incident = await open_incident(work, incident_id)
        facts = await facts_in(work, incident)
        ask_when = not await workflow.was_mitigated(work, incident)
    await request.open_form(resolve_form(facts, missing_at_end(facts), words, ask_when=ask_when))


async def submit(submitted: Submitted) -> None:
    """Resolve the incident with what was filled in."""
    said_at = submitted.fields.get(Field.MITIGATED_AT)
    mitigated_at = moment(said_at) if said_at else None
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await open_incident(work, int(submitted.about))
            own = filled_fields(submitted.fields)
            if own:
                await set_fields(work, incident, {key: as_words(one) for key, one in own.items()})
            await workflow.resolve(work, incident, _words(submitted), mitigated_at=mitigated_at)


async def cancel(typed: Typed) -> None:
    """End the incident as a false alarm for the reason that was typed, or ask whether it was one."""
    words = said_in(typed)
    if not words:
        async with typed.start.preparing(typed.slack_id) as work:
            facts = await facts_in(work, await incident_meant(work, typed))
        await typed.open_form(cancel_form(facts))
        return
    async with typed.start(typed.slack_id) as work:
        await workflow.cancel(work, await incident_meant(work, typed), words)


async def submit_cancel(submitted: Submitted) -> None:
    """End the incident as a false alarm."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await open_incident(work, int(submitted.about))
            await workflow.cancel(work, incident, _words(submitted))


def _words(submitted: Submitted) -> str:
    return as_words(submitted.fields.get(Field.ENDED_BY, ""))


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
FORMS: Forms = {Form.RESOLVE: submit, Form.CANCEL: submit_cancel}
