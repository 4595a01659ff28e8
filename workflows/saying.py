"""Saying in an incident's channel what its timeline has just recorded."""

from models.facts import Facts
from models.timeline import TimelineEvent
from templates.events import said
from workflows.errands import Errand, Priority, World


class SayEvent(Errand):
    """Post one timeline event where people work on the incident."""

    priority = Priority.WORDS

    incident_id: int
    event_id: int

    async def carry_out(self, world: World) -> None:
        """Post it in the incident's channel; before there is one, tell whoever declared."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
        await world.slack.post(
            await _where(world, facts),
            said(event, facts),
            key=f"event:{facts.incident.uid}:{event.id}",
            look_since=world.look_since,
        )


async def _where(world: World, facts: Facts) -> str:
    if facts.room is not None:
        return facts.room.channel_id
    return await world.slack.conversation_with(facts.incident.declared_by.slack_id)
