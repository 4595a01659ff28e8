"""Reminders in words: what is asked, of whom, why, and how it stops; several at once in one message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.facts import Facts
from models.timeline import Reminder, TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.dates import span, when
from templates.elements import Element, button
from templates.message import Message, message
from templates.parts import drill_mark, hand_over_button, take_command_button, update_button
from templates.review import held_button
from templates.snooze import snooze_menu
from templates.tasks import tasks_due
from templates.text import Mrkdwn, join, mention, mrkdwn


@dataclass(frozen=True, slots=True)
class _Asked:
    """One reminder: what is asked, what can be pressed, and why it came."""

    words: Mrkdwn | Sequence[Block]
    why: Mrkdwn
    buttons: Sequence[Element] = ()

    @property
    def blocks(self) -> Sequence[Block]:
        """What is asked, as blocks."""
        return [section(self.words)] if isinstance(self.words, str) else self.words


def reminder_message(facts: Facts, events: Sequence[TimelineEvent]) -> Message:
    """What rang, in one message; at most one event of each kind."""
    rang = {event.kind: event for event in events}
    kinds = [one for one in Reminder if one.event in rang]
    asked = [_ASKED[one](rang[one.event], facts) for one in kinds]
    pressed = {one["action_id"]: one for part in asked for one in part.buttons}
    return message(
        *map(section, drill_mark(facts)),
        *(block for part in asked for block in part.blocks),
        actions(*pressed.values(), snooze_menu(facts.incident.id, kinds)),
        context(*(part.why for part in asked)),
    )


def _no_commander(event: TimelineEvent, facts: Facts) -> _Asked:
    since = facts.incident.reopened_at or facts.incident.declared_at
    if "since" in event.details:
        since = datetime.fromisoformat(event.details["since"])
    return _Asked(
        mrkdwn(
            "Nobody has taken command for {length}. Who does? "
            "It means keeping the whole in view, not knowing the answer.",
            length=span(event.at - since),
        ),
        mrkdwn(
            "{severity} asks for a commander. Taking command, or resolving, stops this reminder.",
            severity=facts.incident.severity,
        ),
        [take_command_button(facts)],
    )


def _update_due(event: TimelineEvent, facts: Facts) -> _Asked:
    commander = facts.commander
    since = facts.last_update.at if facts.last_update else facts.incident.declared_at
    ago = span(event.at - since)
    whom: list[str] = event.details.get("whom", [])
    if whom == ["everyone"]:
        words = mrkdwn(
            "{everyone} An update is due: the last word to everyone was {ago} ago. "
            "Whoever knows most, please write it. Two sentences are enough.",
            everyone=_everyone(facts),
            ago=ago,
        )
    elif commander is None and not whom:
        words = mrkdwn(
            "Nobody has command yet. An update is due: the last word to everyone was {ago} ago.",
            ago=ago,
        )
    else:
        asks = commander is None or whom != [commander.person.slack_id]
        words = mrkdwn(
            "{whom} An update is due: the last word to everyone was {ago} ago.{ask}",
            whom=join(" ", map(mention, whom)),
            ago=ago,
            ask=" Can you write it? Two sentences are enough." if asks else "",
        )
    why = mrkdwn(
        "{severity} asks for one every {every}. Writing one, or resolving, stops this reminder.",
        severity=facts.incident.severity,
        every=span(facts.severity.update_every),
    )
    first = [] if commander else [take_command_button(facts)]
    return _Asked(words, why, [update_button(facts), *first])


def _first_update(event: TimelineEvent, facts: Facts) -> _Asked:
    return _Asked(
        mrkdwn(
            "{who}, you have had command for {length}. Please tell everyone how you see it now: two "
            "sentences are enough.",
            who=mention(event.details["person"]),
            length=span(event.at - datetime.fromisoformat(event.details["passed_at"])),
        ),
        Mrkdwn("It is asked once after command was handed over. Writing an update stops it."),
        [update_button(facts)],
    )


def _everyone(facts: Facts) -> Mrkdwn:
    """Everyone in the incident's channel; in a thread, those who hold a role."""
    if facts.room is not None and facts.room.is_thread:
        return join(" ", dict.fromkeys(mention(held.person.slack_id) for held in facts.holders))
    return Mrkdwn("<!channel>")


