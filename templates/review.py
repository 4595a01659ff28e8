"""The review draft: sections that ask, filled with what the record knows, and cut into messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.facts import Facts
from models.incident import Incident, Kind, Status
from models.role import RoleAssignment
from models.task import Task
from models.timeline import EventKind, Reminder, Review, StatusUpdate, TimelineEvent
from templates.actions import Action
from templates.blocks import Block, actions, context, paragraphs, section
from templates.custom_fields import known_fields
from templates.dates import span, when
from templates.elements import Element, button
from templates.events import dated_line
from templates.message import Message, message, messages
from templates.parts import felt_in, regions_word, roles_held, room_link, title_of
from templates.tasks import task_line
from templates.text import Mrkdwn, join, link, mention, mrkdwn

#: What tells how the incident went; reminders and the bot's own steps would only be noise.
_STORY = (
    frozenset(EventKind)
    - {reminder.event for reminder in Reminder}
    - {
        EventKind.ROOM_OPENED,
        EventKind.NOT_INVITED,
        EventKind.SHIFT_END_SET,
        EventKind.SNOOZED,
        EventKind.HANDOFF_LAPSED,
        EventKind.HANDOFF_CHASED,
        EventKind.REVIEW_DRAFTED,
        EventKind.ERRAND_GIVEN_UP,
    }
)
#: What each of those who were there could tell; nobody is asked all of it.
_QUESTIONS = (
    "When did this first look unusual to you, and what made it so?",
    "What did you expect to happen next?",
    "What did you consider and set aside?",
    "What were you trying to protect or achieve just then?",
    "What did you know that others may not?",
    "What made this harder than it needed to be?",
    "Who or what helped most?",
    "How did you know whom to call?",
    "Has a moment like this gone differently before?",
    "What would you want a new colleague to learn from this?",
)
_ASKED_EACH = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What a review is made from: the record of an incident, oldest first."""

    facts: Facts
    timeline: Sequence[TimelineEvent]
    updates: Sequence[StatusUpdate]
    #: Every holding of a role, ended or not.
    participants: Sequence[RoleAssignment]
    tasks: Sequence[Task]
    #: The affected services, by the names that people know.
    services: Sequence[str]


def review_draft(told: Told, *, is_file: bool = False) -> Mrkdwn:
    """The draft as it is read in Slack, or as a file's: with the marks for headings that Markdown has."""
    incident = told.facts.incident
    ended_by = [
        event.details["why"]
        for event in told.timeline
        if event.kind == EventKind.RESOLVED and event.details.get("why")
    ]
    story = [event for event in told.timeline if EventKind(event.kind) in _STORY]
    # What is too much for one look stands on the timeline.
    is_in_story = any("noticed" in event.details for event in story)
    # Imported here: most of its life a program writes no review, and Jinja takes memory.
    from templates.prose import prose

    return prose(
        "review",
        is_file=is_file,
        is_near_miss=incident.kind == Kind.NEAR_MISS,
        name=incident.headline,
        noticed="" if is_in_story else incident.noticed,
        ended_by=ended_by[-1] if ended_by else "",
        facts=list(_facts(told)),
        responders=list(_responders(told)),
        tasks=[task_line(task) for task in told.tasks if task.done_at is None],
        timeline=[dated_line(event, told.facts.organisation) for event in story],
    )


def review_messages(
    draft: Mrkdwn, incident: Incident, *, due_at: datetime | None, held_at: datetime | None
) -> list[Message]:
    """The draft as it is posted: one message, or several when it is long.

    `due_at` is when it should be held, where the severity asks for that; `held_at` when it was.
    """
    title, _, sections = draft.partition("\n\n")
    return messages(
        [
            section(Mrkdwn(title)),
            *_held(incident, due_at, held_at),
            *paragraphs(Mrkdwn(sections)),
        ]
    )


def draft_for_one(draft: Mrkdwn) -> list[Message]:
    """The draft for the eyes of whoever asked."""
    return messages(
        [
            *paragraphs(draft),
            context(Mrkdwn("Only you see this. It was made from the record just now.")),
        ]
    )


