"""Private words to whoever declared: where they typed it, and as a direct message that stays."""

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Kind
from templates.declared import declared_briefing, declared_whisper, delay_whisper
from templates.message import Message
from templates.near_miss import thanks
from workflows.alike import alike
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World


class WhisperToDeclarer(Errand):
    """Tell whoever declared, where they typed it, that the channel is open or takes longer.

    Whoever told of a near-miss, which has none, is thanked.
    """

    priority = Priority.LULL

    incident_id: int
    response_url: str | None
    delayed: bool

    async def carry_out(self, world: World) -> None:
        """Say it privately; without a place to answer the direct message does."""
        if self.response_url is None and not self.delayed:
            return
        facts = await world.glance.facts(self.incident_id)
        message = delay_whisper(facts) if self.delayed else await self._declared(world, facts)
        if self.response_url is not None:
            try:
                await world.slack.whisper(self.response_url, message)
            except SlackSaidNo:
                pass  # The address lives for half an hour only; the direct message says the same.
            else:
                return
        if self.delayed or facts.incident.kind == Kind.NEAR_MISS:
            await tell_directly(
                world,
                facts.incident.declared_by.slack_id,
                message,
                key=f"{'delay' if self.delayed else 'thanks'}:{facts.incident.uid}",
            )

    async def _declared(self, world: World, facts: Facts) -> Message:
        incident = facts.incident
        if incident.kind == Kind.NEAR_MISS:
            return thanks(incident)
        async with world.start.looking() as session:
            found = await alike(
                session,
                incident.declared_by.slack_id,
                incident.title,
                kind=Kind(incident.kind),
                besides=incident.id,
            )
        return declared_whisper(facts, found)


class BriefDeclarer(Errand):
    """Send whoever declared the channel and what to do next, as a direct message that stays."""

    priority = Priority.PEOPLE

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Send it."""
        facts = await world.glance.facts(self.incident_id)
        await tell_directly(
            world,
            facts.incident.declared_by.slack_id,
            declared_briefing(facts),
            key=f"declared:{facts.incident.uid}",
        )
