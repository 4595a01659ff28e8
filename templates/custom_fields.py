"""Fields that the configuration asks for: how their values read, and the forms that ask."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from models.custom_field import LONGEST_VALUE, CustomField, FieldKind, Required, asked_fields
from models.facts import Facts
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Field, Form
from templates.blocks import Block, View, context, input_block, modal, section
from templates.dates import day
from templates.elements import (
    Element,
    datepicker,
    multi_static_select,
    option,
    plain_text_input,
    static_select,
    users_select,
)
from templates.parts import incident_title, who_did
from templates.text import Mrkdwn, cut, join, link, mention, mrkdwn

#: What stands before a field's key in the ids of forms, and before an incident's id in what ours is about.
_BLOCK: Final = "field:"
FIELDS_FORM: Final = "fields:"
_MOST_ON_CARD: Final = 6
_ON_CARD: Final = 300


def shown_value(field: CustomField, value: str) -> Mrkdwn:
    """A value as it is read; empty for none. One that no longer fits its field is shown as it is."""
    lines = value.splitlines()
    match field.kind:
        case FieldKind.USER:
            return join(", ", map(mention, lines))
        case FieldKind.URL:
            return join(" ", map(link, lines))
        case FieldKind.DATE:
            return join(", ", map(_day, lines))
        case _:
            return join(", ", lines)


def _day(value: str) -> str:
    read = _date(value)
    return day(read) if read else value


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def field_block_id(key: str) -> str:
    """The block id of a field in a form."""
    return f"{_BLOCK}{key}"


def filled_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """What stands in the custom fields of a form, by their keys."""
    return {
        block_id.removeprefix(_BLOCK): value
        for block_id, value in fields.items()
        if block_id.startswith(_BLOCK)
    }


def field_inputs(
    asked: Sequence[CustomField],
    values: Mapping[str, str],
    required: Collection[Required],
    among: Sequence[CustomField] = (),
) -> list[Block]:
    """The inputs of fields, with what stands in them. Those insist that are required at such a moment.

    What another field `among` those that could be asked for depends on draws the form anew when it changes.
    """
    wanted = {key for field in among for key in field.depends_on}
    return [
        input_block(
            field.label,
            _element(field, values.get(field.key, "")),
            field_block_id(field.key),
            hint=field.hint,
            optional=field.required not in required,
            dispatch_action=field.key in wanted,
        )
        for field in asked
    ]


def _element(field: CustomField, value: str) -> Element:
    name, lines = Field.CUSTOM, value.splitlines()
    options = [option(one, one) for one in field.options]
    known = [one for one in lines if one in field.options]
    match field.kind:
        case FieldKind.SELECT:
            return static_select(name, options, initial=known[0] if known else None)
        case FieldKind.MULTI_SELECT:
            return multi_static_select(name, options, initial=known)
        case FieldKind.USER:
            return users_select(name, value or None)
        case FieldKind.DATE:
            return datepicker(name, _date(value))
        case _:
            hint = {FieldKind.NUMBER: "12", FieldKind.URL: "https://"}.get(field.kind)
            return plain_text_input(name, value or None, placeholder=hint, max_length=LONGEST_VALUE)


def fields_form(facts: Facts, values: Mapping[str, str]) -> View:
    """The form with the fields that are asked of an incident, as they stand or were filled in so far."""
    asked = asked_fields(facts.organisation.fields, facts.incident.severity, values)
    return modal(
        "What else is known?",
        "Save",
        "Cancel",
        [
            section(incident_title(facts)),
            *field_inputs(asked, values, (), among=facts.organisation.fields),
            context("Leave empty whatever nobody knows yet."),
        ],
        Form.FIELDS,
        private_metadata=f"{FIELDS_FORM}{facts.incident.id}",
    )


def on_card(facts: Facts) -> list[Mrkdwn]:
    """The fields as the card shows them, the first few: what is known, and what is asked for in any case."""
    asked = asked_fields(facts.organisation.fields, facts.incident.severity, facts.fields)
    shown = [
        mrkdwn("*{label}*\n{value}", label=field.label, value=cut(value, _ON_CARD))
        if (value := shown_value(field, facts.fields.get(field.key, "")))
        else mrkdwn("*{label}*\n_not said yet_", label=field.label)
        for field in asked
        if field.key in facts.fields or field.required != Required.NEVER
    ]
    return shown[:_MOST_ON_CARD]


def known_fields(facts: Facts) -> list[Mrkdwn]:
    """Everything that was filled in, a line each; what the configuration no longer knows goes by its key."""
    known = {field.key: field for field in facts.organisation.fields}
    lines = []
    for key, value in facts.fields.items():
        label = known[key].label if key in known else key
        words = shown_value(known[key], value) if key in known else join(", ", value.splitlines())
        lines.append(mrkdwn("{label}: {value}", label=label, value=words))
    return lines


def field_set_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """What was filled in or emptied, by whom."""
    told = [
        mrkdwn("{label} to {value}", label=one["label"], value=Mrkdwn(one["after"]))
        if one["after"]
        else mrkdwn("{label} to nothing", label=one["label"])
        for one in event.details["fields"].values()
    ]
    who = who_did(event)
    return mrkdwn("{who} set {what}.", who=who, what=join(", ", told))
