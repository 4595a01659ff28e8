"""An incident's reminders: one errand watches over all of them, and what falls due together is one message."""

from collections.abc import Sequence
from datetime import datetime

from models.facts import Facts
from models.incident import Incident
from models.timeline import Reminder
from templates.snooze import called
from templates.text import Mrkdwn
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in
from workflows.reminder_rules import past_in, pending
from workflows.ringing import Past, Ring
from workflows.saying_reminders import SayReminders
from workflows.showing import ShowCard
from workflows.work import Work


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
    return await past_in(work.session, facts, work.now)


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
                self._ring(work, facts, [one for one in plan if one.goes_along(work.now)])
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
