"""Where no channel may be created: the incident is worked on in a thread of its announcement."""

from typing import Final

from models.facts import Facts
from models.incident import Room
from templates.thread import no_channel
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, TryLater, World
from workflows.showing import announce

#: Slack's words for a workspace in which we may not create channels.
MAY_NOT_CREATE: Final = frozenset({"no_permission", "restricted_action", "user_is_restricted"})


async def thread_for(world: World, facts: Facts) -> Room:
    """Announce the incident and make a room of the thread under that announcement.

    What is private, or over already, is not announced: whoever declared it is told what to ask for,
    and it comes again, by TryLater, until somebody has allowed its channel.
    """
    incident = facts.incident
    if incident.is_private or incident.is_past:
        async with world.start() as work:
            if await work.first_time(f"no-channel:{incident.uid}"):
                work.send(AskForChannel(incident_id=incident.id))
        raise TryLater("no channel may be created here")
    channel_id, ts = await announce(world, facts)
    return Room(
        incident_id=incident.id,
        channel_id=channel_id,
        thread_ts=ts,
        thread_link=await world.slack.permalink(channel_id, ts),
        channel_name=world.organisation.channels.announcements,
        opened_at=world.start.clock.now(),
        announcement_channel_id=channel_id,
        announcement_ts=ts,
    )


class AskForChannel(Errand):
    """Tell whoever declared an incident that it has no channel, and what to ask for."""

    priority = Priority.PEOPLE

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Send it as a direct message."""
        facts = await world.glance.facts(self.incident_id)
        await tell_directly(
            world,
            facts.incident.declared_by.slack_id,
            no_channel(facts),
            key=f"no-channel:{facts.incident.uid}",
        )
