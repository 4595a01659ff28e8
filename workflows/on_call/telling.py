"""What those read who were asked for cover, and whoever asked: each message is kept true."""

from sqlalchemy import select

from models.cover import Cover, CoverAsked, CoverState
from templates.cover import cover_asked, cover_told
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, World
from workflows.on_call.duty import duty_in
from workflows.on_call.open_covers import held_cover, held_open_covers
from workflows.work import Work


async def show_to_all(work: Work, cover: Cover) -> None:
    """Redraw a request wherever it stands."""
    asked = select(CoverAsked.slack_id).where(CoverAsked.cover_id == cover.id)
    for slack_id in await work.session.scalars(asked):
        work.send(ShowCover(cover_id=cover.id, slack_id=slack_id))


async def end_needless(work: Work, schedule: str) -> None:
    """Ask nobody any longer to step in for those who are not on call in any of that time by now."""
    duty = await duty_in(work.session, work.organisation.duty, work.now)
    if duty.schedule(schedule) is None:
        return
    for cover in await held_open_covers(work, schedule):
        if cover.ends_at <= work.now:
            continue
        spans = duty.shifts(schedule, max(cover.starts_at, work.now), cover.ends_at)
        if not any(cover.asked_as in span.people for span in spans):
            cover.state, cover.answered_at = CoverState.WITHDRAWN.value, work.now
            await show_to_all(work, cover)


class ShowCover(Errand):
    """Ask one person for cover by direct message, or redraw it as things stand."""

    priority = Priority.PEOPLE

    cover_id: int
    slack_id: str

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"cover:{self.cover_id}:{self.slack_id}"

    async def carry_out(self, world: World) -> None:
        """Post it where it does not stand yet; else redraw it."""
        async with world.start.looking() as session:
            cover = await session.get_one(Cover, self.cover_id)
            asked = await session.get_one(CoverAsked, (self.cover_id, self.slack_id))
        schedule = world.organisation.duty.schedule(cover.schedule)
        shown = cover_asked(cover, asked, schedule.name if schedule else cover.schedule)
        directly = await world.slack.conversation_with(self.slack_id)
        if asked.message_ts is not None:
            await world.slack.redraw(directly, asked.message_ts, shown)
            return
        if cover.state != CoverState.OPEN:
            raise Needless
        mark = f"cover:{cover.id}:{cover.asked_at.timestamp():.0f}"
        ts = await world.slack.post(directly, shown, key=mark, look_since=world.look_since)
        async with world.start() as work:
            (await work.session.get_one(CoverAsked, (self.cover_id, self.slack_id))).message_ts = ts


class WatchCover(Errand):
    """Tell whoever asked how it stands: taken, not taken yet, or refused by all; and close it in time."""

    priority = Priority.WORDS

    cover_id: int

    @property
    def key(self) -> str:
        """One watch over each request."""
        return f"watch-cover:{self.cover_id}"

    async def carry_out(self, world: World) -> None:
        """Tell it once for each way that it can stand, and come again when it closes."""
        async with world.start() as work:
            cover = await held_cover(work, self.cover_id)
            await end_needless(work, cover.schedule)
            if cover.state == CoverState.OPEN and cover.closes_at <= work.now:
                cover.state, cover.answered_at = CoverState.PASSED.value, work.now
                await show_to_all(work, cover)
            schedule = work.organisation.duty.schedule(cover.schedule)
            if cover.state == CoverState.OPEN:
                work.send(self, at=cover.closes_at)
        if cover.state == CoverState.WITHDRAWN:
            return
        told = cover_told(cover, schedule.name if schedule else cover.schedule)
        mark = f"cover-told:{cover.id}:{cover.state}:{cover.asked_at.timestamp():.0f}"
        await tell_directly(world, cover.asked_by.slack_id, told, key=mark)