def _shift_ends(event: TimelineEvent, facts: Facts) -> _Asked:
    ends_at = datetime.fromisoformat(event.details["ends_at"])
    left = ends_at - event.at
    length = mrkdwn("in {span}", span=span(left)) if left.total_seconds() > 0 else Mrkdwn("now")
    return _Asked(
        mrkdwn(
            "{who}, your shift ends {length}, {at}. Who takes command next? "
            "Hand over while you can still answer questions.\n"
            "_Before you go: what is broken now · what was tried · what comes next · "
            "who waits for whom_",
            who=mention(event.details["person"]),
            length=length,
            at=when(ends_at),
        ),
        Mrkdwn("It comes because your shift has an end. Handing over stops it."),
        [hand_over_button(facts)],
    )


def _tasks(event: TimelineEvent, _: Facts) -> _Asked:
    return _Asked(
        tasks_due(event),
        Mrkdwn("A task is asked for once. If it takes longer, a word here is enough."),
    )


def _stale(event: TimelineEvent, facts: Facts) -> _Asked:
    return _Asked(
        mrkdwn(
            "{whom} Nothing has happened here for {length}. Is it over, or does somebody still "
            "work on it?",
            whom=_lead(facts),
            length=span(event.at - datetime.fromisoformat(event.details["since"])),
        ),
        Mrkdwn("Any word in this channel, or resolving, stops this reminder."),
        [_resolve_button(facts), _still_working_button(facts, Reminder.STALE)],
    )


def _mitigated(event: TimelineEvent, facts: Facts) -> _Asked:
    return _Asked(
        mrkdwn(
            "{whom} This has been mitigated for {length}. Can it be resolved?",
            whom=_lead(facts),
            length=span(event.at - datetime.fromisoformat(event.details["since"])),
        ),
        Mrkdwn("Resolving, or another status, stops this reminder."),
        [_resolve_button(facts), _still_working_button(facts, Reminder.MITIGATED)],
    )


def _review(event: TimelineEvent, facts: Facts) -> _Asked:
    return _Asked(
        mrkdwn(
            "{whom} The review of {ref} was due {at}. Talking about it for half an hour is enough: "
            "what did each of you see, and what helped?",
            whom=_lead(facts),
            ref=facts.incident.ref,
            at=when(datetime.fromisoformat(event.details["due_at"])),
        ),
        mrkdwn(
            "{severity} asks for a review. _We have held it_ stops this reminder.",
            severity=facts.incident.severity,
        ),
        [held_button(facts.incident)],
    )


def _lead(facts: Facts) -> Mrkdwn:
    return mention(facts.commander.person.slack_id) if facts.commander else Mrkdwn("")


def _resolve_button(facts: Facts) -> Element:
    return button("Resolve", Action.RESOLVE, str(facts.incident.id))


def _still_working_button(facts: Facts, reminder: Reminder) -> Element:
    value = choice(facts.incident.id, f"{reminder}:1d")
    return button("Still working on it", Action.STILL_WORKING, value)


_ASKED: Mapping[Reminder, Callable[[TimelineEvent, Facts], _Asked]] = {
    Reminder.COMMAND: _no_commander,
    Reminder.UPDATE: _update_due,
    Reminder.FIRST_UPDATE: _first_update,
    Reminder.HANDOFF: _shift_ends,
    Reminder.TASKS: _tasks,
    Reminder.STALE: _stale,
    Reminder.MITIGATED: _mitigated,
    Reminder.REVIEW: _review,
}
