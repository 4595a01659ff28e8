"""Timeline events as they are said in the incident's channel, with what to press where that helps."""

from collections.abc import Callable, Mapping

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent
from templates import room_events
from templates.actions import Action, choice
from templates.automations import say_asked
from templates.blocks import Block, actions, context, paragraphs, section
from templates.dates import span, when
from templates.elements import button
from templates.events import line
from templates.handoff_events import say_handoff
from templates.merge import say_merged, say_taken_in
from templates.message import Message, message
from templates.owners import say_leader_asked, say_owners
from templates.page_events import say_ended
from templates.parts import (
    incident_title,
    role_name,
    take_command_button,
    update_body,
    who_did,
)
from templates.region_change import say_region_change
from templates.regions import say_global_commander
from templates.services import understood
from templates.snooze import said_of_snooze
from templates.text import Mrkdwn, code, join, mention, mrkdwn


def said(event: TimelineEvent, facts: Facts) -> Message:
    """The event as a message: its line, or more where a line alone does not do."""
    tell = _MESSAGES.get(EventKind(event.kind))
    if tell is None:
        return message(section(line(event, facts.organisation)))
    return message(*tell(event, facts))


def said_late(event: TimelineEvent, facts: Facts) -> Message:
    """The same where it could not be said for long: nobody is to take it for what happens now."""
    if event.details.get("late"):
        return said(event, facts)
    at = mrkdwn("This comes late: it happened {at}.", at=when(event.at))
    return message(*said(event, facts).blocks, context(at))


def said_elsewhere(event: TimelineEvent, facts: Facts) -> Message:
    """The same where nobody could tell of which incident it speaks."""
    if event.kind == EventKind.RESOLVED:
        shows = mrkdwn("`/incident review {ref}` shows the draft.", ref=facts.incident.ref)
        blocks = _resolved(event, facts, shows)
    else:
        blocks = list(said(event, facts).blocks)
    return message(context(incident_title(facts)), *blocks)


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


def _say_snoozed(event: TimelineEvent, facts: Facts) -> list[Block]:
    return said_of_snooze(event, line(event, facts.organisation), facts)


def _say_resolved(event: TimelineEvent, facts: Facts) -> list[Block]:
    return _resolved(event, facts, Mrkdwn("The draft of the review is here, too."))


def _resolved(event: TimelineEvent, facts: Facts, draft: Mrkdwn) -> list[Block]:
    return [
        section(
            mrkdwn(
                "*Resolved* after {length}. {line}",
                length=span(event.at - facts.incident.declared_at),
                line=line(event, facts.organisation),
            )
        ),
        context(join(" ", [_called_off(event), draft, "Thank you all."])),
    ]


def _called_off(event: TimelineEvent) -> Mrkdwn:
    """Which reminders stopped with an incident's end."""
    reminders = [Mrkdwn(words) for words in event.details.get("called_off", [])]
    if not reminders:
        return Mrkdwn("Reminders have stopped.")
    return mrkdwn("These reminders have stopped: {reminders}.", reminders=join(", ", reminders))


def _say_cancelled(event: TimelineEvent, facts: Facts) -> list[Block]:
    review = Mrkdwn("No review is drafted.")
    if event.details.get("has_draft"):
        review = mrkdwn(
            "No new review is drafted; the draft from before stays: `/incident review {ref}`.",
            ref=facts.incident.ref,
        )
    kind = Mrkdwn("Declaring was right: better once too often. `/incident reopen` takes this back.")
    return [
        section(line(event, facts.organisation)),
        context(join(" ", [_called_off(event), review, kind])),
    ]


def _say_given_up(event: TimelineEvent, facts: Facts) -> list[Block]:
    words = "{ref} is safe, and everything else goes on. For whoever looks after Muster: {error}"
    error = code(str(event.details["error"])[:200])
    return [
        section(line(event, facts.organisation)),
        context(mrkdwn(words, ref=facts.incident.ref, error=error)),
    ]


def _say_services(event: TimelineEvent, facts: Facts) -> list[Block]:
    return understood(event, facts.incident)


_MESSAGES: Mapping[EventKind, Callable[[TimelineEvent, Facts], list[Block]]] = {
    EventKind.ROLE_ASKED_FOR: _say_asked_for,
    EventKind.ROLE_HANDED_BACK: _say_handed_back,
    EventKind.SERVICES_UNDERSTOOD: _say_services,
    EventKind.OWNERS_BROUGHT: say_owners,
    EventKind.LEADER_ASKED: say_leader_asked,
    EventKind.GLOBAL_COMMANDER_NAMED: say_global_commander,
    EventKind.TOPIC_EDITED: room_events.say_topic_kept,
    EventKind.ROOM_LOST: room_events.say_lost,
    EventKind.ROOM_BACK: room_events.say_back,
    EventKind.UPDATE_POSTED: _say_update,
    EventKind.HANDOFF_DECLINED: say_handoff,
    EventKind.HANDOFF_WITHDRAWN: say_handoff,
    EventKind.HANDOFF_CHASED: say_handoff,
    EventKind.HANDOFF_LAPSED: say_handoff,
    EventKind.READ_BACK_CORRECTED: say_handoff,
    EventKind.REGION_CHANGE: say_region_change,
    EventKind.MERGED: say_merged,
    EventKind.MERGED_IN: say_taken_in,
    EventKind.PAGE_ENDED: say_ended,
    EventKind.AUTOMATION_ASKED: say_asked,
    EventKind.SNOOZED: _say_snoozed,
    EventKind.RESOLVED: _say_resolved,
    EventKind.CANCELLED: _say_cancelled,
    EventKind.ERRAND_GIVEN_UP: _say_given_up,
}
