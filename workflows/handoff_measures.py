"""How well command is handed over: questions as they are asked, and what the record says of each handoff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from integrations.slack_values import written_at
from models.incident import Incident, Kind, Room
from models.organisation import Organisation
from models.role import Handoff, HandoffState
from models.timeline import StatusUpdate
from templates.handoffs_report import Passed
from workflows.privacy import visible_to
from workflows.work import Start, Work

#: Command that passes on so soon was handed to somebody who could not keep it.
_SOON: Final = timedelta(minutes=30)
#: Question marks of the world's scripts.
_ASKS: Final = re.compile(
    "[?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}\N{ARMENIAN QUESTION MARK}]"
)


def is_question(words: str) -> bool:
    """Whether words ask something, as far as their marks tell."""
    return _ASKS.search(words) is not None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked in a thread; the receipt marks its delivery."""

    channel_id: str
    thread_ts: str
    slack_id: str
    receipt: str


async def note_question(start: Start, asked: Question) -> None:
    """Count a question in the thread of an offer of command, unless whoever hands over asked it."""
    async with start.looking() as session:
        found = await session.scalar(
            select(Handoff)
            .join(Room, Room.incident_id == Handoff.incident_id)
            .where(Room.channel_id == asked.channel_id, Handoff.message_ts == asked.thread_ts)
        )
    if found is None or found.sender.slack_id == asked.slack_id:
        return
    async with start() as work:
        handoff = await _held(work, found.id)
        if not await work.first_time(asked.receipt):
            return
        if handoff.state == HandoffState.OFFERED:
            handoff.questions_before += 1
        elif _may_be_asked(handoff, work.organisation, work.now):
            handoff.questions_after += 1


async def mark_asked_again(start: Start, channel_id: str, message_ts: str) -> None:
    """Count a message, once, that asked what had been answered already when command was handed over."""
    asked_at = written_at(message_ts)
    async with start.looking() as session:
        found = await session.scalars(
            select(Handoff)
            .join(Room, Room.incident_id == Handoff.incident_id)
            .where(
                Room.channel_id == channel_id,
                Room.thread_ts == "",
                Handoff.state == HandoffState.ACCEPTED.value,
                Handoff.answered_at <= asked_at,
            )
            .order_by(Handoff.answered_at.desc(), Handoff.id.desc())
            .limit(1)
        )
        last = found.first()
    if last is None:
        return
    async with start() as work:
        handoff = await _held(work, last.id)
        in_time = _may_be_asked(handoff, work.organisation, asked_at)
        if in_time and await work.first_time(f"asked-again:{handoff.id}:{message_ts}"):
            handoff.asked_again += 1


async def _held(work: Work, handoff_id: int) -> Handoff:
    """The handoff, held until the work ends, so that no count is lost between two."""
    return await work.session.get_one(
        Handoff, handoff_id, with_for_update={"of": Handoff}, populate_existing=True
    )


def _may_be_asked(handoff: Handoff, organisation: Organisation, at: datetime) -> bool:
    answered_at = handoff.answered_at
    if handoff.state != HandoffState.ACCEPTED or answered_at is None:
        return False
    return at <= answered_at + organisation.handoffs.questions_for


async def handed_over(
    session: AsyncSession, organisation: Organisation, slack_id: str, since: datetime
) -> Sequence[Passed]:
    """Every handoff that was taken since a moment (UTC), in incidents of which this person may know.

    Drills are left out, and so is what somebody took by themselves: nobody waited there.
    """
    later = aliased(Handoff, flat=True)
    next_update = (
        select(func.min(StatusUpdate.at))
        .where(
            StatusUpdate.incident_id == Handoff.incident_id,
            StatusUpdate.at > Handoff.answered_at,
        )
        .correlate(Handoff)
        .scalar_subquery()
    )
    next_taken = (
        select(func.min(later.answered_at))
        .where(
            later.incident_id == Handoff.incident_id,
            later.id > Handoff.id,
            later.state == HandoffState.ACCEPTED.value,
        )
        .correlate(Handoff)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Handoff, Incident.region, next_update, next_taken)
        .join(Incident, Incident.id == Handoff.incident_id)
        .where(
            Handoff.state == HandoffState.ACCEPTED.value,
            Handoff.answered_at >= since,
            Handoff.offered_by_id != Handoff.offered_to_id,
            Incident.kind == Kind.INCIDENT.value,
            visible_to(slack_id),
        )
        .order_by(Handoff.answered_at, Handoff.id)
    )
    known = {one.casefold(): one for one in organisation.regions}
    return [
        _passed(handoff, known.get(region.casefold(), region), told_at, passed_at)
        for handoff, region, told_at, passed_at in rows
    ]


def _passed(
    handoff: Handoff, region: str, told_at: datetime | None, passed_at: datetime | None
) -> Passed:
    at = handoff.answered_at or handoff.offered_at
    until = handoff.sender_until
    return Passed(
        region=region,
        in_call=handoff.in_call,
        took=at - handoff.offered_at,
        parts=handoff.parts_filled,
        in_time=None if until is None else at <= until,
        questions_before=handoff.questions_before,
        questions_after=handoff.questions_after,
        asked_again=handoff.asked_again,
        passed_on=passed_at is not None and passed_at - at <= _SOON,
        to_update=told_at - at if told_at else None,
    )
