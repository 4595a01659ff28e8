"""Furnishing an incident's channel: the links that its people reach for."""

from workflows.errands import Errand, World


class AddBookmarks(Errand):
    """Add the organisation's bookmarks to the incident's channel."""

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Add each once, in the configured order."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        for mark in world.organisation.bookmarks:
            await world.slack.bookmark(
                room.channel_id, mark.title, str(mark.link), repeat=world.repeat
            )
