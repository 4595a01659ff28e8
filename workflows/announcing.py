"""The channel in which incidents are announced: found by its name once, and known by its id from then on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import delete, update

from integrations.errors import SlackSaidNo
from integrations.slack import Slack
from models.incident import AnnouncementChannel, Incident
from workflows.administrators import tell_of_lost_channel, tell_of_rename
from workflows.errands import Needless, TryLater, World
from workflows.saying import ROOM_GONE
from workflows.work import Start, Work

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: How long after its end an incident's announcement waits for its channel: later nobody looks at it there.
_WAITS_AFTER_THE_END: Final = timedelta(days=14)


async def announcement_channel(slack: Slack, start: Start) -> str:
    """The id of the channel that the configuration names, whatever people call it by now.

    It is looked for, or else made, only where none was ever found for that name.
    """
    if (known := await known_announcement_channel(slack, start)) is not None:
        return known
    name = start.organisation.channels.announcements
    channel_id = await slack.channel_id(name)
    async with start() as work:
        found = work.insert(AnnouncementChannel).values(
            name=name, channel_id=channel_id, channel_name=name
        )
        await work.session.execute(found.on_conflict_do_nothing())
    return channel_id


async def known_announcement_channel(slack: Slack, start: Start) -> str | None:
    """The same, where it was found before; None where it never was, so that nothing stands there."""
    name = start.organisation.channels.announcements
    if (known := slack.known_channels.get(name)) is not None:
        return known
    if (kept := await _kept(start)) is not None:
        slack.known_channels[name] = kept
    return kept


async def _kept(start: Start) -> str | None:
    async with start.looking() as session:
        kept = await session.get(AnnouncementChannel, start.organisation.channels.announcements)
    return kept.channel_id if kept else None


@asynccontextmanager
async def announcing(world: World) -> AsyncIterator[str]:
    """The id of the channel, to say something there; it is looked for anew if nothing can be said in it."""
    channel_id = await announcement_channel(world.slack, world.start)
    try:
        yield channel_id
    except SlackSaidNo as error:
        if error.code in ROOM_GONE:
            await _forget(world.slack, world.start, channel_id)
        raise


@asynccontextmanager
async def needing_announcement(
    world: World, incident: Incident, channel_id: str
) -> AsyncIterator[None]:
    """What has to do with an announcement that stands, and finds its channel gone, comes again later.

    If it is the channel for announcements, administrators are told, once.
    """
    try:
        yield
    except SlackSaidNo as error:
        if error.code not in ROOM_GONE:
            raise
        await _forget(world.slack, world.start, channel_id)
        ended_at = incident.ended_at
        if ended_at is not None and world.start.clock.now() > ended_at + _WAITS_AFTER_THE_END:
            raise Needless("the channel is gone, and the incident long over") from error
        raise TryLater("nothing can be done just now where the incident is announced") from error


async def _forget(slack: Slack, start: Start, channel_id: str) -> None:
    configured = start.organisation.channels.announcements
    if slack.known_channels.get(configured) == channel_id:
        del slack.known_channels[configured]
    async with start() as work:
        gone = (
            delete(AnnouncementChannel)
            .where(AnnouncementChannel.channel_id == channel_id)
            .returning(AnnouncementChannel.channel_name)
        )
        # Several may find it gone at one moment, and one of them tells of it.
        name = await work.session.scalar(gone)
        if name is not None:
            log.warning("announcements.lost", channel=name)
            configured = work.organisation.channels.announcements
            await tell_of_lost_channel(work, channel_id, name, configured)


async def look_for_announcements(slack: Slack, start: Start) -> None:
    """Find the channel, and notice a new name that it was given while nobody listened."""
    channel_id = await _kept(start)
    if channel_id is None:
        await announcement_channel(slack, start)
        return
    try:
        name = (await slack.channel(channel_id)).name
    except SlackSaidNo as error:
        if error.code not in ROOM_GONE:
            raise
        await _forget(slack, start, channel_id)
        await announcement_channel(slack, start)
        return
    async with start() as work:
        await announcements_renamed(work, channel_id, name)


async def announcements_renamed(work: Work, channel_id: str, name: str) -> None:
    """Tell the administrators, once, what the channel is called by now, if it is the one."""
    kept = await work.session.scalar(
        update(AnnouncementChannel)
        .where(
            AnnouncementChannel.channel_id == channel_id,
            AnnouncementChannel.name == work.organisation.channels.announcements,
            AnnouncementChannel.channel_name != name,
        )
        .values(channel_name=name)
        .returning(AnnouncementChannel.name)
    )
    if kept is not None and kept != name:
        await tell_of_rename(work, channel_id, kept)
