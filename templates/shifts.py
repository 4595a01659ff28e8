"""What people are told of their shifts, and what those are told who follow a schedule."""

from collections.abc import Sequence
from datetime import datetime

from models.on_call_sheet import OnCallPerson
from models.schedule import Schedule
from models.shift_digest import ShiftDigest
from templates.blocks import Block, context, section
from templates.dates import when
from templates.message import Message, message
from templates.on_call import person_on_call
from templates.shift_digest import digest_blocks
from templates.text import Mrkdwn, bold, join, mrkdwn


def shift_to_come(
    schedule: Schedule, start: datetime, end: datetime | None, before: Sequence[OnCallPerson]
) -> Message:
    """Beforehand: when a shift begins, how long it lasts, and from whom it comes."""
    words = mrkdwn(
        "You are on call for {schedule} from {start}{until}.{before}",
        schedule=bold(schedule.name),
        start=when(start),
        until=_until(end),
        before=_before(before),
    )
    return message(
        section(words),
        context(Mrkdwn("If you cannot: `/incident oncall cover` asks others.")),
    )


def shift_begins(
    schedule: Schedule,
    end: datetime | None,
    before: Sequence[OnCallPerson],
    late_since: datetime | None,
    *,
    digest: ShiftDigest,
) -> Message:
    """At its start, with what is under way."""
    words = mrkdwn(
        "You are on call for {schedule} now{until}.{before}",
        schedule=bold(schedule.name),
        until=_until(end),
        before=_before(before),
    )
    return message(section(words), *_late(late_since), *digest_blocks(digest))


def channel_told(
    schedule: Schedule,
    people: Sequence[OnCallPerson],
    end: datetime | None,
    before: Sequence[OnCallPerson],
    late_since: datetime | None,
    *,
    digest: ShiftDigest,
) -> Message:
    """Who is on call from now on, for those who follow a schedule, with what everybody may know of."""
    words = mrkdwn(
        "On call for {schedule}: {people}{until}.{before}",
        schedule=bold(schedule.name),
        people=_names(people) or Mrkdwn("*nobody*"),
        until=_until(end),
        before=_before(before),
    )
    return message(section(words), *_late(late_since), *digest_blocks(digest))


def _until(end: datetime | None) -> Mrkdwn:
    return mrkdwn(", until {end}", end=when(end)) if end else Mrkdwn("")


def _before(before: Sequence[OnCallPerson]) -> Mrkdwn:
    return mrkdwn(" Before: {people}.", people=_names(before)) if before else Mrkdwn("")


def _names(people: Sequence[OnCallPerson]) -> Mrkdwn:
    return join(" and ", [person_on_call(one) for one in people])


def _late(since: datetime | None) -> list[Block]:
    if since is None:
        return []
    words = mrkdwn("So since {since}: Muster was not there to say it then.", since=when(since))
    return [context(words)]
