"""A kind word to whoever leads one of the worst incidents and repairs it, too: both suffer from that."""

from models.incident import Incident
from models.person import Person
from templates.briefings import two_hats
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.facts import facts_in
from workflows.privacy import may_still_know
from workflows.work import Work


async def mind_two_hats(work: Work, incident: Incident, person: Person) -> None:
    """Hint at it once for an incident, when this person commands it and holds a hands-on role."""
    worst = work.organisation.severities[0]
    if incident.severity != worst.key:
        return
    held = {
        one.role for one in (await facts_in(work, incident)).holders if one.person_id == person.id
    }
    hands_on = {role.key for role in work.organisation.roles if role.hands_on}
    if "commander" in held and held & hands_on:
        mark = f"two-hats:{incident.uid}:{person.slack_id}"
        if await work.first_time(mark):
            work.send(HintAtTwoHats(incident_id=incident.id, slack_id=person.slack_id))


class HintAtTwoHats(Errand):
    """Suggest, as a direct message, to give one of the two roles to somebody else."""

    priority = Priority.REST

    incident_id: int
    slack_id: str

    async def carry_out(self, world: World) -> None:
        """Send it, if both are still theirs and they may still know of the incident."""
        facts = await world.glance.facts(self.incident_id)
        mine = [one for one in facts.holders if one.person.slack_id == self.slack_id]
        if not facts.incident.is_open or len(mine) < 2:  # noqa: PLR2004 -- two hats
            return
        if not await may_still_know(world, self.slack_id, facts.incident):
            return
        await tell_directly(
            world,
            self.slack_id,
            two_hats(facts, mine),
            key=f"two-hats:{facts.incident.uid}:{self.slack_id}",
        )
