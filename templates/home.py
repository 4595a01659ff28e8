"""The app's home: what is open, what I hold and owe, and everything that can be typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.facts import Facts
from models.incident import Incident
from models.task import Task
from templates.actions import Action
from templates.blocks import (
    Block,
    View,
    actions,
    context,
    divider,
    header,
    home,
    paragraphs,
    section,
)
from templates.dates import when
from templates.elements import button
from templates.parts import in_list, listed, listed_title, role_name, room_link
from templates.replies import command_lines
from templates.text import Mrkdwn, cut, mention, mrkdwn
from templates.typed import one_line

#: As much of a task as one line holds.
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Owed:
    """What others wait for from one person at a moment (UTC)."""

    at: datetime
    #: Where they are asked to take command.
    offers: Sequence[Facts]
    #: Where they lead, and an update is overdue.
    updates: Sequence[Facts]
    tasks: Sequence[tuple[Incident, Task]]
    #: What they led to its end, and until when its review is to be held (UTC).
    reviews: Sequence[tuple[Incident, datetime]]


def home_page(
    open_ones: Sequence[Facts],
    held: Sequence[tuple[Facts, str]],
    owed: Owed,
    commands: Sequence[tuple[str, str]],
    *,
    more: int = 0,
    services: Mrkdwn | None = None,
    shifts: Mrkdwn | None = None,
) -> View:
    """The home tab of one person; `services` and `shifts` tell of their own, where they have some.

    So many `more` are open than those that are handed over.
    """
    blocks: list[Block] = [
        header("Incidents"),
        actions(
            button("Declare an incident", Action.OPEN_DECLARE, style="primary"),
            button("Tell of a near-miss", Action.REPORT_NEAR_MISS),
        ),
        header("What I hold"),
        *paragraphs(_held(held)),
        header("What others wait for from me"),
        *paragraphs(listed(owed_lines(owed)) or "Nothing."),
        header("Open now"),
        *paragraphs(_open(open_ones, more)),
        *(_shifts(shifts) if shifts else []),
        *([header("My services"), *paragraphs(services)] if services else []),
        divider(),
        header("What you can type"),
        *command_lines(commands),
        context(Mrkdwn("Most of it is on the card in the incident's channel, too.")),
    ]
    return home(blocks)


def _shifts(shifts: Mrkdwn) -> list[Block]:
    press = button("Ask for cover", Action.ASK_FOR_COVER)
    return [header("When I am on call"), section(shifts), actions(press)]


def _held(held: Sequence[tuple[Facts, str]]) -> Mrkdwn:
    if not held:
        return Mrkdwn("No role in an open incident.")
    return listed(
        [
            mrkdwn(
                "{role} in {title}, {room}",
                role=role_name(facts.organisation, role).capitalize(),
                title=listed_title(facts.incident),
                room=room_link(facts),
            )
            for facts, role in held
        ]
    )


def owed_lines(owed: Owed) -> list[Mrkdwn]:
    """What others wait for, each in a line."""
    return [
        *(
            mrkdwn(
                "An answer: will you take command of {title}? {room}",
                title=listed_title(facts.incident),
                room=room_link(facts),
            )
            for facts in owed.offers
        ),
        *(
            mrkdwn(
                "An update of {title}{due}: {room}",
                title=listed_title(facts.incident),
                due=_due(facts.update_due_at, owed.at),
                room=room_link(facts),
            )
            for facts in owed.updates
        ),
        *(_task(incident, task, owed.at) for incident, task in owed.tasks),
        *(
            mrkdwn(
                "The review of {ref}: {title}{due}",
                ref=incident.ref,
                title=in_list(incident.title),
                due=_due(due_at, owed.at),
            )
            for incident, due_at in owed.reviews
        ),
    ]


def _due(due_at: datetime, now: datetime) -> Mrkdwn:
    """Until when it is waited for, or since when in vain."""
    words = ", overdue since {at}" if due_at <= now else ", due {at}"
    return mrkdwn(words, at=when(due_at))


def _task(incident: Incident, task: Task, now: datetime) -> Mrkdwn:
    return mrkdwn(
        "Task {number} of {ref}: {words}{due}",
        number=task.number,
        ref=incident.ref,
        words=cut(one_line(task.words), _WORDS),
        due=_due(task.due_at, now) if task.due_at else "",
    )


def _lead(facts: Facts) -> Mrkdwn:
    if facts.commander is None:
        return Mrkdwn("no commander yet")
    return mrkdwn("commander {who}", who=mention(facts.commander.person.slack_id))


def _open(open_ones: Sequence[Facts], more: int) -> Mrkdwn:
    if not open_ones:
        return Mrkdwn("No incident is open.")
    lines = [
        mrkdwn(
            "{title}, {severity}, {status}, {lead}: {room}",
            title=listed_title(facts.incident),
            severity=facts.incident.severity,
            status=facts.incident.status,
            lead=_lead(facts),
            room=room_link(facts),
        )
        for facts in open_ones
    ]
    return listed(lines, more=more)
