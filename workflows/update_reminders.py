"""Asking for the next update: the commander first, then the deputy, then everyone who is there."""

from datetime import timedelta

from models.facts import Facts
from models.timeline import EventKind, Reminder
from workflows.ringing import Past, Ring

#: In the most serious incidents people wait for news, whoever would rather not be asked.
LONGEST_SNOOZE = timedelta(hours=1)

#: Stands for all who are in the channel.
EVERYONE = "everyone"


def update_reminder(past: Past) -> Ring | None:
    """Ask when an update is due, the next people soon after, and then again with each cadence."""
    facts = past.facts
    if not facts.incident.is_open:
        return None
    due_at, every = facts.update_due_at, facts.severity.update_every
    asked = [
        event
        for event in past.rung(Reminder.UPDATE, past.begun_at)
        if event.details["due_at"] == due_at.isoformat()
    ]
    steps = _steps(facts)
    asked_of = [event.details.get("whom", []) for event in asked]
    left = [step for step in steps if step not in asked_of]
    if not asked:
        at = due_at
    elif left:
        at = asked[-1].at + min(facts.organisation.reminders.next_after, every)
    else:
        at = asked[-1].at + every
    snooze = past.snooze(Reminder.UPDATE)
    return Ring(
        Reminder.UPDATE,
        at=at,
        latest=snooze.at + LONGEST_SNOOZE if snooze and is_worst(facts) else None,
        urgent=is_worst(facts),
        details={
            "due_at": due_at,
            "whom": (left or steps)[0],
            "quietly": not left,
        },
    )


def first_update_reminder(past: Past) -> Ring | None:
    """Ask a commander who took over once, where the cadence would leave everyone without a word for longer.

    The cadence itself goes on as it was.
    """
    facts, commander = past.facts, past.facts.commander
    passed = past.last(EventKind.COMMAND_PASSED)
    if passed is None or commander is None or not facts.incident.is_open:
        return None
    at = passed.at + facts.organisation.handoffs.update_within
    has_told = facts.last_update is not None and facts.last_update.at >= passed.at
    if has_told or facts.update_due_at <= at or past.rung(Reminder.FIRST_UPDATE, passed.at):
        return None
    return Ring(
        Reminder.FIRST_UPDATE,
        at=at,
        details={"person": commander.person.slack_id, "passed_at": passed.at},
    )


def is_worst(facts: Facts) -> bool:
    """Whether the incident has the most serious of all severities."""
    return facts.severity == facts.organisation.severities[0]


def _steps(facts: Facts) -> list[list[str]]:
    """Whom to ask, one after the other: lists of Slack ids, and everyone at last."""
    commander = [facts.commander.person.slack_id] if facts.commander else []
    deputy = facts.holder("deputy")
    helping = [deputy] if deputy else facts.holders
    others = dict.fromkeys(one.person.slack_id for one in helping)
    next_ones = [slack_id for slack_id in others if slack_id not in commander]
    return [commander, *([next_ones] if next_ones else []), [EVERYONE]]
