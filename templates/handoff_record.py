"""What the record knows of an incident, as the words with which handing over begins."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from models.facts import Facts
from models.role import BriefPart
from models.task import Task
from models.timeline import EventKind, TimelineEvent
from templates.dates import day
from templates.typed import as_line

#: As much as a field takes, with room for what somebody adds.
_ROOM: Final = 2_400
_EARLIER: Final = "Earlier: /incident timeline\n"


def from_record(
    facts: Facts, events: Sequence[TimelineEvent], tasks: Sequence[Task], now: datetime
) -> dict[str, str]:
    """What can be filled in for whoever hands over, by part; events and tasks are the oldest first."""
    last = facts.last_update
    known = {
        BriefPart.IMPACT: last.condition if last else facts.incident.noticed,
        BriefPart.TRIED: _newest([line for one in events for line in _tried(one, now)]),
        BriefPart.NEXT_STEPS: "\n".join(_task(one, now) for one in tasks if not one.done_at),
        BriefPart.WAITING: last.needs if last else "",
    }
    return {part.value: words[:_ROOM] for part, words in known.items() if words}


def _tried(event: TimelineEvent, now: datetime) -> Iterator[str]:
    match EventKind(event.kind):
        case EventKind.UPDATE_POSTED:
            words = event.details["actions"]
        case EventKind.NOTED:
            words = event.details["words"]
        case EventKind.MESSAGE_KEPT:
            words = as_line(event.details["words"])
        case _:
            words = ""
    if words:
        yield f"{_clock(event.at, now)} {words}"


def _newest(lines: Sequence[str]) -> str:
    """As many of the last lines as there is room for, in their order."""
    kept: list[str] = []
    room = _ROOM - len(_EARLIER)
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0 and kept:
            return _EARLIER + "\n".join(reversed(kept))
        kept.append(line)
    return "\n".join(reversed(kept))


def _task(task: Task, now: datetime) -> str:
    who = (task.owner.name or "somebody") if task.owner else "nobody yet"
    by = f", by {_clock(task.due_at, now)}" if task.due_at else ""
    return f"{task.words} ({who}{by})"


def _clock(at: datetime, now: datetime) -> str:
    """A form shows nobody's own clock, so it is UTC."""
    date = "" if at.date() == now.date() else f"{day(at.date())} "
    return f"{date}{at:%H:%M} UTC"
