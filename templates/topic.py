"""The topic of an incident's channel: one plain line, since Slack formats nothing there."""

from models.facts import Facts
from templates.typed import one_line

#: What Slack keeps of a topic.
LIMIT = 250


def topic(facts: Facts) -> str:
    """Severity, title, where it stands, who leads; the title gives way when there is too much."""
    incident = facts.incident
    leads = facts.commander.person.name if facts.commander else ""
    tail = f" · {incident.status}" + (f" · commander: {leads}" if leads else "")
    head = f"{'DRILL · ' if incident.is_drill else ''}{incident.severity} · "
    room = LIMIT - len(head) - len(tail)
    title = one_line(incident.title)
    if len(title) > room:
        title = title[: room - 1] + "…"
    return f"{head}{title}{tail}"
