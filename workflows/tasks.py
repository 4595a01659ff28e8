"""Tasks: what somebody has to do in an incident, and until when."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Incident, Room
from models.person import Person
from models.task import Task
from models.timeline import EventKind
from templates.merge import moved_task
from templates.tasks import task_briefing, task_message
from templates.text import mention, mrkdwn
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, World
from workflows.errors import Refused
from workflows.invitations import invite
from workflows.moving import held_where_it_is, redraw_where_it_stood
from workflows.privacy import let_in, may_still_know
from workflows.reminders import plan_reminders
from workflows.room import draw_in_room
from workflows.saying import ROOM_GONE, line_of_words, room_lost
from workflows.showing import ShowCard
from workflows.work import Work

#: How often it is looked whether a lost channel can be used again, should Slack not have told of it.
_LOOKS_AGAIN_AFTER: Final = timedelta(minutes=10)


async def add_task(
    work: Work,
    incident: Incident,
    words: str,
    *,
    owner: str | None = None,
    due_at: datetime | None = None,
) -> Task:
    """Add a task, for a person by Slack id, or for whoever takes it on. Raises Refused without words."""
    if not words:
        raise Refused(
            "What is to be done? For example `/incident task Call the bank @cara in 30m`."
        )
    task = Task(
        incident_id=incident.id,
        number=await next_number(work, incident),
        words=words,
        created_at=work.now,
        created_by=work.actor,
        due_at=due_at,
    )
    task.owner = await _who_can(work, owner) if owner else None
    await work.add(task)
    work.record(
        EventKind.TASK_ADDED,
        incident,
        number=task.number,
        words=words,
        owner=owner,
        due_at=due_at,
    )
    _show(work, incident, task)
    await _brief(work, incident, task)
    if due_at is not None:
        plan_reminders(work, incident)
    return task


async def next_number(work: Work, incident: Incident) -> int:
    """The number of the next task in an incident, which this work holds."""
    last = select(func.max(Task.number)).where(Task.incident_id == incident.id)
    return (await work.session.scalar(last) or 0) + 1


async def take_task(work: Work, incident: Incident, task: Task) -> None:
    """Take a task on oneself. Raises Refused when it is done, or somebody has it."""
    _check_open(task)
    if task.owner is not None:
        says = (
            f"Task {task.number} is yours already."
            if task.owner is work.actor
            else mrkdwn(
                "{who} took task {number} a moment ago, so nothing was changed.",
                who=mention(task.owner.slack_id),
                number=task.number,
            )
        )
        raise Refused(says)
    _hand(work, incident, task, work.person_acting)


async def give_task(work: Work, incident: Incident, task: Task, slack_id: str) -> None:
    """Give a task to a person, whoever had it. Raises Refused when it is done, or theirs already."""
    _check_open(task)
    owner = await _who_can(work, slack_id)
    if task.owner is owner:
        raise Refused(
            mrkdwn("{who} has task {number} already.", who=mention(slack_id), number=task.number)
        )
    _hand(work, incident, task, owner)
    await _brief(work, incident, task)


async def finish_task(work: Work, incident: Incident, task: Task) -> None:
    """Note that a task is done, by whoever says so. Raises Refused when it was done before."""
    _check_open(task)
    task.done_at = work.now
    work.record(EventKind.TASK_DONE, incident, number=task.number, words=task.words)
    _show(work, incident, task)


async def task_numbered(work: Work, incident: Incident, number: int) -> Task:
    """The task of a number. Raises Refused when there is none."""
    task = await work.session.scalar(
        select(Task).where(Task.incident_id == incident.id, Task.number == number)
    )
    if task is None:
        raise Refused(
            f"There is no task {number} in {incident.ref}. `/incident tasks` shows them. "
            "Nothing was changed."
        )
    return task


async def task_held(work: Work, task_id: int) -> tuple[Incident, Task]:
    """A task with its incident, held by this work so that two presses follow one another."""
    task = await work.session.get(Task, task_id)
    if task is None:
        raise Refused("This task is no longer known.")
    return await held_where_it_is(work, task), task


def _check_open(task: Task) -> None:
    if task.done_at is not None:
        raise Refused(f"Task {task.number} was done already, so nothing was changed.")


async def _who_can(work: Work, slack_id: str) -> Person:
    person = await work.person(slack_id)
    if person.cannot_answer:
        raise Refused(
            mrkdwn("{who} cannot answer here, so nothing was changed.", who=mention(slack_id))
        )
    return person


def _hand(work: Work, incident: Incident, task: Task, owner: Person) -> None:
    task.owner = owner
    work.record(
        EventKind.TASK_TAKEN,
        incident,
        number=task.number,
        words=task.words,
        owner=owner.slack_id,
    )
    _show(work, incident, task)


def _show(work: Work, incident: Incident, task: Task) -> None:
    work.send(ShowTask(incident_id=incident.id, task_id=task.id))
    work.send(ShowCard(incident_id=incident.id))


async def _brief(work: Work, incident: Incident, task: Task) -> None:
    """Tell the owner, where somebody else made them that."""
    if task.owner is None or task.owner is work.actor:
        return
    slack_id = task.owner.slack_id
    await let_in(work, incident, [slack_id])
    await invite(work, incident, [slack_id], task_id=task.id)
    work.send(
        BriefTaskOwner(
            incident_id=incident.id,
            task_id=task.id,
            slack_id=slack_id,
            given_by=work.actor.slack_id if work.actor else "",
        )
    )


class ShowTask(Errand):
    """Post a task in the incident's channel, or redraw it where it stands."""

    priority = Priority.WORDS

    incident_id: int
    task_id: int

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"task:{self.task_id}"

    @property
    def line(self) -> str:
        """A new task is read where it was added: among the words of that time, also after an outage."""
        return line_of_words(self.incident_id)

    async def carry_out(self, world: World) -> None:
        """Draw it. Where there is no channel it leaves the line, so that no words wait for it."""
        async with world.start.looking() as session:
            task = await session.get_one(Task, self.task_id)
        if task.incident_id != self.incident_id:
            # This may have taken the place of what was to show it where it went.
            async with world.start() as work:
                work.send(ShowTask(incident_id=task.incident_id, task_id=task.id))
            return
        facts = await world.glance.facts(self.incident_id)
        if facts.room is None:
            await self._wait_for_room(world, timedelta(0))
            return
        try:
            await self._draw(world, facts, facts.room, task)
        except SlackSaidNo as error:
            if error.code not in ROOM_GONE:
                raise
            await room_lost(world, facts, error)
            if not facts.incident.is_open:
                raise Needless("the channel is gone, and the incident over") from error
            await self._wait_for_room(world, _LOOKS_AGAIN_AFTER)

    async def _draw(self, world: World, facts: Facts, room: Room, task: Task) -> None:
        drawing = task_message(task)
        if task.message_ts is not None and await world.slack.redraw(
            room.channel_id, task.message_ts, drawing
        ):
            return
        ts = await draw_in_room(world, room, drawing, key=_mark(facts, task))
        async with world.start() as work:
            incident, current = await task_held(work, self.task_id)
            if incident.id == self.incident_id:
                current.message_ts = ts
            else:
                # It went on in another incident while this was on its way.
                moved = {"target_id": incident.id, "task_id": task.id, "message_ts": ts}
                work.send(ShowMovedTask(incident_id=self.incident_id, **moved))

    async def _wait_for_room(self, world: World, length: timedelta) -> None:
        async with world.start() as work:
            later = ShowTaskLater(incident_id=self.incident_id, task_id=self.task_id)
            work.send(later, after=length)


