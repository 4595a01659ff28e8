"""`/incident declare`: with words it is declared at once, without them the form asks."""

from collections.abc import Mapping
from datetime import UTC, datetime

from commands.command import Command, Forms, Presses, Shortcuts
from commands.declaration import Said, read
from commands.request import Pressed, Request, Submitted, Typed
from models.custom_field import Required, asked_fields
from models.incident import Kind
from models.organisation import Organisation
from models.rules import rules_for
from templates.actions import DECLARE_SHORTCUT, Action, Field, Form, How
from templates.blocks import View
from templates.custom_fields import filled_fields
from templates.declare_form import Filled, declare_form, joined_instead
from templates.typed import as_line, as_typed
from workflows.alike import alike
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.facts import facts_in, open_incident
from workflows.invitations import come_in
from workflows.past import record_past


async def run(typed: Typed) -> None:
    """Declare with what was typed as the title, or open the form when nothing was."""
    said = read(typed.organisation, as_line(typed.words))
    if not said.title:
        await typed.open_form(declare_form(typed.organisation, Filled(fields=_filled(said))))
        return
    async with typed.start(typed.slack_id) as work:
        if await work.first_time(typed.receipt):
            await declare(work, declared(typed, said), response_url=typed.response_url)


def declared(request: Request, said: Said) -> Declaration:
    """What was said in words, as a declaration."""
    return Declaration(
        title=said.title,
        severity=said.severity,
        kind=Kind.DRILL if said.is_drill else Kind.INCIDENT,
        is_private=said.is_private,
        named=request.start.catalogue.current.named_in(said.title),
    )


def _filled(said: Said) -> dict[str, str]:
    """What was said without a title, as the form's fields hold it."""
    special = [
        *([How.PRIVATE] if said.is_private else []),
        *([How.DRILL] if said.is_drill else []),
    ]
    filled: dict[str, str] = {Field.HOW: "\n".join(special)}
    return filled | ({Field.SEVERITY: said.severity} if said.severity else {})


async def open_form(request: Request) -> None:
    """Open the declare form."""
    await request.open_form(declare_form(request.organisation))


async def press(pressed: Pressed) -> None:
    """Open the declare form from a button, with the words that the button carries."""
    filled = Filled(fields={Field.TITLE: pressed.value})
    await pressed.open_form(declare_form(pressed.organisation, filled))


async def look_again(pressed: Pressed) -> None:
    """Draw the open form anew: with open incidents that look like this one, and the fields it needs."""
    if pressed.form is not None:
        filled = await _as_it_stands(pressed, pressed.form.fields, pressed.form.about)
        await pressed.form.redraw(declare_form(_rules(pressed, pressed.form.fields), filled))


def _rules(request: Request, fields: Mapping[str, str]) -> Organisation:
    """The organisation's rules with those of the teams whose services are chosen."""
    known = request.start.catalogue.current
    chosen = map(known.by_key, fields.get(Field.SERVICES, "").splitlines())
    return rules_for(request.organisation, [one.owner for one in chosen if one and one.owner])


def _lacks_fields(rules: Organisation, fields: Mapping[str, str]) -> bool:
    """Whether a form was sent before it could show a field that it must have."""
    severity = fields.get(Field.SEVERITY) or rules.default_severity
    values = filled_fields(fields)
    return any(
        one.required == Required.DECLARE and one.key not in values
        for one in asked_fields(rules.fields, severity, values)
    )


async def _as_it_stands(request: Request, fields: Mapping[str, str], about: str) -> Filled:
    keys = fields.get(Field.SERVICES, "").splitlines()
    ticked = fields.get(Field.HOW, "").splitlines()
    title = as_line(fields.get(Field.TITLE, ""))
    found = []
    if title and How.PAST not in ticked:
        kind = Kind.DRILL if How.DRILL in ticked else Kind.INCIDENT
        async with request.start.looking() as session:
            found = await alike(session, request.slack_id, title, kind=kind, services=keys)
    known = request.start.catalogue.current
    return Filled(
        fields=fields,
        services={key: known.name_of(key) for key in keys},
        alike=found,
        about=about,
    )


async def join_instead(pressed: Pressed) -> None:
    """Bring whoever was about to declare into the incident that is open already."""
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, int(pressed.value))
        facts = await facts_in(work, incident)
        come_in(work, facts)
    if pressed.form is not None:
        await pressed.form.redraw(joined_instead(facts))


async def submit(submitted: Submitted) -> View | None:
    """Declare with what was filled in, or write down what is over."""
    how, fields = submitted.chosen(Field.HOW), submitted.fields
    rules = _rules(submitted, fields)
    if (How.PAST in how and Field.BEGAN not in fields) or _lacks_fields(rules, fields):
        # It was sent before the form could show everything that it needs.
        filled = await _as_it_stands(submitted, fields, submitted.about)
        return declare_form(rules, filled)
    declaration = _filled_in(submitted)
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            if How.PAST in how:
                with_room = bool(submitted.chosen(Field.WITH_ROOM))
                await record_past(work, declaration, with_room=with_room)
            else:
                await declare(work, declaration)
    return None


def _filled_in(submitted: Submitted) -> Declaration:
    how, fields = submitted.chosen(Field.HOW), submitted.fields
    known = submitted.start.catalogue.current
    title = as_line(fields.get(Field.TITLE, ""))
    is_past = How.PAST in how
    return Declaration(
        title=title,
        severity=fields.get(Field.SEVERITY) or None,
        noticed=as_typed(fields.get(Field.NOTICED, "")).strip(),
        kind=Kind.DRILL if How.DRILL in how else Kind.INCIDENT,
        is_private=How.PRIVATE in how,
        region=fields.get(Field.REGION, ""),
        chosen=[
            service
            for key in submitted.chosen(Field.SERVICES)
            if (service := known.by_key(key)) is not None
        ],
        named=known.named_in(title),
        began_at=_moment(fields[Field.BEGAN]) if is_past else None,
        ended_at=_moment(fields[Field.ENDED]) if is_past else None,
        source=submitted.about,
        fields={key: as_typed(one) for key, one in filled_fields(fields).items()},
    )


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


COMMAND = Command(
    name="declare",
    usage="[severity] [private] [drill] [what is happening]",
    help="Declare an incident: a channel opens with the right people in it",
    aliases=("new", "start", "open", "create"),
    run=run,
)
PRESSES: Presses = {
    Action.OPEN_DECLARE: press,
    Action.JOIN_INSTEAD: join_instead,
    Field.TITLE: look_again,
    Field.SEVERITY: look_again,
    Field.SERVICES: look_again,
    Field.HOW: look_again,
}
FORMS: Forms = {Form.DECLARE: submit}
SHORTCUTS: Shortcuts = {DECLARE_SHORTCUT: open_form}
