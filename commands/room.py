"""What happens in incidents' channels without being said to us: people write."""

from commands.command import Events
from commands.request import Heard
from workflows.activity import note_activity


async def on_message(heard: Heard) -> None:
    """Somebody wrote something."""
    if heard.channel_id is not None:
        await note_activity(heard.start, heard.channel_id, heard.thread_ts)


OVERHEARD: Events = {"message": on_message}
