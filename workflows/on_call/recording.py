"""The record of who really was on call: what is written when a schedule is looked at, and how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.duty_record import DutyRecord
from models.schedule import Schedule
from workflows.on_call.duty import Duty
from workflows.on_call.spans import Span, within
from workflows.work import Work

#: As far ahead as it takes to tell of a shift on the evening before, and whether it is a long one.
AHEAD: Final = timedelta(hours=60)
#: As far ahead as it is known who will be on call, if nobody is there to look again.
_KNOWN: Final = timedelta(days=30)
#: What was longer ago is no news to whoever comes, even if nobody took turns.
_LONGEST_SHIFT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one schedule at one moment."""

    schedule: Schedule
    now: datetime
    #: From where the record ends on, some days ahead, without a break.
    row: Sequence[Span]
    #: Up to when whoever is on call now stays so, as far as is known.
    until: datetime

    @property
    def passed(self) -> Sequence[Span]:
        """What belongs into the record: the last one goes on."""
        return [span for span in self.row if span.start <= self.now]


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody else is on call in a schedule than was before."""

    before: DutyRecord
    now: DutyRecord


def look_at(duty: Duty, key: str, held: DutyRecord | None, now: datetime) -> Look:
    """Look at a schedule; `held` is what the record says of it last."""
    schedule = duty.schedule(key)
    if schedule is None:
        raise KeyError(key)
    since = min(held.planned_until, now) if held else now
    row = duty.shifts(key, since, now + AHEAD)
    current = next(span for span in row if span.start <= now < span.end)
    until = current.end
    if current is row[-1]:
        known = held is not None and tuple(held.people) == current.people
        until = (
            held.planned_until
            if held and known and held.planned_until > until
            else duty.shifts(key, now, now + _KNOWN)[0].end
        )
    return Look(schedule, now, row, until)


async def write_down(
    work: Work, looks: Sequence[Look], held: Mapping[str, DutyRecord]
) -> list[Change]:
    """Carry the record on, schedule by schedule. Returns where somebody else is on call now.

    What is seen for the first time begins, and is no change.
    """
    rows: list[DutyRecord] = []
    changes: list[Change] = []
    for look in looks:
        before = held.get(look.schedule.key)
        made = _carried_on(before, look)
        rows += made
        if before is not None and made:
            changes.append(Change(before if len(made) == 1 else made[-2], made[-1]))
    # What ends goes first: there is one stretch at a time that goes on.
    await work.session.flush()
    await work.add(*rows)
    return changes


def end_vanished(work: Work, duty: Duty, held: Mapping[str, DutyRecord]) -> None:
    """End the record of schedules that are no longer in the file."""
    for key, row in held.items():
        if duty.schedule(key) is None:
            row.ends_at = min(row.planned_until, work.now)


def _carried_on(before: DutyRecord | None, look: Look) -> list[DutyRecord]:
    """The stretches that begin, oldest first."""
    made: list[DutyRecord] = []
    goes_on = before
    for span in look.passed:
        if goes_on is None or tuple(goes_on.people) != span.people:
            if goes_on is not None:
                goes_on.ends_at = span.start
            goes_on = DutyRecord(
                schedule=look.schedule.key,
                starts_at=span.start,
                people=list(span.people),
                planned_until=span.end,
            )
            made.append(goes_on)
    if goes_on is not None and goes_on.planned_until != look.until:
        goes_on.planned_until = look.until
    return made


async def going_on(
    session: AsyncSession, keys: Sequence[str] | None = None
) -> dict[str, DutyRecord]:
    """What the record says last of schedules, by their keys; of all where none are named."""
    these = [] if keys is None else [DutyRecord.schedule.in_(keys)]
    rows = await session.scalars(select(DutyRecord).where(DutyRecord.ends_at.is_(None), *these))
    return {row.schedule: row for row in rows}


async def record_of(session: AsyncSession, key: str, start: datetime, end: datetime) -> list[Span]:
    """Who really was on call between two moments, as far as it is known; `end` is not ahead of now."""
    rows = await session.scalars(
        select(DutyRecord)
        .where(
            DutyRecord.schedule == key,
            DutyRecord.starts_at < end,
            or_(DutyRecord.ends_at.is_(None), DutyRecord.ends_at > start),
        )
        .order_by(DutyRecord.starts_at, DutyRecord.id)
    )
    return within(
        [Span(row.starts_at, row.ends_at or row.planned_until, tuple(row.people)) for row in rows],
        start,
        end,
    )


async def shift_began(session: AsyncSession, change: Change) -> datetime:
    """When the shift began (UTC) that a change ends: that of whoever is on call no longer.

    Stretches in which others came and went beside them belong to it. Looked at are two weeks.
    """
    before = change.before
    leaving = {*before.people} - {*change.now.people}
    rows = await session.scalars(
        select(DutyRecord)
        .where(
            DutyRecord.schedule == before.schedule,
            DutyRecord.starts_at < before.starts_at,
            DutyRecord.ends_at > change.now.starts_at - _LONGEST_SHIFT,
        )
        .order_by(DutyRecord.starts_at.desc(), DutyRecord.id.desc())
    )
    began = before.starts_at
    for row in takewhile(lambda row: leaving & {*row.people}, rows):
        began = row.starts_at
    return max(began, change.now.starts_at - _LONGEST_SHIFT)
