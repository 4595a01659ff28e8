"""The rules of all reminders together: what rings next in an incident, and what of that still has a reason."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.incident import Kind
from models.timeline import Reminder, Review, TimelineEvent
from workflows.command_reminders import command_reminder
from workflows.facts import tasks_of, timeline_of
from workflows.on_call.region_watch import passes_before_shift_end
from workflows.review_reminders import review_reminder
from workflows.ringing import Past, Ring
from workflows.shift_reminders import shift_reminder
from workflows.stale import mitigated_reminder, stale_reminder
from workflows.task_reminders import task_reminder
from workflows.update_reminders import first_update_reminder, update_reminder

#: One rule for each kind of reminder.
RULES: Final[tuple[Callable[[Past], Ring | None], ...]] = (
    command_reminder,
    update_reminder,
    first_update_reminder,
    shift_reminder,
    task_reminder,
    stale_reminder,
    mitigated_reminder,
    review_reminder,
)


def pending(past: Past) -> list[Ring]:
    """Every reminder that will ring unless something happens, with its moment, the next one first."""
    incident = past.facts.incident
    if incident.kind == Kind.NEAR_MISS or incident.is_past:
        return []
    found = [due for rule in RULES if (due := rule(past)) is not None]
    return sorted((_put_off(past, due) for due in found), key=lambda due: due.at)


def _put_off(past: Past, due: Ring) -> Ring:
    """The same, after the moment until which somebody wished to be left alone."""
    snooze = past.snooze(due.reminder)
    if snooze is None or snooze.until <= due.at:
        return due
    at = max(due.at, min(snooze.until, due.latest or snooze.until))
    return replace(due, at=at)


def still_asked(past: Past, rang: Sequence[TimelineEvent]) -> Ring | None:
    """What is left to ask for of rings of one kind, oldest first; None where there is no reason any longer.

    It is what the rule says, by all that happened since, of the moment of the last one, had that not rung.
    """
    last = rang[-1]
    # Whom to ask depends on who was asked before; tasks that rang one after another are asked for together.
    first = rang[0] if last.kind == Reminder.TASKS.event else last
    before = [one for one in past.events if one.kind != last.kind or one.id < first.id]
    then = replace(past, now=last.at, events=before)
    rings = (one for one in pending(then) if one.goes_along(last.at))
    return next((one for one in rings if one.reminder.event == last.kind), None)


async def past_in(session: AsyncSession, facts: Facts, now: datetime) -> Past:
    """What the rules look at."""
    past = Past(facts, now, await timeline_of(session, facts.incident.id))
    return await with_more(session, past, [*Reminder])


async def with_more(session: AsyncSession, past: Past, of: Collection[Reminder]) -> Past:
    """The same, with what the rules of some reminders look at beside the facts and the timeline."""
    incident_id = past.facts.incident.id
    if Reminder.TASKS in of:
        past = replace(past, tasks=await tasks_of(session, incident_id))
    if Reminder.REVIEW in of:
        past = replace(past, review=await session.get(Review, incident_id))
    if Reminder.HANDOFF in of:
        past = replace(past, passes_at=await passes_before_shift_end(session, past.facts))
    return past
