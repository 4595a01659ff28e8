"""What stands in an incident's channel and goes along when the incident is merged: tasks and pages."""

from datetime import datetime
from typing import TypeAlias

from models.facts import Facts
from models.incident import Incident
from models.page import Page
from models.task import Task
from templates.message import Message
from workflows.errands import World
from workflows.facts import any_incident
from workflows.saying import needing_room
from workflows.work import Work

Moving: TypeAlias = Task | Page


async def held_where_it_is(work: Work, moving: Moving) -> Incident:
    """The incident of a task or page, held by this work until it ends. What is held is read anew."""
    while True:
        async with work.session.begin_nested() as holding:
            incident = await any_incident(work, moving.incident_id)
            await work.session.refresh(moving)
            if moving.incident_id == incident.id:
                return incident
            # It went on in another incident while we waited for this one, which is let go of first:
            # the other may be one that is held before it everywhere else.
            await holding.rollback()
        await work.session.refresh(moving)


async def redraw_where_it_stood(
    world: World,
    facts: Facts,
    moving: Moving,
    drawing: Message,
    *,
    known_ts: str | None,
    mark: str,
    since: datetime,
) -> None:
    """Put another drawing in the old channel, unless the task or page has come back to that very place.

    Where it stood is `known_ts`, or else what was posted there with `mark` since then (UTC) by somebody who
    could not write that down.
    """
    room = facts.room
    if room is None:
        return
    is_back = moving.incident_id == facts.incident.id
    async with needing_room(world, facts):
        ts = known_ts
        # Of one that is back, what would be found may be what stands there by now.
        if ts is None and not is_back:
            thread_ts = room.thread_ts or None
            ts = await world.slack.own_post(room.channel_id, mark, since, thread_ts)
        if ts is not None and not (is_back and ts == moving.message_ts):
            await world.slack.redraw(room.channel_id, ts, drawing)
