"""What people asked for: whether it was promised, what the record then tells, and whether they were answered."""

from dataclasses import dataclass, field
from typing import TypeAlias

from bot.dispatch import ACK_SECONDS
from models.timeline import EventKind, TimelineEvent
from sandbox import Sandbox
from sandbox.journal import Delivery
from sandbox.people import Outcome

#: What of a timeline event tells for which deed it stands: its kind, and words that nobody else uses,
#: or else the incident, what it became, and by whom.
Sign: TypeAlias = tuple[object, ...]

#: Of these the words alone tell which deed it was.
_WORDS = {
    EventKind.DECLARED: "title",
    EventKind.NOTED: "words",
    EventKind.MESSAGE_KEPT: "words",
    EventKind.TASK_ADDED: "words",
    EventKind.UPDATE_POSTED: "condition",
    EventKind.HANDOFF_OFFERED: "briefing",
    EventKind.PAGE_STARTED: "words",
}
#: Of these what stands here, in one incident.
_DETAILS = {
    EventKind.ROLE_TAKEN: ("role", "person"),
    EventKind.ROLE_HANDED_BACK: ("role", "person"),
    EventKind.COMMAND_PASSED: ("after",),
}
#: Of these what stands here, wherever it is: tasks and pages move when their incident becomes part of another.
_MOVING = {
    EventKind.TASK_TAKEN: ("words", "owner"),
    EventKind.TASK_DONE: ("words",),
    EventKind.PAGE_ACKNOWLEDGED: ("page",),
    EventKind.PAGE_ESCALATED: ("page",),
}
#: These happen besides: one acknowledgement is for all the pages that went to somebody.
BESIDES = (EventKind.PAGE_ACKNOWLEDGED,)


def sign_of(event: TimelineEvent) -> Sign:
    """What of an event tells for which deed it stands."""
    kind, details = EventKind(event.kind), event.details
    by = event.actor.slack_id if event.actor else ""
    if kind in _WORDS:
        # Silence begins a page anew, without words.
        return (kind, details.get(_WORDS[kind]))
    if details.get("why"):
        return (kind, details["why"])
    if kind in _DETAILS:
        return (kind, event.incident_id, *(details[name] for name in _DETAILS[kind]), by)
    if kind in _MOVING:
        return (kind, *(details[name] for name in _MOVING[kind]), by)
    changed = [(name, after) for name, (_, after) in details.get("changes", {}).items()]
    return (kind, event.incident_id, *changed, by)


@dataclass(slots=True)
class Deed:
    """One thing that a person asked for. Where a form was not acked they sent it again."""

    sign: Sign
    about: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    #: What stood beside the fields of a form that was refused.
    refusals: dict[str, str] = field(default_factory=dict)

    def note(self, outcome: Outcome) -> None:
        """Keep what came of doing it."""
        if outcome.delivery is not None:
            self.deliveries.append(outcome.delivery)
            self.about = self.about or outcome.delivery.about
        self.refusals |= outcome.errors

    @property
    def is_promised(self) -> bool:
        """Whether it was acked, and not only because the bot's own patience was over."""
        took = [one.answer.milliseconds for one in self.deliveries if one.answer]
        return any(each is not None and each < ACK_SECONDS * 1000 for each in took)

    def is_answered(self, slack: Sandbox) -> bool:
        """Whether the person saw an answer to just this: private words, a form, or a refusal in one."""
        return bool(self.refusals) or any(_was_answered(slack, one) for one in self.deliveries)


def _was_answered(slack: Sandbox, delivery: Delivery) -> bool:
    payload, workspace = delivery.payload, slack.workspace
    address = workspace.response_urls.get(str(payload.get("response_url", "")).rpartition("/")[2])
    trigger = workspace.triggers.get(str(payload.get("trigger_id", "")))
    return bool((address and address.used) or (trigger and trigger.used))
