"""Putting reminders off: their names, the menu beneath each, the form that asks why, and what is said of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from models.facts import Facts
from models.incident import Incident
from models.timeline import Reminder, TimelineEvent
from templates.actions import Action, Field, Form, choice
from templates.blocks import Block, View, context, input_block, modal, section
from templates.dates import when
from templates.elements import Element, option, plain_text_input, static_select
from templates.text import Mrkdwn, join, mrkdwn

#: Until nine in the morning of the next day, on the clock of whoever chooses it.
TOMORROW = "tomorrow"
#: What can be chosen, by what is sent for it: a length of time, or tomorrow.
LENGTHS: Mapping[str, str] = {"30m": "30 min", "1h": "1 hour", TOMORROW: "Tomorrow 09:00"}
#: What stands in the form besides.
_A_DAY = {"1d": "1 day"}

#: What each is about, and whether people know the moment.
_ABOUT: Mapping[Reminder, tuple[str, bool]] = {
    Reminder.COMMAND: ("who takes command", False),
    Reminder.UPDATE: ("the next update", True),
    Reminder.FIRST_UPDATE: ("the first update of the new commander", True),
    Reminder.HANDOFF: ("the end of the commander's shift", True),
    Reminder.TASKS: ("tasks", True),
    Reminder.STALE: ("whether it is still worked on", False),
    Reminder.MITIGATED: ("whether it can be resolved", False),
    Reminder.REVIEW: ("the review", True),
}


def called(reminder: Reminder, at: datetime) -> Mrkdwn:
    """A reminder that was to ring `at`, by what it is about."""
    name, has_moment = _ABOUT[reminder]
    return mrkdwn("{name} ({at})", name=name, at=when(at)) if has_moment else Mrkdwn(name)


def put_off(reminders: Collection[str]) -> Mrkdwn:
    """Several reminders by what they are about, as they are spoken of."""
    everything = [one for one in Reminder if one != Reminder.REVIEW]
    if set(everything) <= set(reminders):
        return Mrkdwn("all reminders")
    names = [_ABOUT[Reminder(one)][0] for one in reminders]
    return mrkdwn("the reminders about {names}", names=join(" and ", names))


def snooze_menu(incident_id: int, of: Sequence[Reminder]) -> Element:
    """The menu beneath a reminder; whoever chooses is asked why."""
    return static_select(
        Action.SNOOZE,
        [
            option(label, choice(incident_id, f"{'+'.join(of)}:{length}"))
            for length, label in LENGTHS.items()
        ],
        placeholder="Snooze",
    )


def snooze_form(incident: Incident, of: Sequence[Reminder], length: str, why: str = "") -> View:
    """How long and why. Without names it is about all reminders of the incident."""
    lengths = {**LENGTHS, **_A_DAY}
    lengths.setdefault(length, length)
    what = put_off(of) if of else Mrkdwn("all reminders")
    return modal(
        "Snooze reminders",
        "Snooze",
        "Cancel",
        [
            section(
                mrkdwn("This puts off {what} of {ref}.", what=what, ref=incident.ref),
            ),
            input_block(
                "For how long?",
                static_select(
                    Field.UNTIL,
                    [option(label, one) for one, label in lengths.items()],
                    initial=length,
                ),
                Field.UNTIL,
            ),
            input_block(
                "Why can it wait?",
                plain_text_input(
                    Field.WHY,
                    why or None,
                    placeholder="The vendor is looking into it",
                    max_length=300,
                    focus=True,
                ),
                Field.WHY,
                hint="Everyone in the channel reads it.",
            ),
        ],
        Form.SNOOZE,
        private_metadata=choice(incident.id, "+".join(of)),
    )


def said_of_snooze(event: TimelineEvent, line: Mrkdwn, facts: Facts) -> list[Block]:
    """The event's line in the channel, with what it does not put off and how to take it back."""
    if "why" not in event.details:
        return [section(line)]
    more = [Mrkdwn("`/incident snooze off` brings them back at once.")]
    if "updates_until" in event.details:
        at = datetime.fromisoformat(event.details["updates_until"])
        more.insert(
            0,
            mrkdwn(
                "An update of {severity} waits an hour at most: until {at}.",
                severity=facts.incident.severity,
                at=when(at),
            ),
        )
    return [section(line), context(join(" ", more))]
