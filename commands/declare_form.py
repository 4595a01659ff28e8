"""The form that declares: opened, drawn anew with what the catalogue suggests, and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commands.command import Forms, Presses
from commands.picked import moment
from commands.request import OpenForm, Pressed, Request, Submitted
from models.custom_field import Required, asked_fields
from models.incident import Kind
from models.organisation import Organisation
from models.rules import rules_for
from models.suggestions import Choices, Suggestions
from templates.actions import Action, Field, Form, How
from templates.blocks import View
from templates.custom_fields import filled_fields
from templates.declare_form import Filled, declare_form, joined_instead
from templates.declare_memory import Memory, mark_of
from templates.typed import as_line, as_words
from workflows.alike import alike
from workflows.catalogue import Service, Services
from workflows.declaration import Declaration
from workflows.declare import declare
from workflows.facts import facts_in, open_incident
from workflows.invitations import come_in
from workflows.past import record_past
from workflows.suggesting import suggestions_for

#: As many services as one reads through above a form.
_MATCHED: Final = 5
_NEW: Final = Memory()


def first_drawing(request: Request, fields: Mapping[str, str], memory: Memory = _NEW) -> View:
    """The form as it is opened, with what was said already; nothing is looked up for it."""
    if Field.SEVERITY in fields:
        # Somebody said it, even if it is what would stand there anyway.
        memory = replace(memory, put={Field.SEVERITY: ""})
    known = request.start.catalogue.current
    filled = Filled(fields=fields, matched=_matched(known, fields, ()), memory=memory)
    return declare_form(request.organisation, filled)


async def look_again(pressed: Pressed) -> None:
    """Draw the open form anew: with what looks like it, what the services suggest, and the fields it needs."""
    if pressed.form is not None:
        await _redraw(pressed, pressed.form, pressed.form.fields, Memory.read(pressed.form.about))


async def take_service(pressed: Pressed) -> None:
    """Add a service that the title seems to name to those that are chosen."""
    if pressed.form is None:
        return
    fields, memory = pressed.form.fields, Memory.read(pressed.form.about)
    keys = dict.fromkeys([*_chosen_keys(fields), pressed.value])
    chosen = "\n".join(keys)
    memory = replace(memory, put={**memory.put, Field.SERVICES: mark_of(chosen)})
    await _redraw(pressed, pressed.form, {**fields, Field.SERVICES: chosen}, memory)


async def _redraw(
    request: Request, form: OpenForm, fields: Mapping[str, str], memory: Memory
) -> None:
    await form.redraw(await _drawn_anew(request, fields, memory))


async def _drawn_anew(request: Request, fields: Mapping[str, str], memory: Memory) -> View:
    """The form with all that stands in it, and what follows from that."""
    services, rules = _services(request, fields), _rules(request, fields)
    how = fields.get(Field.HOW, "").splitlines()
    is_drill = How.DRILL in how
    title = as_line(fields.get(Field.TITLE, ""))
    async with request.start.looking() as session:
        now = request.start.clock.now()
        suggested = await suggestions_for(session, rules, services, is_drill=is_drill, now=now)
        found = []
        if title and How.PAST not in how:
            kind = Kind.DRILL if is_drill else Kind.INCIDENT
            keys = _chosen_keys(fields)
            found = await alike(session, request.slack_id, title, kind=kind, services=keys)
    known = request.start.catalogue.current
    settled = _settled(rules, fields, memory, suggested)
    filled = Filled(
        fields={**fields, **settled.fields},
        services={key: known.name_of(key) for key in _chosen_keys(fields)},
        alike=found,
        matched=_matched(known, fields, services),
        suggestions=suggested,
        ticked_offers=settled.ticked,
        memory=settled.memory,
    )
    return declare_form(rules, filled)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What the menus show and which offers stand ticked, of our own or of somebody's choice."""

    fields: Mapping[str, str]
    ticked: Sequence[str]
    memory: Memory


def _settled(
    rules: Organisation, fields: Mapping[str, str], memory: Memory, suggested: Suggestions
) -> _Settled:
    """Put what is suggested where nobody chose; whatever somebody chose or unticked stays so."""
    wished = {
        Field.SEVERITY: (
            rules.default_severity,
            suggested.severity.severity if suggested.severity else "",
        ),
        Field.REGION: ("", "\n".join(suggested.regions)),
    }
    shown: dict[str, str] = {}
    put = dict(memory.put)
    for name, (otherwise, suggestion) in wished.items():
        if mark_of(fields.get(name, otherwise)) != memory.put.get(name, mark_of(otherwise)):
            continue
        shown[name] = suggestion or otherwise
        put.pop(name, None)
        if suggestion:
            put[name] = mark_of(suggestion)
    quiet = {How.PRIVATE, How.PAST} & {*fields.get(Field.HOW, "").splitlines()}
    offers = () if quiet else suggested.offers
    by_itself = tuple(one.id for one in offers if one.by_itself)
    choices = _choices(fields, memory)
    ticked = [one for one in by_itself if one not in choices.left_out]
    ticked += [one.id for one in offers if one.id in choices.wanted]
    return _Settled(shown, ticked, replace(memory, put=put, ticked=by_itself))


