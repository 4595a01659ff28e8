"""Telling of an incident in more channels than the one for announcements, and keeping that true there."""

import structlog

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import AlsoTold
from templates.announcement import announcement
from workflows.announcing import needing_announcement
from workflows.errands import Errand, Priority, World
from workflows.room import draw
from workflows.saying import ROOM_GONE

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class TellAlso(Errand):
    """Post an incident's announcement in one more channel, or redraw it where it stands."""

    priority = Priority.WORDS

    incident_id: int
    channel_name: str

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"also:{self.incident_id}:{self.channel_name}"

    async def carry_out(self, world: World) -> None:
        """Draw it. A private incident is told nowhere, and none that was over when it was told."""
        facts, _ = await world.glance.facts_and_room(self.incident_id)
        if facts.incident.is_private or facts.incident.is_past:
            return
        drawing = announcement(facts)
        async with world.start.looking() as session:
            told = await session.get(AlsoTold, (self.incident_id, self.channel_name))
        if told is not None:
            if not told.ts:
                return
            async with needing_announcement(world, facts.incident, told.channel_id):
                if await world.slack.redraw(told.channel_id, told.ts, drawing):
                    return
        channel_id = await world.slack.existing_channel_id(self.channel_name)
        ts = ""
        if channel_id is None:
            # A slip in a name makes no new channel, and is looked for once for each incident.
            log.warning("also.no_such_channel", channel=self.channel_name)
        else:
            ts = await self._post(world, facts, channel_id)
        async with world.start() as work:
            await work.session.merge(
                AlsoTold(
                    incident_id=self.incident_id,
                    channel_name=self.channel_name,
                    channel_id=channel_id or "",
                    ts=ts,
                )
            )

    async def _post(self, world: World, facts: Facts, channel_id: str) -> str:
        try:
            key = f"also:{facts.incident.uid}:{self.channel_name}"
            return await draw(world, channel_id, announcement(facts), key=key)
        except SlackSaidNo as error:
            if error.code in ROOM_GONE:
                world.slack.known_channels.pop(self.channel_name, None)
            raise
