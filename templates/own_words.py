"""Words of an organisation or a team in the place of ours: only words, of bounded length; ours where they fail."""

from functools import lru_cache

import structlog
from jinja2 import Template, TemplateError, nodes

from models.facts import Facts
from models.wording_template import FIELD_PREFIX
from templates.custom_fields import shown_value
from templates.dates import when
from templates.parts import affected, holder_name, room_link
from templates.prose import ProseEnvironment
from templates.text import Mrkdwn, cut, escape, mention

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: What is left of whatever a template makes.
LONGEST_WORDS = 1500


def own_words(template: str | None, facts: Facts) -> Mrkdwn | None:
    """What a template says of an incident; None where there is none, or where it cannot be made."""
    if not template:
        return None
    try:
        made = Mrkdwn(_compiled(template).render(_spoken(facts)).strip())
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as trouble:
        log.warning("wording.failed", incident=facts.incident.ref, error=str(trouble)[:200])
        return None
    return cut(made, LONGEST_WORDS) if made else None


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    """The template, in which the words between the places are escaped like the facts: they are not ours."""
    environment = ProseEnvironment(None)
    parsed = environment.parse(source)
    for words in parsed.find_all(nodes.TemplateData):
        words.data = str(escape(words.data))
    return environment.from_string(parsed)


def _spoken(facts: Facts) -> dict[str, str]:
    """Everything that a template may speak of, in words: see `models.wording_template.FACTS`."""
    incident, update = facts.incident, facts.last_update
    return {
        "ref": incident.ref,
        "title": incident.title,
        "severity": incident.severity,
        "severity_name": facts.severity.name,
        "status": incident.status,
        "region": incident.region,
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
