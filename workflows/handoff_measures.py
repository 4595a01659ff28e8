"""How well command is handed over: questions as they are asked, and what the record says of each handoff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from integrations.errors import SlackSaidNo
from integrations.slack_values import written_at
from models.incident import Incident, Kind, Room
from models.organisation import Organisation
from models.role import Handoff, HandoffState, HandoffWay
from models.timeline import StatusUpdate
from templates.handoffs_report import SOON, Passed
from workflows.errands import Errand, Needless, World
from workflows.privacy import visible_to
from workflows.work import Start, Work

#: Question marks of the world's scripts.
_ASKS: Final = re.compile(
    "[?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}\N{ARMENIAN QUESTION MARK}]"
)


def is_question(words: str) -> bool:
    """Whether words ask something, as far as their marks tell."""
    return _ASKS.search(words) is not None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that was asked in a thread; the receipt marks its delivery, which may come late."""

    channel_id: str
    thread_ts: str
    message_ts: str
    slack_id: str
    receipt: str


async def note_question(start: Start, asked: Question) -> None:
    """Count a question about a handoff: one in its thread, unless whoever hands over asked it.

    Where the whole incident is one thread, that is what whoever comes asks there.
    """
    async with start.looking() as session:
        found = await _asked_about(session, asked)
    if found is None:
        return
    asked_at = written_at(asked.message_ts)
    async with start() as work:
        handoff = await _held(work, found.id)
        if not await work.first_time(asked.receipt):
            return
        is_open = handoff.state == HandoffState.OFFERED
        if is_open or (handoff.answered_at is not None and asked_at < handoff.answered_at):
            handoff.questions_before += 1
        elif _may_be_asked(handoff, work.organisation, asked_at):
            handoff.questions_after += 1


async def _asked_about(session: AsyncSession, asked: Question) -> Handoff | None:
    handoffs = select(Handoff).join(Room, Room.incident_id == Handoff.incident_id)
    in_channel = handoffs.where(
        Room.channel_id == asked.channel_id,
        Room.thread_ts == "",
        Handoff.message_ts == asked.thread_ts,
    )
    found = await session.scalar(in_channel)
    if found is not None:
        return None if found.sender.slack_id == asked.slack_id else found
    in_thread = handoffs.where(
        Room.channel_id == asked.channel_id,
        Room.thread_ts == asked.thread_ts,
        Handoff.state.in_([HandoffState.OFFERED.value, HandoffState.ACCEPTED.value]),
    )
    newest_first = await session.scalars(in_thread.order_by(Handoff.id.desc()))
    return next((one for one in newest_first if asked.slack_id in _who_comes(one)), None)


def _who_comes(handoff: Handoff) -> set[str]:
    """Who takes command by a handoff, or may still."""
    if handoff.state == HandoffState.OFFERED:
        return {handoff.offered_to.slack_id, *handoff.asked}
    return {(handoff.answered_by or handoff.offered_to).slack_id}


async def mark_asked_again(start: Start, channel_id: str, message_ts: str) -> None:
    """Count a message, once, that asked what had been answered already when command was handed over.

    Slack does not say in which thread it stands: where that matters, the message is read first.
    """
    asked_at = written_at(message_ts)
    since = asked_at - start.organisation.handoffs.questions_for
    async with start.looking() as session:
        found = await session.scalars(
            select(Room.thread_ts)
            .join(Handoff, Handoff.incident_id == Room.incident_id)
            .where(
                Room.channel_id == channel_id,
                Handoff.state == HandoffState.ACCEPTED.value,
                Handoff.answered_at.between(since, asked_at),
            )
        )
        threads = set(found)
    if "" in threads:
        await _count_asked_again(start, _Place(channel_id, "", message_ts))
    elif threads:
        async with start() as work:
            work.send(MarkAskedAgain(channel_id=channel_id, message_ts=message_ts))


class MarkAskedAgain(Errand):
    """Read a message that asked what had been answered already, to learn whose thread it is in, and count it."""

    channel_id: str
    message_ts: str

    @property
    def key(self) -> str:
        """Each message once."""
        return f"asked-again:{self.channel_id}:{self.message_ts}"

    async def carry_out(self, world: World) -> None:
        """Count it, if an incident is worked on in that thread."""
        try:
            said = await world.slack.message(self.channel_id, self.message_ts)
        except SlackSaidNo as error:
            raise Needless("the message cannot be read") from error
        if said is not None and said.thread_ts:
            place = _Place(self.channel_id, said.thread_ts, self.message_ts)
            await _count_asked_again(world.start, place)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message stands; the thread is empty in a channel of an incident's own."""

    channel_id: str
    thread_ts: str
    message_ts: str


async def _count_asked_again(start: Start, place: _Place) -> None:
    asked_at = written_at(place.message_ts)
    async with start.looking() as session:
        found = await session.scalars(
            select(Handoff)
            .join(Room, Room.incident_id == Handoff.incident_id)
            .where(
                Room.channel_id == place.channel_id,
                Room.thread_ts == place.thread_ts,
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
        mark = f"asked-again:{handoff.id}:{place.message_ts}"
        if in_time and await work.first_time(mark):
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

    Drills are left out.
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
        select(Handoff, Incident.regions, next_update, next_taken)
        .join(Incident, Incident.id == Handoff.incident_id)
        .where(
            Handoff.state == HandoffState.ACCEPTED.value,
            Handoff.answered_at >= since,
            Incident.kind == Kind.INCIDENT.value,
            visible_to(slack_id),
        )
        .order_by(Handoff.answered_at, Handoff.id)
    )
    known = {one.casefold(): one for one in organisation.regions}
    return [
        _passed(handoff, [known.get(one.casefold(), one) for one in regions], told_at, passed_at)
        for handoff, regions, told_at, passed_at in rows
    ]


def _passed(
    handoff: Handoff, regions: Sequence[str], told_at: datetime | None, passed_at: datetime | None
) -> Passed:
    at = handoff.answered_at or handoff.offered_at
    until = handoff.sender_until
    return Passed(
        regions=regions,
        way=HandoffWay(handoff.way),
        in_call=handoff.in_call,
        took=at - handoff.offered_at,
        parts=handoff.parts_filled,
        in_time=None if until is None else at <= until,
        questions_before=handoff.questions_before,
        questions_after=handoff.questions_after,
        asked_again=handoff.asked_again,
        passed_on=passed_at is not None and passed_at - at <= SOON,
        to_update=told_at - at if told_at else None,
    )
