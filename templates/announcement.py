"""The announcement: one message for everyone else, kept true, with each update in its thread."""

from models.facts import Facts
from models.timeline import StatusUpdate
from templates.blocks import Block, actions, context, paragraphs, section
from templates.dates import span, when
from templates.message import Message, message
from templates.own_words import own_words
from templates.parts import (
    affected,
    drill_mark,
    incident_title,
    join_button,
    roles_line,
    room_link,
    subscribe_button,
    take_command_button,
    update_body,
)
from templates.text import Mrkdwn, join, mention, mrkdwn
from templates.thread import why_thread


def announcement(facts: Facts) -> Message:
    """What is going on, how bad, where people work on it and who leads."""
    incident = facts.incident
    lines: list[str] = [
        incident_title(facts),
        mrkdwn(
            "{severity} · {status} · {room}",
            severity=incident.severity,
            status=_status(facts),
            room=room_link(facts),
        ),
    ]
    if facts.services:
        lines.append(mrkdwn("Affected: {services}", services=affected(facts)))
    if words := own_words(facts.organisation.wording.announcement, facts):
        lines.append(words)
    if facts.last_update is not None:
        # Of what is over it no longer says how things stand.
        words = mrkdwn("Last update: {words}", words=facts.last_update.condition)
        lines.append(facts.last_update.condition if incident.is_open else words)
    nobody = "Nobody has command yet." if incident.is_open else "Nobody had command."
    roles = roles_line(facts) or Mrkdwn(nobody)
    blocks: list[Block] = [section(join("\n", lines)), context(roles, *why_thread(facts.room))]
    if incident.is_open:
        first = [] if facts.commander else [take_command_button(facts)]
        blocks.append(actions(*first, join_button(facts), subscribe_button(facts)))
    return message(*blocks)


def _status(facts: Facts) -> Mrkdwn:
    incident = facts.incident
    if incident.ended_at is not None:
        length = span(incident.ended_at - incident.started_at)
        status = f"{incident.status}{incident.merged_into}"
        return mrkdwn("{status} after {length}", status=status, length=length)
    return mrkdwn("{status}, began {at}", status=incident.status, at=when(incident.started_at))


def update_in_thread(facts: Facts, update: StatusUpdate) -> Message:
    """One update, for the announcement's thread."""
    from_whom = mrkdwn(
        "{who}, {at}. Next update {due}.",
        who=mention(update.author.slack_id),
        at=when(update.at),
        due=when(update.at + facts.severity.update_every),
    )
    body = update_body(update.condition, update.actions, update.needs)
    return message(*paragraphs(body), context(*drill_mark(facts), from_whom))
