"""Words of an organisation or a team in the place of ours: only words, of bounded length; ours where they fail."""

import structlog

from models.facts import Facts
from models.wording_places import FIELD_PREFIX
from templates.custom_fields import shown_value
from templates.dates import when
from templates.parts import affected, felt_in, holder_name, room_link
from templates.text import Mrkdwn, cut, mention

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: What is left of whatever a template makes.
LONGEST_WORDS = 1500
_LONGEST_TROUBLE = 200


class _Failed(Exception):
    """A template cannot be made for an incident; says why."""


def own_words(template: str | None, facts: Facts) -> Mrkdwn | None:
    """What a template says of an incident; None where there is none, or where it cannot be made."""
    try:
        made = _made(template, facts)
    except _Failed as trouble:
        log.warning("wording.failed", incident=facts.incident.ref, error=str(trouble))
        return None
    return made or None


def why_no_words(template: str | None, facts: Facts) -> str:
    """Why a template cannot be made for an incident; empty where it can, or where there is none."""
    try:
        _made(template, facts)
    except _Failed as trouble:
        return str(trouble)
    return ""


def _made(template: str | None, facts: Facts) -> Mrkdwn:
    if not template:
        return Mrkdwn("")
    # Imported here: whoever has no words of their own has no use for Jinja's memory.
    from templates.own_prose import NotMade, rendered

    try:
        return cut(rendered(template, _spoken(facts)), LONGEST_WORDS)
    except NotMade as trouble:
        # What Jinja says of a value may repeat it, and a private incident's words stay with it.
        why = type(trouble.__cause__).__name__ if facts.incident.is_private else str(trouble)
        raise _Failed(why[:_LONGEST_TROUBLE]) from None


def _spoken(facts: Facts) -> dict[str, str]:
    """Everything that a template may speak of, in words: see `models.wording_places.FACTS`."""
    incident, update = facts.incident, facts.last_update
    return {
        "ref": incident.ref,
        "title": incident.title,
        "severity": incident.severity,
        "severity_name": facts.severity.name,
        "status": incident.status,
        "region": felt_in(incident.regions),
        "noticed": incident.noticed,
        "kind": incident.kind,
        "commander": holder_name(facts.commander),
        "declared_by": mention(incident.declared_by.slack_id),
        "declared_at": when(incident.declared_at),
        "began_at": when(incident.started_at),
        "room": room_link(facts),
        "latest_update": update.condition if update else "",
        "services": affected(facts),
        **{
            FIELD_PREFIX + field.key: shown_value(field, facts.fields.get(field.key, ""))
            for field in facts.organisation.fields
        },
    }
