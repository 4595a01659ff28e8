"""`/incident task` and `tasks`: who does what, until when; and the buttons under a task."""

import re
from dataclasses import dataclass
from datetime import timedelta

from commands.command import Command, Presses
from commands.due import Due, split_due
from commands.here import incident_id_meant, incident_meant, words_of
from commands.request import Pressed, Typed
from models.incident import Incident
from models.wording import meant
from templates.actions import Action
from templates.tasks import task_list
from templates.typed import PERSON, as_line, as_words
from workflows import tasks as workflow
from workflows.errors import NobodyCalled, Refused
from workflows.facts import any_incident, facts_of, tasks_of
from workflows.people import zone_of
from workflows.work import Work

_FIRST = re.compile(rf"\s*{PERSON.pattern}[:,]?\s*")
_LAST = re.compile(rf"\s*{PERSON.pattern}\s*$")
#: A name that Slack made no person of.
_NOBODY = re.compile(r"(?:^|\s)(@[\w.-]+)$")
_NUMBER = re.compile(r"(?:task\s*)?#?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A task as it was typed: what, by whom, until when."""

    words: str
    owner: str | None
    due: Due | None


def read_wish(raw: str) -> Wish:
    """Read `<words> [@owner] [in 30m | by 14:00]`. The owner stands first or last, else they are words.

    Raises Refused for two owners, or for a time that cannot be told for sure.
    """
    owners: list[str] = []
    rest, due = split_due(raw.strip())
    while found := _LAST.search(rest):
        owners.append(found[1])
        rest = rest[: found.start()]
    if due is None:
        rest, due = split_due(rest)
    if found := _FIRST.match(rest):
        owners.append(found[1])
        rest = rest[found.end() :]
    if len(set(owners)) > 1:
        raise Refused("One person for a task, please: `/incident task Call the bank @cara in 30m`.")
    if nobody := _NOBODY.search(rest):
        raise NobodyCalled(nobody[1], "Nothing was added.")
    return Wish(as_words(rest), owners[0] if owners else None, due)


async def run(typed: Typed) -> None:
    """Add a task; `done 3` finishes one, and `3 @cara` gives one to somebody."""
    raw = words_of(typed).strip()
    first, _, rest = as_line(raw).partition(" ")
    is_number = bool(_NUMBER.fullmatch(rest))
    if not raw or (first.lower() == "list" and not rest):
        await show(typed)
        return
    if first.lower() == "done":
        await _finish(typed, rest)
        return
    if is_number and meant(first, ["done"]):
        raise Refused(f"Did you mean `/incident task done {rest}`? Nothing was changed.")
    wish = read_wish(raw)
    if number := _NUMBER.fullmatch(wish.words):
        await _give(typed, int(number[1]), wish)
        return
    await _add(typed, wish)


async def _add(typed: Typed, wish: Wish) -> None:
    if wish.due is not None and not isinstance(wish.due.wish, timedelta):
        await _clock_known(typed)
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        due_at = wish.due.moment(work.now, zone_of(work.person_acting)) if wish.due else None
        if await work.first_time(typed.receipt):
            await workflow.add_task(work, incident, wish.words, owner=wish.owner, due_at=due_at)


async def _clock_known(typed: Typed) -> None:
    """Raise Refused while Slack has not told yet which clock is theirs; it is asked meanwhile."""
    async with typed.start.preparing(typed.slack_id) as work:
        learned_at = work.person_acting.learned_at
    if learned_at is None:
        raise Refused(
            "Muster is just asking Slack for your time zone. Please send this again in a moment, "
            "or write `in 30m`. Nothing was added."
        )


async def _finish(typed: Typed, said: str) -> None:
    number = _NUMBER.fullmatch(said)
    if number is None:
        raise Refused(
            "Which task is done? Type its number: `/incident task done 3`. "
            "`/incident tasks` shows them. Nothing was changed."
        )
    async with typed.start(typed.slack_id) as work:
        incident = await _incident(work, typed)
        task = await workflow.task_numbered(work, incident, int(number[1]))
        await workflow.finish_task(work, incident, task)


async def _give(typed: Typed, number: int, wish: Wish) -> None:
    if wish.owner is None or wish.due is not None:
        raise Refused(
            f"What about task {number}? `/incident task done {number}` finishes it, "
            f"`/incident task {number} @person` gives it to somebody. Nothing was changed."
        )
    async with typed.start(typed.slack_id) as work:
        incident = await _incident(work, typed)
        task = await workflow.task_numbered(work, incident, number)
        await workflow.give_task(work, incident, task, wish.owner)


async def _incident(work: Work, typed: Typed) -> Incident:
    """The incident that is meant; its tasks go on after its end."""
    return await any_incident(work, await incident_id_meant(work, typed))


async def show(typed: Typed) -> None:
    """Show the incident's tasks, open ones first."""
    async with typed.start.preparing(typed.slack_id) as work:
        incident_id = await incident_id_meant(work, typed)
        facts = await facts_of(work.session, work.organisation, incident_id)
        tasks = await tasks_of(work.session, incident_id)
    await typed.reply(task_list(facts, tasks))


async def press_take(pressed: Pressed) -> None:
    """I'll take it."""
    async with pressed.start(pressed.slack_id) as work:
        incident, task = await workflow.task_held(work, int(pressed.value))
        await workflow.take_task(work, incident, task)


async def press_done(pressed: Pressed) -> None:
    """Done."""
    async with pressed.start(pressed.slack_id) as work:
        incident, task = await workflow.task_held(work, int(pressed.value))
        await workflow.finish_task(work, incident, task)


COMMAND = Command(
    name="task",
    usage="<what is to be done> [@person] [in 30m | by 14:00]",
    help="Add a task; `task done 3` finishes one, `task 3 @person` gives it to somebody",
    aliases=("todo",),
    run=run,
)
TASKS = Command(
    name="tasks",
    help="Show who does what, to you alone",
    aliases=("todos",),
    run=show,
    only_looks=True,
)
PRESSES: Presses = {Action.TAKE_TASK: press_take, Action.FINISH_TASK: press_done}
