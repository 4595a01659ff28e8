"""The next two weeks of a schedule: as text at once, and as a picture by direct message."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.local_time import instant
from models.on_call_sheet import Shift
from models.schedule import Schedule
from templates.dates import day
from templates.on_call import legend
from templates.on_call_picture import DAYS, numbered, picture_of
from workflows.errands import Errand, Needless, Priority, World
from workflows.on_call.asking import shifts_of
from workflows.on_call.duty import Duty, duty_in


async def two_weeks_of(
    session: AsyncSession, duty: Duty, schedule: Schedule, at: datetime
) -> list[Shift]:
    """Who is on call from the day of a moment on, by the schedule's clocks, without a break."""
    zone = ZoneInfo(schedule.zone)
    first = at.astimezone(zone).date()
    begins, ends = (instant(one, time(), zone) for one in (first, first + timedelta(days=DAYS)))
    return await shifts_of(session, duty, schedule, begins.astimezone(UTC), ends.astimezone(UTC))


class SendPicture(Errand):
    """Send somebody who asked for it the picture of a schedule's next two weeks."""

    priority = Priority.PEOPLE

    slack_id: str
    schedule: str
    at: datetime

    async def carry_out(self, world: World) -> None:
        """Draw it, and share it in our conversation with this person."""
        async with world.start.looking() as session:
            duty = await duty_in(session, world.organisation.duty, self.at - timedelta(days=1))
            schedule = duty.schedule(self.schedule)
            if schedule is None:
                raise Needless
            shifts = await two_weeks_of(session, duty, schedule, self.at)
        zone = ZoneInfo(schedule.zone)
        first = self.at.astimezone(zone).date()
        title = f"{schedule.name}, two weeks from {day(first)}, {schedule.zone} time"
        # Drawing takes some tens of milliseconds, in which others must be answered.
        content = await asyncio.to_thread(picture_of, title, shifts, first, zone, self.at)
        directly = await world.slack.conversation_with(self.slack_id)
        await world.slack.attach(
            directly,
            name=f"{schedule.key}-{first}.png",
            title=title,
            content=content,
            words=legend(title, numbered(shifts)),
            look_since=world.look_since,
        )