def _held(incident: Incident, due_at: datetime | None, held_at: datetime | None) -> list[Block]:
    if held_at is not None:
        return [held_note(held_at)]
    due = (
        mrkdwn("Please talk about it by {at}. Half an hour is enough.", at=when(due_at))
        if due_at
        else Mrkdwn("No review is asked for here; talking about it is worth it all the same.")
    )
    return [actions(held_button(incident)), context(due)]


def held_note(held_at: datetime) -> Block:
    """That people have talked about it."""
    return context(mrkdwn("You have talked about it: held {at}.", at=when(held_at)))


def held_button(incident: Incident) -> Element:
    """The press by which people say that they have talked about it."""
    return button("We have held it", Action.REVIEW_HELD, str(incident.id))


def where_it_stands(incident: Incident, review: Review, due_at: datetime | None) -> Message:
    """The private answer to whoever asks about the review."""
    link_ = link(review.link, "The draft") if review.link else Mrkdwn("The draft")
    blocks: list[Block] = [
        section(
            mrkdwn(
                "{link} of the review of {ref} was made {at}. If it was deleted, it is posted anew now.",
                link=link_,
                ref=title_of(incident),
                at=when(review.drafted_at),
            )
        ),
        *_held(incident, due_at, review.held_at),
    ]
    return message(*blocks)


def _facts(told: Told) -> list[Mrkdwn]:
    """What is known for sure, a line each; nobody worked on what only nearly happened."""
    incident = told.facts.incident
    if incident.kind == Kind.NEAR_MISS:
        told_by = {"who": mention(incident.declared_by.slack_id), "at": when(incident.declared_at)}
        return [mrkdwn("Told by {who} {at}", **told_by), *_touched(told)]
    return [*_beginning(told), *_durations(told), *_severities(told), *_touched(told), *_work(told)]


def _beginning(told: Told) -> Iterator[Mrkdwn]:
    """Where it lived, and how it began."""
    facts, incident = told.facts, told.facts.incident
    if facts.room is not None:
        yield mrkdwn("Where: {room}", room=room_link(facts))
    if incident.began_at is not None and incident.began_at < incident.declared_at:
        yield mrkdwn(
            "Began {at}, {length} before it was declared",
            at=when(incident.began_at),
            length=span(incident.declared_at - incident.began_at),
        )
    yield mrkdwn(
        "Declared by {who} {at}",
        who=mention(incident.declared_by.slack_id),
        at=when(incident.declared_at),
    )


def _touched(told: Told) -> Iterator[Mrkdwn]:
    """What it touched."""
    facts, incident = told.facts, told.facts.incident
    if incident.regions:
        word, names = regions_word(incident.regions), felt_in(incident.regions)
        yield mrkdwn("{word}: {names}", word=word, names=names)
    if told.services:
        yield mrkdwn("Services: {services}", services=join(", ", told.services))
    yield from known_fields(facts)


def _work(told: Told) -> Iterator[Mrkdwn]:
    """Who worked on it, how often they told others, and what else was part of it."""
    facts = told.facts
    in_turn = {role.key for role in facts.organisation.roles if role.single}
    for role in roles_held(facts.organisation, _holdings(told)):
        if role.people:
            is_in_turn = role.key in in_turn
            who = join(", then ", role.turns) if is_in_turn else join(", ", role.people)
            yield mrkdwn("{role}: {who}", role=role.name, who=who)
    others = _people(told).keys() - {one.person.slack_id for one in _holdings(told)}
    if others:
        also = [mention(one) for one in _people(told) if one in others]
        yield mrkdwn("Also took part: {who}", who=join(", ", also))
    yield mrkdwn("Status updates: {count}", count=len(told.updates))
    for title in _taken_in(told):
        yield mrkdwn("Also part of this: {title}", title=title)


