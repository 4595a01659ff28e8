"""Timeline events as they are said in the incident's channel, with what to press where that helps."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, paragraphs, section
from templates.dates import span, when
from templates.elements import button
from templates.events import line, who_did
from templates.message import Message, message
from templates.parts import (
    hand_over_button,
    role_name,
    take_command_button,
    update_body,
    update_button,
)
from templates.tasks import tasks_due
from templates.text import Mrkdwn, code, join, mention, mrkdwn


def said(event: TimelineEvent, facts: Facts) -> Message:
    """The event as a message: its line, or more where a line alone does not do."""
    tell = _MESSAGES.get(EventKind(event.kind))
    if tell is None:
        return message(section(line(event, facts.organisation)))
    return message(*tell(event, facts))


def _say_update(event: TimelineEvent, facts: Facts) -> list[Block]:
    details = event.details
    body = update_body(details["condition"], details["actions"], details["needs"])
    return [
        *paragraphs(join("\n", [Mrkdwn("*Update*"), body])),
        context(
            mrkdwn(
                "{who}. Next update due {due}.",
                who=who_did(event),
                due=when(event.at + facts.severity.update_every),
            )
        ),
    ]


def _say_asked_for(event: TimelineEvent, facts: Facts) -> list[Block]:
    role, person = event.details["role"], event.details["person"]
    words = mrkdwn(
        "{holder}, {person} asks you for {role}, and could take over now.",
        holder=mention(event.details["holder"]),
        person=mention(person),
        role="command" if role == "commander" else role_name(facts.organisation, role),
    )
    value = choice(facts.incident.id, f"{role}:{person}")
    return [
        section(words),
        actions(button("Hand over", Action.HAND_OVER_ROLE, value, "primary")),
        context(Mrkdwn("Until you press it, nothing changes.")),
    ]


def _say_handed_back(event: TimelineEvent, facts: Facts) -> list[Block]:
    said_so = section(line(event, facts.organisation))
    if event.details["role"] != "commander" or facts.commander is not None:
        return [said_so]
    return [
        said_so,
        section("Nobody has command now. Who takes it?"),
        actions(take_command_button(facts)),
    ]


def _say_update_due(event: TimelineEvent, facts: Facts) -> list[Block]:
    commander = facts.commander
    whom = mention(commander.person.slack_id) if commander else Mrkdwn("Nobody has command yet.")
    since = facts.last_update.at if facts.last_update else facts.incident.declared_at
    words = mrkdwn(
        "{whom} An update is due: the last word to everyone was {ago} ago.",
        whom=whom,
        ago=span(event.at - since),
    )
    first = [] if commander else [take_command_button(facts)]
    why = mrkdwn(
        "{severity} asks for one every {every}. Writing one, or resolving, stops this reminder.",
        severity=facts.incident.severity,
        every=span(facts.severity.update_every),
    )
    return [section(words), actions(update_button(facts), *first), context(why)]


def _say_no_commander(event: TimelineEvent, facts: Facts) -> list[Block]:
    since = facts.incident.reopened_at or facts.incident.declared_at
    words = mrkdwn(
        "Nobody has taken command for {length}. Who does? "
        "It means keeping the whole in view, not knowing the answer.",
        length=span(event.at - since),
    )
    why = mrkdwn(
        "{severity} asks for a commander. Taking command, or resolving, stops this reminder.",
        severity=facts.incident.severity,
    )
    return [section(words), actions(take_command_button(facts)), context(why)]


def _say_shift_ends(event: TimelineEvent, facts: Facts) -> list[Block]:
    ends_at = datetime.fromisoformat(event.details["ends_at"])
    left = ends_at - event.at
    length = mrkdwn("in {span}", span=span(left)) if left.total_seconds() > 0 else Mrkdwn("now")
    words = mrkdwn(
        "{who}, your shift ends {length}, {at}. Who takes command next? "
        "Hand over while you can still answer questions.",
        who=mention(event.details["person"]),
        length=length,
        at=when(ends_at),
    )
    steps = Mrkdwn(
        "Before you go: what is broken now · what was tried · what comes next · who waits for whom"
    )
    return [section(words), actions(hand_over_button(facts)), context(steps)]


def _say_resolved(event: TimelineEvent, facts: Facts) -> list[Block]:
    return [
        section(
            mrkdwn(
                "*Resolved* after {length}. {line}",
                length=span(event.at - facts.incident.declared_at),
                line=line(event, facts.organisation),
            )
        ),
        context(
            Mrkdwn("Reminders have stopped. The draft of the review is here, too. Thank you all.")
        ),
    ]


def _say_cancelled(event: TimelineEvent, facts: Facts) -> list[Block]:
    return [
        section(line(event, facts.organisation)),
        context(
            Mrkdwn(
                "Reminders have stopped, and no review is drafted. Declaring was right: "
                "better once too often. `/incident reopen` takes this back."
            )
        ),
    ]


def _say_declined(event: TimelineEvent, facts: Facts) -> list[Block]:
    words = mrkdwn(
        "{line} {commander} still has command. Whom else could you ask?",
        line=line(event, facts.organisation),
        commander=mention(facts.commander.person.slack_id) if facts.commander else "Nobody",
    )
    return [section(words), actions(hand_over_button(facts))]


def _say_given_up(event: TimelineEvent, facts: Facts) -> list[Block]:
    words = "{ref} is safe, and everything else goes on. For whoever looks after Muster: {error}"
    error = code(str(event.details["error"])[:200])
    return [
        section(line(event, facts.organisation)),
        context(mrkdwn(words, ref=facts.incident.ref, error=error)),
    ]


_MESSAGES: Mapping[EventKind, Callable[[TimelineEvent, Facts], list[Block]]] = {
    EventKind.ROLE_ASKED_FOR: _say_asked_for,
    EventKind.ROLE_HANDED_BACK: _say_handed_back,
    EventKind.UPDATE_POSTED: _say_update,
    EventKind.UPDATE_REMINDED: _say_update_due,
    EventKind.COMMAND_REMINDED: _say_no_commander,
    EventKind.HANDOFF_REMINDED: _say_shift_ends,
    EventKind.HANDOFF_DECLINED: _say_declined,
    EventKind.TASKS_REMINDED: tasks_due,
    EventKind.RESOLVED: _say_resolved,
    EventKind.CANCELLED: _say_cancelled,
    EventKind.ERRAND_GIVEN_UP: _say_given_up,
}
