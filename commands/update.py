"""`/incident update`: with words it is sent at once, without them the form asks, shows, and sends."""

import hashlib

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, said_in
from commands.request import Pressed, Request, Submitted, Typed
from models.incident import Incident, Status
from templates.actions import Action, Field, Form
from templates.blocks import View
from templates.typed import as_words
from templates.update_form import Draft, last_said, update_form, update_preview
from workflows.facts import facts_in, open_incident
from workflows.status import change_status
from workflows.subscriptions import subscribers_of
from workflows.updates import NothingToTell, post_update
from workflows.work import Work


async def run(typed: Typed) -> None:
    """Send what was typed as the update, or open the form when nothing was."""
    condition = said_in(typed)
    if not condition:
        async with typed.start.preparing(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await _open_form(typed, incident_id)
        return
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        if await work.first_time(typed.receipt):
            await post_update(work, incident, condition=condition)


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await _open_form(pressed, int(pressed.value))


async def _open_form(request: Request, incident_id: int) -> None:
    async with request.start.preparing(request.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    about = f"{incident_id}:{facts.incident.status}:"
    await request.open_form(update_form(facts, last_said(facts), about))


async def submit(submitted: Submitted) -> View | None:
    """Show what was filled in and where it goes; send it once it was seen as it is."""
    incident_id, status_before, seen = submitted.about.split(":")
    draft = _draft(submitted, status_before)
    if not draft[Field.CONDITION]:
        raise NothingToTell
    async with submitted.start(submitted.slack_id) as work:
        incident = await open_incident(work, int(incident_id))
        if seen != _print_of(draft):
            about = f"{incident_id}:{status_before}:{_print_of(draft)}"
            return update_preview(
                await facts_in(work, incident),
                draft,
                about,
                subscribers=len(await subscribers_of(work.session, incident.id)),
                now=work.now,
                again=bool(seen),
            )
        if await work.first_time(submitted.receipt):
            # Only what this person changed: somebody else may have moved it on meanwhile.
            if draft[Field.STATUS] != status_before:
                await _set_status(work, incident, Status(draft[Field.STATUS]))
            await post_update(
                work,
                incident,
                condition=draft[Field.CONDITION],
                actions=draft[Field.ACTIONS],
                needs=draft[Field.NEEDS],
            )
    return None


async def _set_status(work: Work, incident: Incident, to: Status) -> None:
    if incident.status != to:
        await change_status(work, incident, to)


def _draft(submitted: Submitted, status_before: str) -> Draft:
    words = (Field.CONDITION, Field.ACTIONS, Field.NEEDS)
    draft: dict[str, str] = {field: as_words(submitted.fields.get(field, "")) for field in words}
    draft[Field.STATUS] = submitted.fields.get(Field.STATUS) or status_before
    return draft


def _print_of(draft: Draft) -> str:
    """Tells a draft that was seen from one that was changed since."""
    whole = "\0".join(f"{field}={words}" for field, words in sorted(draft.items()))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


COMMAND = Command(
    name="update",
    usage="[how things stand]",
    help="Tell everyone how things stand: the channel, the announcement, the subscribers",
    aliases=("post",),
    run=run,
)
PRESSES: Presses = {Action.WRITE_UPDATE: press}
FORMS: Forms = {Form.UPDATE: submit}
