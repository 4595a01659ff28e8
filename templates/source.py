"""What links an incident and the message from which it was declared."""

from models.facts import Facts
from models.timeline import TimelineEvent
from templates.blocks import section
from templates.message import Message, message
from templates.parts import incident_title, room_link
from templates.text import Mrkdwn, link, mrkdwn


def declared_as(facts: Facts) -> Message:
    """The reply under the message: what became of it, and where."""
    words = mrkdwn(
        "Declared as {title}. It goes on in {room}.",
        title=incident_title(facts),
        room=room_link(facts),
    )
    return message(section(words))


def source_line(event: TimelineEvent) -> Mrkdwn:
    """Where it was declared."""
    where = link(event.details["link"], "a message")
    return mrkdwn("It was declared from {where}.", where=where)
