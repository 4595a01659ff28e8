"""Saying something to one person, as a direct message."""

from integrations.slack_values import Showable
from workflows.errands import World


async def tell_directly(world: World, slack_id: str, message: Showable, *, key: str) -> None:
    """Send somebody a direct message. `key` marks it, so that a repeat finds it."""
    directly = await world.slack.conversation_with(slack_id)
    await world.slack.post(directly, message, key=key, look_since=world.look_since)
