"""The offer of command in the incident's channel, before and after it is answered."""

from models.facts import Facts
from models.role import Handoff, HandoffState
from templates.actions import Action
from templates.blocks import Block, actions, context, section
from templates.dates import when
from templates.elements import button
from templates.message import Message, message
from templates.parts import holder_name, incident_title
from templates.text import Mrkdwn, join, mention, mrkdwn


def handoff_offer(facts: Facts, handoff: Handoff) -> Message:
    """Who offers, to whom, what the next commander should know, and the press that passes command."""
    receiver, sender = mention(handoff.offered_to.slack_id), mention(handoff.offered_by.slack_id)
    blocks: list[Block] = [
        section(
            mrkdwn(
                "{receiver}, {sender} asks you to take command of {title}.",
                receiver=receiver,
                sender=sender,
                title=incident_title(facts),
            )
        ),
        *_briefing(facts, handoff),
    ]
    if handoff.state == HandoffState.OFFERED:
        blocks.append(
            actions(
                button("I have command", Action.ACCEPT_HANDOFF, str(handoff.id), "primary"),
                button("Not now", Action.DECLINE_HANDOFF, str(handoff.id)),
            )
        )
    blocks.append(context(_state(facts, handoff)))
    return message(*blocks)


def _briefing(facts: Facts, handoff: Handoff) -> list[Block]:
    parts: list[Mrkdwn] = []
    if handoff.briefing:
        parts.append(join("\n", [Mrkdwn("*What you should know*"), handoff.briefing]))
    if facts.last_update is not None:
        parts.append(
            mrkdwn(
                "*Latest update*, {at}\n{condition}",
                at=when(facts.last_update.at),
                condition=facts.last_update.condition,
            )
        )
    return [section(part) for part in parts]


def _state(facts: Facts, handoff: Handoff) -> Mrkdwn:
    receiver = mention(handoff.offered_to.slack_id)
    at = when(handoff.answered_at) if handoff.answered_at else Mrkdwn("")
    match HandoffState(handoff.state):
        case HandoffState.OFFERED:
            return mrkdwn(
                "Until {receiver} answers, {commander} has command. Questions? Ask in the thread.",
                receiver=receiver,
                commander=holder_name(facts.commander),
            )
        case HandoffState.ACCEPTED:
            return mrkdwn("{receiver} took command {at}.", receiver=receiver, at=at)
        case HandoffState.DECLINED:
            return mrkdwn("{receiver} could not take it, {at}.", receiver=receiver, at=at)
        case HandoffState.LAPSED:
            return mrkdwn("No longer open since {at}.", at=at)
