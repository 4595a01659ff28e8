"""Automations that wait for time: nobody held a role for long, or nobody wrote an update."""

from datetime import datetime

from models.automation import Happening
from models.facts import Facts
from workflows.automations.matching import Rule, is_meant, rule_of, standing_of, touched_by
from workflows.automations.running import RunAutomation
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in, participants_of
from workflows.work import Work


class WatchAutomation(Errand):
    """Look whether what an automation waits for has lasted long enough, and come again if it may yet."""

    priority = Priority.WORDS

    incident_id: int
    team: str
    name: str

    @property
    def key(self) -> str:
        """One watch for an incident and a rule: what happens in between puts it off."""
        return f"automation:{self.incident_id}:{self.team}/{self.name}"

    async def carry_out(self, world: World) -> None:
        """Send for it, if its time has come."""
        rule = rule_of(world.organisation, self.team, self.name)
        if rule is None or rule.automation.when.longer_than is None:
            return
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            facts = await facts_in(work, incident)
            services = await touched_by(work.session, incident.id)
            since = await waits_since(work, facts, rule)
            if since is None or not is_meant(rule, standing_of(facts, services)):
                return
            due_at = since + rule.automation.when.longer_than
            if due_at > work.now:
                work.send(self, at=due_at)
                return
            again = rule.automation.again
            mark = f"automation:{incident.uid}:{rule.id}"
            if await work.first_time(f"{mark}:{due_at.isoformat()}" if again else mark):
                work.send(RunAutomation(incident_id=incident.id, team=self.team, name=self.name))


async def waits_since(work: Work, facts: Facts, rule: Rule) -> datetime | None:
    """Since when (UTC) it has been so; None where it is not so, or the incident is over."""
    incident, when = facts.incident, rule.automation.when
    if not incident.is_open:
        return None
    begun_at = max(incident.declared_at, incident.reopened_at or incident.declared_at)
    if when.happens == Happening.NO_UPDATE:
        return max(begun_at, facts.last_update.at) if facts.last_update else begun_at
    if when.role is None or facts.holder(when.role) is not None:
        return None
    held = await participants_of(work.session, incident.id)
    ended = [one.until for one in held if one.role == when.role and one.until is not None]
    return max([begun_at, *ended])
