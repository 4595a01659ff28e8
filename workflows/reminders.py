"""An incident's reminders: one errand watches over all of them, and what falls due together is one message."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from models.facts import Facts
from models.incident import Incident, Kind
from models.timeline import Reminder, Review
from templates.snooze import called
from templates.text import Mrkdwn
from workflows.command_reminders import command_reminder
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in, tasks_of, timeline_of
from workflows.on_call.region_watch import passes_before_shift_end
from workflows.review_reminders import review_reminder
from workflows.ringing import Past, Ring
from workflows.saying_reminders import SayReminders
from workflows.shift_reminders import shift_reminder
from workflows.showing import ShowCard
from workflows.stale import mitigated_reminder, stale_reminder
from workflows.task_reminders import task_reminder
from workflows.update_reminders import first_update_reminder, update_reminder
from workflows.work import Work

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


def begin_reminders(work: Work, facts: Facts) -> None:
    """Watch over a new incident."""
    due = pending(Past(facts, work.now))
    if due:
        work.send(RingReminders(incident_id=facts.incident.id), at=due[0].at)


def plan_reminders(work: Work, incident: Incident) -> None:
    """Find anew what rings when: something happened that may bring it forward."""
    work.send(RingReminders(incident_id=incident.id))


async def call_off_reminders(work: Work, incident: Incident) -> list[Mrkdwn]:
    """End an open incident's reminders, just before it ends. Returns which were to come, in words."""
    past = await past_of(work, await facts_in(work, incident))
    await work.call_off(f"reminders:{incident.id}")
    await work.call_off(f"say-reminders:{incident.id}")
    return [called(due.reminder, due.at) for due in pending(past)]


async def past_of(work: Work, facts: Facts) -> Past:
    """What the rules look at, with what this work has recorded so far."""
    await work.session.flush()
    return Past(
        facts,
        work.now,
        await timeline_of(work.session, facts.incident.id),
        await tasks_of(work.session, facts.incident.id),
        await work.session.get(Review, facts.incident.id),
        await passes_before_shift_end(work.session, facts),
    )


class RingReminders(Errand):
    """Ring what is due in an incident, and come again when the next is.

    However long nobody was there, each kind rings once. Another reminder needs no errand of its
    own, only a rule.
    """

    priority = Priority.WORDS
    can_be_given_up = False

    incident_id: int

    @property
    def key(self) -> str:
        """One watch over an incident."""
        return f"reminders:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Write down what rings, and send it to be said."""
        async with world.start() as work:
            # Held until the end, so that nobody resolves it between this look and the reminder.
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            past = await past_of(work, facts)
            plan = pending(past)
            due = [one for one in plan if one.at <= work.now]
            if due:
                later = _when_quiet(facts, due)
                if later is not None and later > work.now:
                    work.send(self, at=later)
                    return
                if not await work.first_time(world.mark):
                    return
                # What is only repeated goes along, so that one message holds everything.
                self._ring(work, facts, [one for one in plan if one in due or one.is_repeated])
                plan = pending(await past_of(work, facts))
            if plan:
                work.send(self, at=plan[0].at)

    def _ring(self, work: Work, facts: Facts, due: Sequence[Ring]) -> None:
        for one in due:
            work.record(one.reminder.event, facts.incident, **one.details)
        work.send(SayReminders(incident_id=self.incident_id))
        if any(one.reminder == Reminder.UPDATE for one in due):
            work.send(ShowCard(incident_id=self.incident_id))


def _when_quiet(facts: Facts, due: Sequence[Ring]) -> datetime | None:
    """When people will not be interrupted who are writing just now; None where it does not matter."""
    room, wait = facts.room, facts.organisation.reminders.quiet_for
    if room is None or room.active_at is None or any(one.urgent for one in due):
        return None
    quiet_at: datetime = room.active_at + wait
    return min(quiet_at, due[0].at + 2 * wait)
