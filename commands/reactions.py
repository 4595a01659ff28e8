"""What a reaction under a message means: it goes on the timeline, or it asked what had been answered."""

from typing import Final

from commands import keep
from commands.command import Events
from commands.request import Heard
from workflows.handoff_measures import mark_asked_again


async def on_reaction(heard: Heard) -> None:
    """Do what the organisation's emoji stand for."""
    if heard.words == heard.organisation.handoffs.asked_again_emoji and heard.channel_id:
        await mark_asked_again(heard.start, heard.channel_id, heard.message_ts)
    await keep.on_reaction(heard)


EVENTS: Final[Events] = {"reaction_added": on_reaction}
