"""Asking for the next update, when people have waited for news as long as the severity allows."""

from models.facts import Facts
from models.timeline import EventKind
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in
from workflows.saying import remind
from workflows.work import Work


def remind_of_update(work: Work, facts: Facts) -> None:
    """Ring when the next update is due, by the severity's cadence."""
    errand = RemindOfUpdate(incident_id=facts.incident.id)
    work.send(errand, at=max(facts.update_due_at, work.now))


class RemindOfUpdate(Errand):
    """Ring when people have waited for news as long as the severity allows."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One such reminder for an incident; an update moves it."""
        return f"update-reminder:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Ring once, however late, and again after one more cadence if still nobody said anything."""
        async with world.start() as work:
            # Held until the end, so that nobody resolves it between this look and the reminder.
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            if not facts.incident.is_open:
                return
            if facts.update_due_at > work.now:
                work.send(self, at=facts.update_due_at)
                return
            if not await work.first_time(world.mark):
                return
            event = work.record(
                EventKind.UPDATE_REMINDED, facts.incident, due_at=facts.update_due_at
            )
            await remind(work, event, "update-reminder")
            work.send(self, after=facts.severity.update_every)
