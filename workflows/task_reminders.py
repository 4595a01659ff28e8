"""Asking for a task when its moment has come."""

from models.task import Task
from models.timeline import Reminder
from workflows.ringing import Past, Ring


def task_reminder(past: Past) -> Ring | None:
    """Ask once for each task that is not done in time; several that are due make one reminder."""
    facts = past.facts
    if not facts.incident.is_open:
        return None
    rung = past.rung(Reminder.TASKS, facts.incident.declared_at)
    asked = {told["id"] for event in rung for told in event.details["tasks"]}
    left = [
        (task.due_at, task)
        for task in past.tasks
        if task.due_at is not None and task.done_at is None and task.id not in asked
    ]
    if not left:
        return None
    at = min(due_at for due_at, _ in left)
    return Ring(
        Reminder.TASKS,
        at=at,
        details={
            "tasks": [_as_told(task) for due_at, task in left if due_at <= max(at, past.now)],
            "commander": facts.commander.person.slack_id if facts.commander else None,
        },
    )


def _as_told(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "number": task.number,
        "words": task.words,
        "owner": task.owner.slack_id if task.owner else None,
    }
