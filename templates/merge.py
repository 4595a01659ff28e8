"""Merging in words: what would move, the pointers in both channels, the lines of the timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.facts import Facts
from models.incident import Incident, Room
from models.organisation import Organisation
from models.task import Task
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.elements import Element, button, option, static_select
from templates.message import Message, message
from templates.parts import room_name, who_did
from templates.tasks import open_tasks
from templates.text import Mrkdwn, bold, bullet, code, cut, join, mention, mrkdwn

_OFFERED = 100
_TITLE = 150
_WHY = 1_500


@dataclass(frozen=True, slots=True)
class Move:
    """What goes along when one incident becomes a part of another."""

    source: Facts
    target: Facts
    #: Those that are not done.
    tasks: Sequence[Task]
    #: Slack ids.
    subscribers: Sequence[str]
    #: What the target does not have yet, by the keys and names of the catalogue.
    services: Mapping[str, str]


def merge_preview(move: Move, why: str) -> Message:
    """What would move, for the eyes of whoever asked, with the press that does it."""
    source, target = move.source.incident, move.target.incident
    value = choice(source.id, f"{target.id}:{why[:_WHY]}")
    return message(
        section(
            mrkdwn(
                "Merge {source} into {target}? Work then goes on in {room}.",
                source=_title(source),
                target=_title(target),
                room=room_name(move.target.room),
            )
        ),
        section(join("\n", [bold("What moves there"), _moving(move)])),
        section(join("\n", [bold("What happens here"), _staying(move)])),
        actions(button(f"Merge {source.ref} into {target.ref}", Action.MERGE, value, "primary")),
        context(Mrkdwn("Nothing is done before you press it.")),
    )


def _moving(move: Move) -> Mrkdwn:
    lines = [Mrkdwn("Its people are invited there")]
    if move.subscribers:
        lines.append(mrkdwn("Subscribers: {count}", count=len(move.subscribers)))
    if move.services:
        lines.append(mrkdwn("Services: {names}", names=join(", ", move.services.values())))
    if not move.tasks:
        return bullet([*lines, Mrkdwn("No task is open")])
    return join("\n", [bullet([*lines, Mrkdwn("Open tasks:")]), cut(open_tasks(move.tasks), 1_500)])


def _staying(move: Move) -> Mrkdwn:
    ref = move.source.incident.ref
    return bullet(
        [
            mrkdwn(
                "{ref} ends as merged: reminders stop, and it has no review of its own", ref=ref
            ),
            _led(move.target),
            Mrkdwn("The channel and the timeline stay, with a link to where it goes on"),
        ]
    )


def _led(target: Facts) -> Mrkdwn:
    ref = target.incident.ref
    if target.commander is None:
        return mrkdwn("Roles do not move, and nobody leads {target} yet", target=ref)
    who = mention(target.commander.person.slack_id)
    return mrkdwn("Roles do not move. {target} is led by {who}", target=ref, who=who)


def merge_menu(source: Incident, found: Sequence[Incident]) -> Element:
    """The choice of the incident of which another becomes a part."""
    return static_select(
        Action.PREVIEW_MERGE,
        [option(one.headline, choice(source.id, str(one.id))) for one in found[:_OFFERED]],
        placeholder="Becomes part of",
    )


def told_of(incident: Incident, room: Room | None) -> dict[str, str]:
    """What an event keeps of the other incident, to name it for ever."""
    return {"title": incident.headline, "room": room_name(room)}


def merged_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """It goes on as part of another."""
    why = event.details.get("why")
    return mrkdwn(
        "{who} merged it into {title}, {room}{why}",
        who=who_did(event),
        title=_other(event),
        room=Mrkdwn(event.details["other"]["room"]),
        why=mrkdwn(": {why}", why=why) if why else Mrkdwn("."),
    )


def taken_in_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Another goes on as part of it."""
    return mrkdwn(
        "{who} merged {title}, {room}, into this one.",
        who=who_did(event),
        title=_other(event),
        room=Mrkdwn(event.details["other"]["room"]),
    )


def left_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Another that went on as part of it is one of its own again."""
    return mrkdwn(
        "{who} opened {title} again as an incident of its own.",
        who=who_did(event),
        title=_other(event),
    )


def say_merged(event: TimelineEvent, _: Facts) -> list[Block]:
    """The pointer in the channel of the incident that ended so."""
    words = (
        "Please go on there. What moved along: {moved}. Roles did not move. Reminders have stopped "
        "here. `/incident reopen` makes this an incident of its own again."
    )
    return [
        section(merged_line(event, _.organisation)),
        context(mrkdwn(words, moved=_moved(event))),
    ]


def say_taken_in(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The pointer in the channel of the incident in which it goes on."""
    words = "Its people are invited here. What moved along: {moved}. Nobody's role changed here."
    return [
        section(taken_in_line(event, facts.organisation)),
        context(mrkdwn(words, moved=_moved(event))),
    ]


def moved_task(task: Task, target: Incident) -> Message:
    """What is left in the old channel of a task that moved."""
    words = "Task moved to {ref}, where it is number {number}: {words}"
    said = mrkdwn(words, ref=target.ref, number=task.number, words=cut(task.words, 2_000))
    return message(section(said), context(mrkdwn("{tasks}", tasks=code("/incident tasks"))))


def _moved(event: TimelineEvent) -> Mrkdwn:
    details = event.details
    parts: list[Mrkdwn] = []
    if details["tasks"]:
        numbers = join(", ", details["tasks"])
        parts.append(mrkdwn("open tasks, there numbered {numbers}", numbers=numbers))
    if details["subscribers"]:
        parts.append(mrkdwn("subscribers: {count}", count=details["subscribers"]))
    if services := details["services"]:
        # Events of before they were named hold keys alone.
        names = services.values() if isinstance(services, Mapping) else services
        parts.append(mrkdwn("services: {names}", names=join(", ", names)))
    return join("; ", parts) or Mrkdwn("nothing was open")


def _title(incident: Incident) -> Mrkdwn:
    return bold(cut(incident.headline, _TITLE))


def _other(event: TimelineEvent) -> Mrkdwn:
    return bold(cut(event.details["other"]["title"], _TITLE))