def _taken_in(told: Told) -> Sequence[str]:
    """The titles of the incidents that became part of this one and still are."""
    titles: list[str] = []
    for event in told.timeline:
        if event.kind == EventKind.MERGED_IN:
            titles.append(event.details["other"]["title"])
        elif event.kind == EventKind.MERGE_LEFT:
            titles = [one for one in titles if one != event.details["other"]["title"]]
    return titles


def _durations(told: Told) -> Iterator[Mrkdwn]:
    """How long it took from the declaration to a commander, to relief, and to the end."""
    incident = told.facts.incident
    since = incident.started_at if incident.is_past else incident.declared_at
    led = [one.since for one in _holdings(told) if one.role == "commander"]
    mitigated = [
        event.at for event, status in _changes(told, "status") if status == Status.MITIGATED
    ]
    moments = (
        ("Somebody had command", min(led, default=None)),
        ("Mitigated", mitigated[-1] if mitigated else None),
        ("Resolved", incident.ended_at),
    )
    for what, moment in moments:
        if moment is not None:
            yield mrkdwn(
                "{what} after {length}, {at}",
                what=what,
                length=span(moment - since),
                at=when(moment),
            )


def _severities(told: Told) -> Iterator[Mrkdwn]:
    """The severity, with the moments at which it changed."""
    facts = told.facts
    changes = [(event.at, severity) for event, severity in _changes(told, "severity")]
    if not changes:
        yield mrkdwn(
            "Severity: {key} ({name})", key=facts.incident.severity, name=facts.severity.name
        )
        return
    first = next(event.details["changes"]["severity"][0] for event, _ in _changes(told, "severity"))
    path = [
        mrkdwn("then {severity} {at}", severity=severity, at=when(at)) for at, severity in changes
    ]
    yield mrkdwn("Severity: {path}", path=join(", ", [first, *path]))


def _changes(told: Told, field: str) -> Iterator[tuple[TimelineEvent, str]]:
    """The events with which a field changed, and what it was afterwards."""
    for event in told.timeline:
        change = event.details.get("changes", {}).get(field)
        if change:
            yield event, str(change[1])


def _holdings(told: Told) -> list[RoleAssignment]:
    """The holdings of those who could hold a role.

    Of whoever is a program or has left that is learned a little later than the role is given to them.
    Who has left since, and did something before, held it.
    """
    released = {
        (event.details["person"], event.details["role"], event.at)
        for event in told.timeline
        if event.kind == EventKind.ROLE_HANDED_BACK and event.details.get("why")
    }
    did = {event.actor.slack_id for event in told.timeline if event.actor}
    return [
        one
        for one in told.participants
        if (one.person.slack_id, one.role, one.until) not in released
        and not (one.person.cannot_answer and one.person.slack_id not in did)
    ]


def _people(told: Told) -> Mapping[str, Sequence[str]]:
    """Everybody who did something, by Slack id, with the roles that they held, in order of appearance."""
    names = {role.key: role.name.lower() for role in told.facts.organisation.roles}
    people: dict[str, list[str]] = {
        event.actor.slack_id: [] for event in told.timeline if event.actor
    }
    for one in _holdings(told):
        roles, role = people.setdefault(one.person.slack_id, []), names.get(one.role, one.role)
        if role not in roles:
            roles.append(role)
    return people


def _responders(told: Told) -> Iterator[Mrkdwn]:
    """A line for each to fill in, with a question or two, so that many views come together.

    Programs, and people who have left, could not.
    """
    acted = [event.actor for event in told.timeline if event.actor]
    everybody = [*acted, *(one.person for one in told.participants)]
    gone = {one.slack_id for one in everybody if one.cannot_answer}
    asked = [one for one in _people(told).items() if one[0] not in gone]
    for place, (slack_id, roles) in enumerate(asked):
        first = place * _ASKED_EACH % len(_QUESTIONS)
        questions = join(" ", _QUESTIONS[first : first + _ASKED_EACH])
        as_what = mrkdwn(" ({roles})", roles=", ".join(roles)) if roles else Mrkdwn("")
        yield mention(slack_id) + as_what + mrkdwn(": _{asked}_", asked=questions)
