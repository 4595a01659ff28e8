"""What somebody needs who has just arrived, and what one person holds: for their eyes only."""

from collections.abc import Sequence
from datetime import datetime

from models.facts import Facts
from models.incident import Kind
from models.task import Task
from models.timeline import TimelineEvent
from templates.blocks import Block, actions, context, header, paragraphs, section
from templates.dates import when
from templates.events import dated_line
from templates.handoff_events import last_read_back
from templates.home import Owed, owed_lines
from templates.message import Message, message
from templates.parts import (
    listed,
    listed_title,
    no_update,
    role_name,
    roles_line,
    room_link,
    take_command_button,
    update_body,
    update_button,
    update_due,
)
from templates.tasks import open_tasks
from templates.text import Mrkdwn, cut, join, mrkdwn

#: As much as one reads while others are waiting.
_EVENTS_SHOWN = 12
_LINE = 400


def catchup(facts: Facts, events: Sequence[TimelineEvent], tasks: Sequence[Task]) -> Message:
    """Where it stands, who does what, the last word, and the last things that happened."""
    incident = facts.incident
    blocks: list[Block] = [
        header(incident.headline),
        *_where_it_stands(facts),
        *_tasks(tasks),
        *paragraphs(
            join(
                "\n",
                [
                    Mrkdwn("*What happened last*"),
                    *(
                        cut(dated_line(event, facts.organisation), _LINE)
                        for event in events[-_EVENTS_SHOWN:]
                    ),
                ],
            )
        ),
    ]
    if incident.is_open:
        first = [] if facts.commander else [take_command_button(facts)]
        blocks.append(actions(*first, update_button(facts)))
    blocks.append(context(Mrkdwn("Only you see this. `/incident timeline` shows everything.")))
    return message(*blocks)


def _where_it_stands(facts: Facts) -> list[Block]:
    """What holds for whatever is or was worked on; nobody ever worked on a near-miss."""
    incident = facts.incident
    told = {"severity": incident.severity, "at": when(incident.declared_at)}
    if incident.kind == Kind.NEAR_MISS:
        return [section(mrkdwn("{severity}. Told {at}. It nearly happened.", **told))]
    state = mrkdwn(
        "{severity}, {status}. Declared {at}.",
        status=f"{incident.status}{incident.merged_into}",
        **told,
    )
    if facts.room is not None or incident.is_open:
        state += mrkdwn(" {room}", room=room_link(facts))
    nobody = "Nobody has command yet." if incident.is_open else "Nobody had command."
    return [
        section(state),
        section(join("\n", [Mrkdwn("*Who*"), roles_line(facts) or Mrkdwn(nobody)])),
        section(join("\n", [Mrkdwn("*Latest update*"), _latest(facts)])),
    ]


def _handed_over(events: Sequence[TimelineEvent]) -> list[Block]:
    told = last_read_back(events)
    return [section(join("\n", [Mrkdwn("*Handed over*"), told]))] if told else []


def _tasks(tasks: Sequence[Task]) -> list[Block]:
    waiting = open_tasks(tasks)
    return [section(join("\n", [Mrkdwn("*Open tasks*"), waiting]))] if waiting else []


def _latest(facts: Facts) -> Mrkdwn:
    update = facts.last_update
    if update is None:
        return mrkdwn("{none}", none=no_update(facts))
    return mrkdwn(
        "{body}\n_{at}_",
        body=update_body(update.condition, update.actions, update.needs),
        at=when(update.at),
    )


def held_by_me(held: Sequence[tuple[Facts, str]], owed: Owed, now: datetime) -> Message:
    """The roles that this person holds in open incidents, and what others wait for from them."""
    waiting = owed_lines(owed)
    if not held and not waiting:
        return message(section("You hold no role in an open incident, and nothing waits for you."))
    roles = [
        mrkdwn(
            "{role} in {title} ({room}). {due}",
            role=role_name(facts.organisation, role).capitalize(),
            title=listed_title(facts.incident),
            room=room_link(facts),
            due=update_due(facts, now),
        )
        for facts, role in held
    ]
    return message(*paragraphs(listed([*waiting, *roles])))
