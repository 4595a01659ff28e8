"""Asking who leads, when an incident that needs a commander has none."""

from models.facts import Facts
from models.timeline import EventKind
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in
from workflows.saying import remind
from workflows.work import Work


def remind_of_command(work: Work, facts: Facts) -> None:
    """Ask who leads, when nobody does for as long as the severity allows."""
    within = facts.severity.commander_within
    if within is not None and facts.commander is None:
        work.send(RemindOfCommand(incident_id=facts.incident.id), after=within)


class RemindOfCommand(Errand):
    """Ask in the channel who takes command, and again with each cadence of updates."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One such reminder for an incident."""
        return f"command-reminder:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Ask, unless somebody leads, it is over, or its severity no longer asks for a commander."""
        async with world.start() as work:
            # Held until the end, so that nobody resolves it between this look and the reminder.
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            asked_for = facts.severity.commander_within is not None
            if facts.commander is not None or not facts.incident.is_open or not asked_for:
                return
            if not await work.first_time(world.mark):
                return
            event = work.record(EventKind.COMMAND_REMINDED, facts.incident)
            await remind(work, event, "command-reminder")
            work.send(self, after=facts.severity.update_every)
