"""Filling in the fields that the configuration asks for: each value fits its field, each change is told."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete

from models.custom_field import CustomField, Required, WrongValue, asked_fields
from models.facts import Facts
from models.incident import Incident, IncidentField
from models.timeline import EventKind, TimelineEvent
from models.wording import nearest
from templates.custom_fields import field_block_id, shown_value
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.saying import say
from workflows.showing import show
from workflows.work import Work


async def set_fields(
    work: Work, incident: Incident, said: Mapping[str, str]
) -> TimelineEvent | None:
    """Fill in fields, by their keys, with what somebody said; empty words empty a field.

    Returns the event, or None where everything already was as said. Raises Refused for a field that
    this incident does not have, or a value that does not fit its field.
    """
    facts = await facts_in(work, incident)
    event = await note_fields(work, incident, facts.organisation.fields, said, before=facts.fields)
    if event is not None:
        await say(work, event)
        show(work, incident)
    return event


async def note_fields(
    work: Work,
    incident: Incident,
    fields: Iterable[CustomField],
    said: Mapping[str, str],
    *,
    before: Mapping[str, str],
) -> TimelineEvent | None:
    """The same, written down without a word in the channel. `before` is what stood there."""
    known = {field.key: field for field in fields}
    changed = {
        key: value
        for key, words in said.items()
        if (value := _value(known, key, words)) != before.get(key, "")
    }
    if not changed:
        return None
    kept = [
        {"incident_id": incident.id, "key": key, "value": value, "set_at": work.now}
        for key, value in changed.items()
        if value
    ]
    await work.session.execute(
        delete(IncidentField).where(
            IncidentField.incident_id == incident.id, IncidentField.key.in_(changed)
        )
    )
    if kept:
        await work.session.execute(work.insert(IncidentField), kept)
    return work.record(
        EventKind.FIELDS_SET,
        incident,
        fields={
            key: {
                "label": known[key].label,
                "before": before.get(key, ""),
                "value": value,
                "after": shown_value(known[key], value),
            }
            for key, value in changed.items()
        },
    )


def _value(known: Mapping[str, CustomField], key: str, words: str) -> str:
    if key not in known:
        raise Refused(f"There is no field “{key}” here.{nearest(key, known)} Nothing was changed.")
    try:
        return known[key].value(words)
    except WrongValue as wrong:
        raise Refused(str(wrong), field=field_block_id(key)) from None


def missing_at_end(facts: Facts) -> list[CustomField]:
    """The fields that are asked for when an incident is resolved, and empty."""
    asked = asked_fields(facts.organisation.fields, facts.incident.severity, facts.fields)
    return [
        field
        for field in asked
        if field.required != Required.NEVER and not facts.fields.get(field.key)
    ]
