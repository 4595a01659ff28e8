"""`/incident fields` and `/incident field`: what an organisation or a team asks for besides."""

from commands import declare_form
from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, words_of
from commands.request import Pressed, Submitted, Typed
from models.custom_field import CustomField, FieldKind
from models.facts import Facts
from models.wording import nearest, same
from templates.actions import Field, Form
from templates.custom_fields import FIELDS_FORM, fields_form, filled_fields
from templates.typed import as_typed, as_words, visible
from workflows.custom_fields import set_fields
from workflows.errors import Refused
from workflows.facts import any_incident, facts_in, facts_of

#: What is written to empty a field.
_NOTHING = frozenset({"-", "none", "nothing", "clear"})


async def open_form(typed: Typed) -> None:
    """Open the form with the fields as they stand."""
    facts = await _facts(typed)
    await typed.open_form(fields_form(facts, facts.fields))


async def _facts(typed: Typed) -> Facts:
    async with typed.start.preparing(typed.slack_id) as work:
        incident_id = await incident_id_meant(work, typed)
        facts = await facts_of(work.session, work.organisation, incident_id)
    if not facts.organisation.fields:
        raise Refused(
            "Nothing is asked for here besides what all incidents have, so there is nothing to fill in."
        )
    return facts


async def run(typed: Typed) -> None:
    """Fill in the field that is named, with the rest of the words; without words the form opens."""
    key, _, raw = words_of(typed).strip().partition(" ")
    if not key:
        await open_form(typed)
        return
    facts = await _facts(typed)
    field = _field(facts, as_typed(key))
    if not visible(raw):
        raise Refused(
            f"What is it? For example `/incident field {field.key} {_example(field)}`; "
            f"`/incident field {field.key} -` empties it. Nothing was changed."
        )
    # Of people and addresses Slack hands over more than their words.
    words = raw if field.kind in {FieldKind.USER, FieldKind.URL} else as_typed(raw)
    said = "" if words.strip().casefold() in _NOTHING - {*field.options} else words
    async with typed.start(typed.slack_id) as work:
        incident = await any_incident(work, facts.incident.id)
        if await set_fields(work, incident, {field.key: said}) is None:
            raise Refused(f"{field.label} is that already, so nothing was changed.")


def _field(facts: Facts, key: str) -> CustomField:
    fields = facts.organisation.fields
    names = {one.key: one for one in fields} | {one.label: one for one in fields}
    found = same(key, names)
    if found is None:
        keys = [one.key for one in fields]
        raise Refused(f"There is no field “{key}” here.{nearest(key, keys)} Nothing was changed.")
    return names[found]


def _example(field: CustomField) -> str:
    examples = {
        FieldKind.NUMBER: "12",
        FieldKind.USER: "@person",
        FieldKind.DATE: "2026-03-02",
        FieldKind.URL: "https://example.com",
    }
    return field.options[0] if field.options else examples.get(field.kind, "a few words")


async def look_again(pressed: Pressed) -> None:
    """Draw the open form anew, with the fields that are asked for after what was just chosen."""
    form = pressed.form
    if form is None:
        return
    if not form.about.startswith(FIELDS_FORM):
        await declare_form.look_again(pressed)
        return
    async with pressed.start.preparing(pressed.slack_id) as work:
        facts = await facts_in(work, await any_incident(work, _about(form.about)))
    await form.redraw(fields_form(facts, {**facts.fields, **filled_fields(form.fields)}))


async def submit(submitted: Submitted) -> None:
    """Fill in what was filled in."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await any_incident(work, _about(submitted.about))
            said = {key: as_words(one) for key, one in filled_fields(submitted.fields).items()}
            await set_fields(work, incident, said)


def _about(about: str) -> int:
    return int(about.removeprefix(FIELDS_FORM))


COMMAND = Command(
    name="field",
    usage="<field> <value>",
    help="Fill in one field that is asked for here",
    run=run,
)
FIELDS = Command(
    name="fields",
    help="Fill in what else is asked for here",
    run=open_form,
)
PRESSES: Presses = {Field.CUSTOM: look_again}
FORMS: Forms = {Form.FIELDS: submit}
