"""Furnishing an incident's channel: the links that its people reach for."""

from workflows.errands import Errand, World


class AddBookmarks(Errand):
    """Add the organisation's bookmarks to the incident's channel."""

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Add each once, in the configured order."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        there = await world.slack.bookmarked(room.channel_id) if world.repeat else frozenset()
        for mark in world.organisation.bookmarks:
            if mark.link not in there:
                await world.slack.bookmark(room.channel_id, mark.title, mark.link)
