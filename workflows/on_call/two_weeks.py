"""The next two weeks of a schedule: as text at once, and as a picture by direct message."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.local_time import instant
from models.on_call_sheet import OnCallPerson, Shift
from models.schedule import Schedule
from templates.dates import day
from templates.on_call import legend
from templates.on_call_picture import DAYS, numbered, picture_of
from workflows.errands import Errand, Needless, Priority, World
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.people import known_people
from workflows.on_call.recording import record_of
from workflows.on_call.spans import People, Span


async def two_weeks_of(
    session: AsyncSession, duty: Duty, schedule: Schedule, at: datetime
) -> list[Shift]:
    """Who is on call from the day of a moment on, by the schedule's clocks, without a break.

    Until that moment it is who really was, as far as that is recorded.
    """
    zone = ZoneInfo(schedule.zone)
    first = at.astimezone(zone).date()
    begins, ends = (
        instant(one, time(), zone).astimezone(UTC) for one in (first, first + timedelta(days=DAYS))
    )
    recorded = await record_of(session, schedule.key, begins, at)
    found = _joined(
        [
            *_passed(recorded, duty.shifts(schedule.key, begins, at) if begins < at else []),
            *(_Stretch(span) for span in duty.shifts(schedule.key, at, ends)),
        ]
    )
    names = (name for one in found for name in (*one.span.people, *(one.instead_of or ())))
    known = await known_people(session, duty, names)
    return [_shift(schedule, known, one) for one in found]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the schedule, and whom the schedule has there where others were recorded."""

    span: Span
    instead_of: People | None = None


def _passed(recorded: Sequence[Span], planned: Sequence[Span]) -> Iterator[_Stretch]:
    """Who was on call; where nothing is recorded, who should have been."""
    cuts = sorted({moment for one in (*recorded, *planned) for moment in (one.start, one.end)})
    for start, end in pairwise(cuts):
        should = _at(planned, start) or ()
        was = _at(recorded, start)
        people = should if was is None else was
        differs = {*people} != {*should}
        yield _Stretch(Span(start, end, people), should if differs else None)


def _at(row: Sequence[Span], moment: datetime) -> People | None:
    return next((one.people for one in row if one.start <= moment < one.end), None)


def _joined(row: Sequence[_Stretch]) -> list[_Stretch]:
    """Neighbours that say the same, as one."""
    found: list[_Stretch] = []
    for one in row:
        last = found[-1] if found else None
        if last and (last.span.people, last.instead_of) == (one.span.people, one.instead_of):
            span = Span(last.span.start, one.span.end, one.span.people)
            found[-1] = _Stretch(span, one.instead_of)
        else:
            found.append(one)
    return found


def _shift(schedule: Schedule, known: Mapping[str, OnCallPerson], one: _Stretch) -> Shift:
    people, should = one.span.people, one.instead_of
    return Shift(
        schedule,
        one.span.start,
        one.span.end,
        tuple(known[name] for name in people),
        None if should is None else tuple(known[name] for name in should),
    )


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
            words=legend(title, numbered(shifts), shifts),
            look_since=world.look_since,
        )
