"""Saying in an incident's channel what its timeline has just recorded."""

from typing import Final

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.person import Person
from models.timeline import TimelineEvent
from templates.said import said
from workflows.errands import Errand, Priority, World
from workflows.room import post_in_room
from workflows.work import Work

#: Slack's words for a channel in which nothing can be said any longer.
ROOM_GONE: Final = frozenset({"is_archived", "channel_not_found", "not_in_channel"})


async def say(work: Work, event: TimelineEvent) -> None:
    """Say an event that this work recorded, once the work is committed."""
    await work.session.flush()
    work.send(SayEvent(incident_id=event.incident_id, event_id=event.id))


def whoever_leads(facts: Facts) -> Person:
    """Who is told what cannot be said in the channel: the commander, or else whoever declared."""
    return facts.commander.person if facts.commander else facts.incident.declared_by


class SayEvent(Errand):
    """Post one timeline event where people work on the incident."""

    priority = Priority.WORDS

    incident_id: int
    event_id: int

    async def carry_out(self, world: World) -> None:
        """Post it in the channel; where there is none, or none any longer, tell whoever leads."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
        message, key = said(event, facts), f"event:{facts.incident.uid}:{event.id}"
        if facts.room is not None:
            try:
                await post_in_room(world, facts.room, message, key=key)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
            else:
                return
        leads = await world.slack.conversation_with(whoever_leads(facts).slack_id)
        await world.slack.post(leads, message, key=key, look_since=world.look_since)
