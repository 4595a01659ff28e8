"""Who comes into the channel of a private incident, and who leaves it: they may know of it, or no longer.

Slack promises no order, and tells late what it could not tell at once: who is there now is asked each time.
"""

from commands.command import Events
from commands.request import Heard
from workflows.privacy import shut_out
from workflows.who_is_inside import LookInside, private_incident_of


async def came(heard: Heard) -> None:
    """Show the incident to whoever came into its private channel, and is still there."""
    if heard.in_private:
        async with heard.start() as work:
            incident_id = await private_incident_of(work.session, heard.channel_id)
            if incident_id is not None:
                work.send(LookInside(incident_id=incident_id))


async def left(heard: Heard) -> None:
    """Show it no longer to whoever left, or was put out; anew, if they have come back since."""
    if heard.in_private:
        async with heard.start() as work:
            incident_id = await private_incident_of(work.session, heard.channel_id)
            if incident_id is not None:
                await shut_out(work, incident_id, heard.slack_id)
                work.send(LookInside(incident_id=incident_id))


#: Slack's names for a private channel are the older; it may use either.
OVERHEARD: Events = {
    "channel_join": came,
    "group_join": came,
    "channel_leave": left,
    "group_leave": left,
}
