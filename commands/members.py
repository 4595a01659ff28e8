"""Who comes into the channel of a private incident, and who leaves it: they may know of it, or no longer."""

from commands.command import Events
from commands.request import Heard
from models.incident import Incident
from workflows.facts import incident_id_of_channel
from workflows.privacy import let_in, shut_out
from workflows.work import Work


async def came(heard: Heard) -> None:
    """Show the incident to whoever came into its private channel."""
    if heard.in_private:
        async with heard.start() as work:
            incident = await _incident(work, heard)
            if incident is not None:
                await let_in(work, incident, [heard.slack_id])


async def left(heard: Heard) -> None:
    """Show it no longer to whoever left, or was put out."""
    if heard.in_private:
        async with heard.start() as work:
            incident = await _incident(work, heard)
            if incident is not None:
                await shut_out(work, incident, heard.slack_id)


async def _incident(work: Work, heard: Heard) -> Incident | None:
    incident_id = await incident_id_of_channel(work.session, heard.channel_id or "")
    return None if incident_id is None else await work.session.get(Incident, incident_id)


#: Slack's names for a private channel are the older; it may use either.
OVERHEARD: Events = {
    "channel_join": came,
    "group_join": came,
    "channel_leave": left,
    "group_leave": left,
}
