"""Furnishing an incident's channel: the links that its people reach for."""

from workflows.errands import Errand, TryLater, World
from workflows.facts import facts_of


class AddBookmarks(Errand):
    """Add the organisation's bookmarks to the incident's channel."""

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Add each once, in the configured order."""
        async with world.start.looking() as session:
            facts = await facts_of(session, world.organisation, self.incident_id)
        if facts.room is None:
            raise TryLater("the incident's channel is not open yet")
        for mark in world.organisation.bookmarks:
            await world.slack.bookmark(
                facts.room.channel_id, mark.title, str(mark.link), repeat=world.repeat
            )
