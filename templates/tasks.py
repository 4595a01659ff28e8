"""Tasks in words: the message in the channel, the list, the direct message, the lines of the timeline."""

from collections.abc import Sequence

from models.facts import Facts
from models.organisation import Organisation
from models.task import Task
from models.timeline import TimelineEvent
from templates.actions import Action
from templates.blocks import Block, actions, context, section
from templates.dates import when
from templates.elements import Element, button
from templates.message import Message, message
from templates.parts import incident_title, room_link, who_did
from templates.text import Mrkdwn, bold, bullet, cut, join, mention, mrkdwn
from templates.typed import one_line

#: More of a task than this is read where it was written.
_WORDS = 2_500
_IN_A_LIST = 300
_LISTED = 20


def task_message(task: Task) -> Message:
    """The task as it stands in the channel, with what to press while it is open."""
    head = mrkdwn("*Task {number}*  {words}", number=task.number, words=cut(task.words, _WORDS))
    blocks: list[Block] = [section(head)]
    if task.done_at is None:
        take = [take_button(task.id)] if task.owner is None else []
        blocks.append(actions(*take, done_button(task.id)))
    blocks.append(context(_state(task)))
    return message(*blocks)


def _state(task: Task) -> Mrkdwn:
    owner = mention(task.owner.slack_id) if task.owner else None
    if task.done_at is not None:
        return mrkdwn("Done {at}.", at=when(task.done_at)) + (
            mrkdwn(" It was {who}'s.", who=owner) if owner else Mrkdwn("")
        )
    who = mrkdwn("{who} has it.", who=owner) if owner else Mrkdwn("Nobody has it yet.")
    return who + (mrkdwn(" Due {at}.", at=when(task.due_at)) if task.due_at else Mrkdwn(""))


def take_button(task_id: int) -> Element:
    """The press by which somebody takes a task on."""
    return button("I'll take it", Action.TAKE_TASK, str(task_id))


def done_button(task_id: int) -> Element:
    """The press that says that a task is done."""
    return button("Done", Action.FINISH_TASK, str(task_id))


def task_briefing(facts: Facts, task: Task, given_by: str) -> Message:
    """The direct message to somebody who was given a task."""
    due = mrkdwn(" It is due {at}.", at=when(task.due_at)) if task.due_at else Mrkdwn("")
    return message(
        section(
            mrkdwn(
                "{who} gave you a task in {title}, {room}.",
                who=mention(given_by) if given_by else "An automation",
                title=incident_title(facts),
                room=room_link(facts),
            )
            + due
        ),
        section(mrkdwn("*Task {number}*  {words}", number=task.number, words=task.words)),
        actions(done_button(task.id)),
        context(Mrkdwn("If it cannot be you, say so in the channel; somebody else will do it.")),
    )


def open_tasks(tasks: Sequence[Task]) -> Mrkdwn:
    """The open tasks as a list in a few lines; empty when there are none."""
    return bullet(task_line(task) for task in tasks if task.done_at is None)


def task_line(task: Task) -> Mrkdwn:
    """One task in one line: its number, what, who, until when."""
    words = cut(one_line(task.words), _IN_A_LIST)
    who = mention(task.owner.slack_id) if task.owner else Mrkdwn("nobody yet")
    said = mrkdwn("{number}: {words}, {who}", number=task.number, words=words, who=who)
    if task.done_at is not None:
        return said + mrkdwn(", done {at}", at=when(task.done_at))
    return said + (mrkdwn(", due {at}", at=when(task.due_at)) if task.due_at else Mrkdwn(""))


def task_list(facts: Facts, tasks: Sequence[Task]) -> Message:
    """Every task of an incident, the open ones first, each with a press that finishes it."""
    if not tasks:
        none = mrkdwn("{title} has no tasks", title=incident_title(facts))
        more = " yet. Add one with `/incident task Call the bank @cara in 30m`."
        return message(section(none + Mrkdwn(more if facts.incident.is_open else ".")))
    waiting = [task for task in tasks if task.done_at is None]
    done = [task for task in tasks if task.done_at is not None]
    blocks: list[Block] = [section(incident_title(facts))]
    blocks += [section(task_line(one), accessory=done_button(one.id)) for one in waiting[:_LISTED]]
    if len(waiting) > _LISTED:
        blocks.append(context(f"and {len(waiting) - _LISTED} more open tasks"))
    if not waiting:
        blocks.append(section("No task is open."))
    if done:
        last = [task_line(one) for one in done[-_LISTED:]]
        blocks.append(section(cut(join("\n", [bold("Done"), bullet(last)]), _WORDS)))
    return message(*blocks)


def tasks_due(event: TimelineEvent) -> list[Block]:
    """What is asked when the moment of one task, or of several, has come, each with its presses."""
    blocks: list[Block] = []
    for told in event.details["tasks"][:_LISTED]:
        words = cut(one_line(told["words"]), _IN_A_LIST)
        if told["owner"] is None:
            lead = event.details["commander"]
            whom = mrkdwn("{who} ", who=mention(lead)) if lead else Mrkdwn("")
            says = whom + mrkdwn(
                "Task {number} is due now, and nobody has it: {words}",
                number=told["number"],
                words=words,
            )
            pressed = [take_button(told["id"]), done_button(told["id"])]
        else:
            says = mrkdwn(
                "{who} Your task {number} is due now: {words}",
                who=mention(told["owner"]),
                number=told["number"],
                words=words,
            )
            pressed = [done_button(told["id"])]
        blocks += [section(says), actions(*pressed)]
    return blocks


# Lines of the timeline


def added_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Somebody added a task."""
    owner = event.details["owner"]
    return mrkdwn(
        "{who} added task {number}{owner}: {words}",
        who=who_did(event),
        number=event.details["number"],
        owner=mrkdwn(" for {who}", who=mention(owner)) if owner else Mrkdwn(""),
        words=event.details["words"],
    )


def taken_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Somebody took a task, or was given it."""
    owner, number = event.details["owner"], event.details["number"]
    if event.actor is not None and event.actor.slack_id != owner:
        return mrkdwn(
            "{who} gave task {number} to {owner}: {words}",
            who=who_did(event),
            number=number,
            owner=mention(owner),
            words=event.details["words"],
        )
    return mrkdwn(
        "{who} took task {number}: {words}",
        who=mention(owner),
        number=number,
        words=event.details["words"],
    )


def done_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """A task is done."""
    return mrkdwn(
        "{who} finished task {number}: {words}",
        who=who_did(event),
        number=event.details["number"],
        words=event.details["words"],
    )


def reminded_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """The moment of tasks had come, and they were not done."""
    numbers = [str(told["number"]) for told in event.details["tasks"]]
    return mrkdwn("A reminder went out for task {numbers}.", numbers=join(", ", numbers))