def later_key(task_id: int) -> str:
    """The key by which a task's wait for the channel is called off."""
    return f"task-later:{task_id}"


class ShowTaskLater(Errand):
    """Wait for an incident's channel with a task that could not be shown, and keep no words back."""

    priority = Priority.WORDS

    incident_id: int
    task_id: int

    @property
    def key(self) -> str:
        """One for each task."""
        return later_key(self.task_id)

    async def carry_out(self, world: World) -> None:
        """Have it drawn as soon as there is a channel."""
        await world.glance.facts_and_room(self.incident_id)
        async with world.start() as work:
            work.send(ShowTask(incident_id=self.incident_id, task_id=self.task_id))


class ShowMovedTask(Errand):
    """Leave a word in the old channel where a task stood."""

    incident_id: int
    target_id: int
    task_id: int
    #: Where it is known to stand.
    message_ts: str | None

    async def carry_out(self, world: World) -> None:
        """Redraw it there."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            task = await session.get_one(Task, self.task_id)
            target = await session.get_one(Incident, self.target_id)
        await redraw_where_it_stood(
            world,
            facts,
            task,
            moved_task(task, target),
            known_ts=self.message_ts,
            mark=_mark(facts, task),
            since=task.created_at,
        )


def _mark(facts: Facts, task: Task) -> str:
    return f"task:{facts.incident.uid}:{task.id}"


class BriefTaskOwner(Errand):
    """Tell somebody directly that a task was given to them."""

    priority = Priority.WORDS

    incident_id: int
    task_id: int
    slack_id: str
    given_by: str

    async def carry_out(self, world: World) -> None:
        """Send it, if the task is still open and theirs, and they may still know of the incident."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            task = await session.get_one(Task, self.task_id)
        if task.done_at is not None or task.owner is None or task.owner.slack_id != self.slack_id:
            return
        if not await may_still_know(world, self.slack_id, facts.incident):
            return
        await tell_directly(
            world,
            self.slack_id,
            task_briefing(facts, task, self.given_by),
            key=f"task-for:{facts.incident.uid}:{task.id}:{self.slack_id}",
        )
