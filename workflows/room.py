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


async def draw(
    world: World, channel_id: str, drawing: Showable, *, key: str, thread_ts: str | None = None
) -> str:
    """Post what is to show how things stand, and return the ts.

    A repeat may find an earlier post of its own, which shows how they stood then: that is redrawn.
    """
    since = world.look_since
    ts = await world.slack.post(channel_id, drawing, key=key, look_since=since, thread_ts=thread_ts)
    if world.repeat:
        await world.slack.redraw(channel_id, ts, drawing)
    return ts


async def draw_in_room(world: World, room: Room, drawing: Showable, *, key: str) -> str:
    """The same where people work on an incident."""
    thread_ts = room.thread_ts or None
    return await draw(world, room.channel_id, drawing, key=key, thread_ts=thread_ts)


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
