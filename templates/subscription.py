"""News of an incident for those who asked for it, and the answers to their asking."""

from typing import Final

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent
from templates.blocks import Block, actions, context, paragraphs, section
from templates.events import line
from templates.message import Message, message
from templates.parts import incident_title, room_link, unsubscribe_button, update_body
from templates.text import Mrkdwn, join, mrkdwn

_ENDS: Final = frozenset({EventKind.RESOLVED, EventKind.CANCELLED})


def news(event: TimelineEvent, facts: Facts) -> Message:
    """The direct message to a subscriber: of which incident, what is new, and how to end this."""
    head = mrkdwn(
        "{title}\n{severity} · {status} · {room}",
        title=incident_title(facts),
        severity=facts.incident.severity,
        status=facts.incident.status,
        room=room_link(facts),
    )
    blocks: list[Block] = [section(head), *paragraphs(_new(event, facts))]
    if facts.incident.is_open:
        blocks.append(actions(unsubscribe_button(facts.incident)))
    elif facts.incident.merged_into_id is not None:
        blocks.append(context(Mrkdwn("You get the news of the incident in which it goes on.")))
    elif event.kind in _ENDS:
        blocks.append(context(Mrkdwn("It is over, so these messages end here.")))
    return message(*blocks)


def _new(event: TimelineEvent, facts: Facts) -> Mrkdwn:
    if event.kind != EventKind.UPDATE_POSTED:
        return line(event, facts.organisation)
    details = event.details
    body = update_body(details["condition"], details["actions"], details["needs"])
    return join("\n", [Mrkdwn("*Update*"), body])


def subscribed(facts: Facts) -> Message:
    """The answer to somebody who subscribed."""
    words = mrkdwn(
        "Subscribed. You get a direct message about {title} with each update, when its severity "
        "changes, and when it ends.",
        title=incident_title(facts),
    )
    return message(section(words), actions(unsubscribe_button(facts.incident)))


def unsubscribed(facts: Facts) -> Message:
    """The answer to somebody who ended their subscription."""
    words = mrkdwn("No more direct messages about {title}.", title=incident_title(facts))
    return message(section(words))


def invited(facts: Facts) -> Message:
    """The answer to somebody who wants to join: where it happens."""
    if facts.room is None:
        return message(
            section(
                mrkdwn(
                    "The channel of {title} is on the way. You are let in as soon as it opens.",
                    title=incident_title(facts),
                )
            )
        )
    return message(
        section(
            mrkdwn(
                "{title} {is_or_was} worked on in {room}. To read what happened so far, type "
                "`/incident catchup {ref}`.",
                title=incident_title(facts),
                is_or_was="is" if facts.incident.is_open else "is over. It was",
                room=room_link(facts),
                ref=facts.incident.ref,
            )
        )
    )
