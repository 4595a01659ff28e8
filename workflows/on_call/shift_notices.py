"""Telling people of their shifts, beforehand and when they begin, and whoever follows a schedule of each change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from models.duty_record import DutyRecord
from models.on_call_sheet import OnCallPerson
from models.schedule import Schedule
from models.shift_digest import ShiftDigest
from templates.shifts import channel_told, shift_begins, shift_to_come
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, World
from workflows.on_call.beginnings import Beginning, beginnings, told_at, until
from workflows.on_call.digest import digest_for
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.finding import found_in_slack
from workflows.on_call.recording import Change, Look, shift_began
from workflows.on_call.spans import Span
from workflows.work import Work

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: As far ahead as is said until when somebody is on call.
_SHOWN: Final = timedelta(days=30)
_AN_INSTANT: Final = timedelta(microseconds=1)
#: What is told later than that says so.
_LATE: Final = timedelta(minutes=5)


async def warn(work: Work, looks: Iterable[Look]) -> list[datetime]:
    """Tell whoever is on call soon, once for each moment at which they should be. Returns the moments ahead."""
    ahead: list[datetime] = []
    for look in looks:
        for one in beginnings(look.row):
            moments = told_at(one, work.organisation.duty.notices, _zone_of(work, look, one))
            ahead += [at for at in moments if at > work.now]
            passed = [at for at in moments if at <= work.now < one.start]
            if passed and await work.first_time(_mark(look, one, passed[-1])):
                work.send(
                    WarnOfShift(schedule=look.schedule.key, person=one.name, starts_at=one.start)
                )
    return ahead


async def tell_of_changes(work: Work, changes: Sequence[Change]) -> None:
    """Tell whoever is on call now, and was not before, and whoever follows the schedule."""
    for change in changes:
        key = change.now.schedule
        for name in change.now.people:
            if name not in change.before.people:
                work.send(
                    BeginShift(record_id=change.now.id, before_id=change.before.id, person=name)
                )
        schedule = work.organisation.duty.schedule(key)
        if schedule is not None and schedule.channel:
            work.send(TellChannelOfShift(record_id=change.now.id, before_id=change.before.id))


async def keep_groups(work: Work, looks: Iterable[Look], stands: Mapping[str, DutyRecord]) -> None:
    """Have user groups follow their schedules: at each change, and when one is named anew.

    `stands` is what the record says now.
    """
    for look in looks:
        group, row = look.schedule.user_group, stands.get(look.schedule.key)
        if group is None or row is None:
            continue
        if await work.first_time(f"user-group:{group}:{row.schedule}:{row.id}"):
            work.send(FillUserGroup(schedule=row.schedule))


def _zone_of(work: Work, look: Look, one: Beginning) -> ZoneInfo:
    known = work.organisation.duty.people.get(one.name)
    return ZoneInfo((known.zone if known else None) or look.schedule.zone)


def _mark(look: Look, one: Beginning, at: datetime) -> str:
    return f"shift:{look.schedule.key}:{one.name}:{one.start.isoformat()}:{at.isoformat()}"


class WarnOfShift(Errand):
    """Tell somebody that they are on call soon."""

    priority = Priority.WORDS

    schedule: str
    person: str
    starts_at: datetime

    async def carry_out(self, world: World) -> None:
        """Send it, if that is still so."""
        now = world.start.clock.now()
        async with world.start.looking() as session:
            duty = await duty_in(session, world.organisation.duty, now)
        schedule = duty.schedule(self.schedule)
        if schedule is None or now >= self.starts_at:
            raise Needless("the shift is gone, or has begun")
        start = self.starts_at
        row = duty.shifts(self.schedule, start, start + _SHOWN)
        before = duty.who(self.schedule, start - _AN_INSTANT)
        if self.person not in row[0].people or self.person in before:
            raise Needless("somebody else takes it")
        slack_ids = await found_in_slack(world, duty, (self.person, *before))
        if self.person not in slack_ids:
            raise Needless("Slack does not know them")
        end = until(row, self.person)
        await tell_directly(
            world,
            slack_ids[self.person],
            shift_to_come(
                schedule,
                start,
                end if end < row[-1].end else None,
                [OnCallPerson(name, slack_ids.get(name)) for name in before],
            ),
            key=f"shift-to-come:{self.schedule}:{start.isoformat()}:{world.mark}",
        )


class BeginShift(Errand):
    """Tell somebody that they are on call from now on, until when, and who was before them."""

    priority = Priority.PEOPLE

    record_id: int
    before_id: int
    person: str

    async def carry_out(self, world: World) -> None:
        """Send it, if they still are."""
        seen = await _seen(world, self.record_id, self.before_id)
        slack_id = seen.slack_ids.get(self.person)
        if slack_id is None or self.person not in seen.row[0].people:
            raise Needless("somebody else is on call, or Slack does not know them")
        await tell_directly(
            world,
            slack_id,
            shift_begins(
                seen.schedule,
                seen.until(self.person),
                seen.people(seen.before.people),
                seen.late_since,
                digest=await seen.digest(world, slack_id),
            ),
            key=f"shift:{self.record_id}:{slack_id}",
        )


class TellChannelOfShift(Errand):
    """Say in the channel that follows a schedule who is on call from now on."""

    priority = Priority.WORDS

    record_id: int
    before_id: int

    async def carry_out(self, world: World) -> None:
        """Post it, unless things have moved on. A channel that is not there is not made for it."""
        seen = await _seen(world, self.record_id, self.before_id)
        name, now = seen.schedule.channel, seen.row[0]
        if name is None or seen.record.ends_at is not None:
            raise Needless("nobody follows, or somebody else is on call")
        channel_id = await world.slack.existing_channel_id(name)
        if channel_id is None:
            log.warning("shifts.no_such_channel", schedule=seen.schedule.key, channel=name)
            raise Needless("there is no such channel")
        await world.slack.post(
            channel_id,
            channel_told(
                seen.schedule,
                seen.people(now.people),
                now.end if now is not seen.row[-1] else None,
                seen.people(seen.before.people),
                seen.late_since,
                digest=await seen.digest(world, None),
            ),
            key=f"shift:{self.record_id}",
            look_since=world.look_since,
        )


class FillUserGroup(Errand):
    """Make whoever is on call the members of the Slack user group that follows a schedule."""

    schedule: str

    @property
    def key(self) -> str:
        """One filling at a time: the last one counts."""
        return f"user-group:{self.schedule}"

    async def carry_out(self, world: World) -> None:
        """Fill it. Slack allows no empty group: where nobody is on call it stays as it was."""
        now = world.start.clock.now()
        async with world.start.looking() as session:
            duty = await duty_in(session, world.organisation.duty, now)
        schedule = duty.schedule(self.schedule)
        if schedule is None or schedule.user_group is None:
            raise Needless("no group follows it any longer")
        slack_ids = await found_in_slack(world, duty, duty.who(self.schedule, now))
        if slack_ids:
            await world.slack.fill_group(schedule.user_group, tuple(slack_ids.values()))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A change of who is on call, as it looks when it is told."""

    duty: Duty
    schedule: Schedule
    before: DutyRecord
    record: DutyRecord
    #: From now on, without a break.
    row: Sequence[Span]
    slack_ids: Mapping[str, str]
    #: When it was to be told, where that is a while ago.
    late_since: datetime | None

    def people(self, names: Iterable[str]) -> list[OnCallPerson]:
        """People as they are shown."""
        return [OnCallPerson(name, self.slack_ids.get(name)) for name in names]

    def until(self, name: str) -> datetime | None:
        """Until when somebody is on call, who is now; None where that is not in sight."""
        end = until(self.row, name)
        return end if end < self.row[-1].end else None

    async def digest(self, world: World, slack_id: str | None) -> ShiftDigest:
        """What is under way, as far as this person may know of it; or everybody, without one."""
        async with world.start.looking() as session:
            return await digest_for(
                session,
                world.organisation,
                self.duty,
                self.schedule,
                slack_id=slack_id,
                since=await shift_began(session, Change(self.before, self.record)),
                now=world.start.clock.now(),
            )


async def _seen(world: World, record_id: int, before_id: int) -> _Seen:
    now = world.start.clock.now()
    async with world.start.looking() as session:
        record = await session.get_one(DutyRecord, record_id)
        before = await session.get_one(DutyRecord, before_id)
        duty = await duty_in(session, world.organisation.duty, now)
    schedule = duty.schedule(record.schedule)
    if schedule is None:
        raise Needless("the schedule is gone")
    slack_ids = await found_in_slack(world, duty, (*record.people, *before.people))
    return _Seen(
        duty,
        schedule,
        before,
        record,
        duty.shifts(schedule.key, now, now + _SHOWN),
        slack_ids,
        record.starts_at if now - record.starts_at > _LATE else None,
    )