def _choices(fields: Mapping[str, str], memory: Memory) -> Choices:
    """What somebody made of the offers, held against what we ticked."""
    ticked = fields.get(Field.SUGGESTED, "").splitlines()
    return Choices(
        left_out=tuple(one for one in memory.ticked if one not in ticked),
        wanted=tuple(one for one in ticked if one not in memory.ticked),
    )


def _matched(
    known: Services, fields: Mapping[str, str], chosen: Sequence[Service]
) -> dict[str, str]:
    """The services that the title seems to name and that are not chosen, by their keys."""
    found = known.named_in(as_line(fields.get(Field.TITLE, "")))
    services = [one for several in found for one in several if one not in chosen]
    return {one.key: one.name for one in services[:_MATCHED]}


def _chosen_keys(fields: Mapping[str, str]) -> list[str]:
    return fields.get(Field.SERVICES, "").splitlines()


def _services(request: Request, fields: Mapping[str, str]) -> list[Service]:
    """The services that are chosen, as far as they are known."""
    known = request.start.catalogue.current
    return [one for key in _chosen_keys(fields) if (one := known.by_key(key)) is not None]


def _rules(request: Request, fields: Mapping[str, str]) -> Organisation:
    """The organisation's rules with those of the teams whose services are chosen."""
    owners = (one.owner for one in _services(request, fields))
    return rules_for(request.organisation, filter(None, owners))


def _lacks_fields(rules: Organisation, fields: Mapping[str, str]) -> bool:
    """Whether a form was sent before it could show a field that it must have."""
    severity = fields.get(Field.SEVERITY) or rules.default_severity
    values = filled_fields(fields)
    return any(
        one.required == Required.DECLARE and one.key not in values
        for one in asked_fields(rules.fields, severity, values)
    )


async def join_instead(pressed: Pressed) -> None:
    """Bring whoever was about to declare into the incident that is open already."""
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, int(pressed.value))
        facts = await facts_in(work, incident)
        await come_in(work, facts)
    if pressed.form is not None:
        await pressed.form.redraw(joined_instead(facts))


async def submit(submitted: Submitted) -> View | None:
    """Declare with what was filled in, or write down what is over."""
    how, fields = submitted.chosen(Field.HOW), submitted.fields
    rules, memory = _rules(submitted, fields), Memory.read(submitted.about)
    if (How.PAST in how and Field.BEGAN not in fields) or _lacks_fields(rules, fields):
        # It was sent before the form could show everything that it needs.
        return await _drawn_anew(submitted, fields, memory)
    declaration = _filled_in(submitted, memory)
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            if How.PAST in how:
                with_room = bool(submitted.chosen(Field.WITH_ROOM))
                await record_past(work, declaration, with_room=with_room)
            else:
                await declare(work, declaration)
    return None


def _filled_in(submitted: Submitted, memory: Memory) -> Declaration:
    how, fields = submitted.chosen(Field.HOW), submitted.fields
    title = as_line(fields.get(Field.TITLE, ""))
    is_past = How.PAST in how
    return Declaration(
        title=title,
        severity=fields.get(Field.SEVERITY) or None,
        noticed=as_words(fields.get(Field.NOTICED, "")),
        kind=Kind.DRILL if How.DRILL in how else Kind.INCIDENT,
        is_private=How.PRIVATE in how,
        regions=submitted.chosen(Field.REGION),
        chosen=_services(submitted, fields),
        named=submitted.start.catalogue.current.named_in(title),
        began_at=moment(fields[Field.BEGAN]) if is_past else None,
        ended_at=moment(fields[Field.ENDED]) if is_past else None,
        source=memory.source,
        fields={key: as_words(one) for key, one in filled_fields(fields).items()},
        suggested=[
            name.value
            for name in (Field.SEVERITY, Field.REGION)
            if fields.get(name) and mark_of(fields[name]) == memory.put.get(name)
        ],
        choices=_choices(fields, memory),
    )


PRESSES: Presses = {
    Action.JOIN_INSTEAD: join_instead,
    Action.TAKE_SERVICE: take_service,
    Field.TITLE: look_again,
    Field.SEVERITY: look_again,
    Field.SERVICES: look_again,
    Field.HOW: look_again,
}
FORMS: Forms = {Form.DECLARE: submit}
