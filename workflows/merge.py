"""Merging: one incident goes on as part of another, with what is open in it; pointers stay in both channels."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.incident import Incident, Kind, Status
from models.timeline import EventKind
from templates.merge import Move, told_of
from workflows.catalogue import Services
from workflows.errands import Errand, Priority, World
from workflows.errors import IncidentIsClosed, Refused
from workflows.facts import any_incident, facts_in, held_incident, open_incident, tasks_of
from workflows.invitations import invite
from workflows.paging.ending import move_pages
from workflows.privacy import may_see
from workflows.reminders import plan_reminders
from workflows.resolve import end
from workflows.saying import ROOM_GONE, say
from workflows.services import keep_services, services_of
from workflows.showing import show
from workflows.subscriptions import keep_subscription, subscribers_of
from workflows.tasks import ShowMovedTask, ShowTask, next_number
from workflows.work import Work


async def plan_merge(work: Work, source_id: int, target_id: int, known: Services) -> Move:
    """Both incidents, held by this work, and what would move. Raises Refused where it cannot be."""
    if source_id == target_id:
        raise Refused(f"INC-{source_id} cannot become part of itself. Nothing was changed.")
    # In one order everywhere: two works that wait for each other's rows would wait for ever.
    for incident_id in sorted((source_id, target_id)):
        await any_incident(work, incident_id)
    source = await open_incident(work, source_id)
    target = await _open_target(work, target_id)
    _check_alike(source, target)
    session = work.session
    there = set(await services_of(session, target.id))
    here = await services_of(session, source.id)
    return Move(
        source=await facts_in(work, source),
        target=await facts_in(work, target),
        tasks=[task for task in await tasks_of(session, source.id) if task.done_at is None],
        subscribers=await _who_may_know(session, await subscribers_of(session, source.id), source),
        services={key: known.name_of(key) for key in here if key not in there},
    )


async def _who_may_know(
    session: AsyncSession, slack_ids: Iterable[str], source: Incident
) -> list[str]:
    """Those who learn what it becomes: nobody who has left a private one."""
    return [one for one in slack_ids if await may_see(session, one, source)]


async def _open_target(work: Work, target_id: int) -> Incident:
    target = await any_incident(work, target_id)
    if target.merged_into_id is not None:
        raise Refused(
            f"{target.ref} itself goes on as part of INC-{target.merged_into_id}. To merge into "
            f"that one, type `/incident merge INC-{target.merged_into_id}`. Nothing was changed."
        )
    if target.kind == Kind.NEAR_MISS:
        raise IncidentIsClosed(target)
    if not target.is_open:
        raise Refused(
            f"{target.ref} is over, so nothing can go on in it. `/incident reopen {target.ref}` "
            "opens it again. Nothing was changed."
        )
    return target


def _check_alike(source: Incident, target: Incident) -> None:
    if source.is_private != target.is_private:
        raise Refused(
            "A private incident and one that everybody may see cannot be merged: words would reach "
            "people for whom they are not meant. Nothing was changed."
        )
    if source.is_drill != target.is_drill:
        raise Refused("A drill and a real incident stay apart. Nothing was changed.")


async def merge(work: Work, move: Move, why: str = "") -> None:
    """End an incident by letting it go on as part of another."""
    source, target = move.source.incident, move.target.incident
    numbers = await _move_tasks(work, move)
    moved = {
        "tasks": numbers,
        "subscribers": len(move.subscribers),
        "services": dict(move.services),
    }
    await _move_subscribers(work, move)
    await keep_services(work, target, move.services)
    await move_pages(work, source, target)
    await end(
        work,
        source,
        Status.MERGED,
        EventKind.MERGED,
        why=why,
        details={"other": told_of(target, move.target.room), **moved},
        merged_into_id=target.id,
    )
    taken_in = work.record(
        EventKind.MERGED_IN, target, other=told_of(source, move.source.room), **moved
    )
    await say(work, taken_in)
    work.send(BringPeople(incident_id=target.id, from_incident_id=source.id))
    show(work, target)
    plan_reminders(work, target)


async def held_with_target(work: Work, incident_id: int) -> Incident:
    """An incident, held by this work together with the one in which it goes on, if there is one."""
    goes_on_in = select(Incident.merged_into_id).where(Incident.id == incident_id)
    target_id = await work.session.scalar(goes_on_in)
    async with work.session.begin_nested() as holding:
        for one in sorted({incident_id, target_id or incident_id}):
            await held_incident(work, one)
        incident = await any_incident(work, incident_id)
        if incident.merged_into_id == target_id:
            return incident
        # It was opened again and merged into another while we waited.
        await holding.rollback()
    return await held_with_target(work, incident_id)


async def leave(work: Work, source: Incident, target_id: int) -> None:
    """Say in the incident that another was part of that this is so no longer."""
    target = await held_incident(work, target_id)
    if target is None:
        raise AssertionError("an incident became part of one that there is not")
    room = (await facts_in(work, source)).room
    await say(work, work.record(EventKind.MERGE_LEFT, target, other=told_of(source, room)))


async def _move_tasks(work: Work, move: Move) -> list[int]:
    """Move open tasks, numbered on in their new place, where they are shown anew."""
    source, target = move.source.incident, move.target.incident
    first = await next_number(work, target)
    for number, task in enumerate(move.tasks, start=first):
        work.send(
            ShowMovedTask(
                incident_id=source.id,
                target_id=target.id,
                task_id=task.id,
                message_ts=task.message_ts,
            )
        )
        task.incident_id, task.number, task.message_ts = target.id, number, None
        work.send(ShowTask(incident_id=target.id, task_id=task.id))
    return list(range(first, first + len(move.tasks)))


async def _move_subscribers(work: Work, move: Move) -> None:
    # Where they were, they are still told of the end, and are let go then.
    target = move.target.incident
    for slack_id in move.subscribers:
        await keep_subscription(work, target, await work.person(slack_id))


class BringPeople(Errand):
    """Invite those who are in one incident's channel into another's."""

    priority = Priority.PEOPLE

    incident_id: int
    from_incident_id: int

    async def carry_out(self, world: World) -> None:
        """Invite them; where either is worked on in a thread, only whoever has to do with it."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        before = await world.glance.facts(self.from_incident_id)
        involved = [
            before.incident.declared_by.slack_id,
            *(held.person.slack_id for held in before.holders),
        ]
        async with world.start.looking() as session:
            people = await _who_may_know(session, involved, before.incident)
        if before.room is not None and not before.room.is_thread and not room.is_thread:
            us = await world.slack.bot_user_id()
            try:
                members = await world.slack.members(before.room.channel_id)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
                members = []
            people = [one for one in dict.fromkeys([*people, *members]) if one != us]
        async with world.start() as work:
            if await work.first_time(world.mark):
                await invite(work, facts.incident, people, from_incident_id=before.incident.id)
