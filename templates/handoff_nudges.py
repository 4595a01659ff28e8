"""What is said to one person of an offer of command that waits, and when the time for questions ends."""

from models.facts import Facts
from models.role import Handoff, HandoffState
from templates.actions import Action
from templates.blocks import Block, actions, context, section
from templates.dates import when
from templates.elements import Element, button
from templates.handoff import how_it_ended
from templates.message import Message, message
from templates.parts import holder_name, incident_title, room_link
from templates.text import mention, mrkdwn


def waits_for_you(facts: Facts, handoff: Handoff) -> Message:
    """To whoever was offered command and has not answered."""
    return message(
        section(
            mrkdwn(
                "{sender} asked you {at} to take command of {title}, and waits for your word in {room}.",
                sender=mention(handoff.offered_by.slack_id),
                at=when(handoff.offered_at),
                title=incident_title(facts),
                room=room_link(facts),
            )
        ),
        *_answers(facts, handoff, button("Not now", Action.DECLINE_HANDOFF, str(handoff.id))),
    )


def could_you(facts: Facts, handoff: Handoff) -> Message:
    """To whoever is asked in the receiver's place."""
    return message(
        section(
            mrkdwn(
                "{receiver} was asked {at} to take command of {title}, and has not answered. Could "
                "you take it? What there is to know stands in {room}.",
                receiver=mention(handoff.offered_to.slack_id),
                at=when(handoff.offered_at),
                title=incident_title(facts),
                room=room_link(facts),
            )
        ),
        *_answers(facts, handoff),
    )


def questions_over(facts: Facts, handoff: Handoff) -> Message:
    """To whoever handed over, in the thread where they could be asked."""
    until = (handoff.answered_at or handoff.offered_at) + facts.organisation.handoffs.questions_for
    return message(
        context(
            mrkdwn(
                "The time for questions ended {at}. {sender}, you can let go now. Thank you.",
                at=when(until),
                sender=mention(handoff.sender.slack_id),
            )
        )
    )


def _answers(facts: Facts, handoff: Handoff, *others: Element) -> list[Block]:
    """The presses to answer with, *I have command* and others; or what became of the offer."""
    if handoff.state != HandoffState.OFFERED:
        return [context(how_it_ended(handoff))]
    take = button("I have command", Action.ACCEPT_HANDOFF, str(handoff.id), "primary")
    until = mrkdwn("Until then {who} has command.", who=holder_name(facts.commander))
    return [actions(take, *others), context(until)]
