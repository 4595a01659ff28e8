"""Where no channel may be created: the incident is worked on in a thread of its announcement."""

from typing import Final

from models.facts import Facts
from models.incident import Room
from templates.announcement import announcement
from templates.thread import no_private_channel
from workflows.errands import Errand, Priority, TryLater, World

#: Slack's words for a workspace in which we may not create channels.
MAY_NOT_CREATE: Final = frozenset({"no_permission", "restricted_action", "user_is_restricted"})


async def thread_for(world: World, facts: Facts) -> Room:
    """Announce the incident and make a room of the thread under that announcement.

    A private incident cannot be worked on in the open: whoever declared it is told so, and it comes
    again, by TryLater, until somebody has allowed its channel.
    """
    incident = facts.incident
    if incident.is_private:
        async with world.start() as work:
            if await work.first_time(f"no-private-channel:{incident.uid}"):
                work.send(AskForPrivateChannel(incident_id=incident.id))
        raise TryLater("private channels may not be created here")
    name = world.organisation.channels.announcements
    channel_id = await world.slack.channel_id(name)
    ts = await world.slack.post(
        channel_id,
        announcement(facts),
        key=f"announcement:{incident.uid}",
        look_since=world.look_since,
    )
    return Room(
        incident_id=incident.id,
        channel_id=channel_id,
        thread_ts=ts,
        thread_link=await world.slack.permalink(channel_id, ts),
        channel_name=name,
        opened_at=world.start.clock.now(),
        announcement_channel_id=channel_id,
        announcement_ts=ts,
    )


class AskForPrivateChannel(Errand):
    """Tell whoever declared a private incident that it has no channel, and what to ask for."""

    priority = Priority.PEOPLE

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Send it as a direct message."""
        facts = await world.glance.facts(self.incident_id)
        await world.slack.post(
            await world.slack.conversation_with(facts.incident.declared_by.slack_id),
            no_private_channel(facts),
            key=f"no-private-channel:{facts.incident.uid}",
            look_since=world.look_since,
        )
