"""An incident's place in Slack: saying something there, and the links that its people reach for."""

from integrations.slack_values import Showable
from models.incident import Room
from workflows.errands import Errand, World


async def post_in_room(
    world: World, room: Room, message: Showable, *, key: str, under: str | None = None
) -> str:
    """Post where people work on an incident, in its channel or in its thread, and return the ts.

    `key` marks the post, so that a repeat finds it. `under` is the message in whose thread it goes,
    where the incident has a channel: in a thread, everything goes into that one.
    """
    return await world.slack.post(
        room.channel_id,
        message,
        key=key,
        look_since=world.look_since,
        thread_ts=room.thread_ts or under,
    )


class AddBookmarks(Errand):
    """Add the bookmarks of the organisation and of the incident's teams to the incident's channel."""

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Add each once, in the configured order."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        there = await world.slack.bookmarked(room.channel_id) if world.repeat else frozenset()
        for mark in facts.organisation.bookmarks:
            if mark.link not in there:
                await world.slack.bookmark(room.channel_id, mark.title, mark.link)
