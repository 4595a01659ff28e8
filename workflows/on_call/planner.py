"""What time does by itself: schedules are looked at again and again, and what is due is written down and sent."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from models.duty_record import DutyRecord
from models.incident import Incident, Kind
from models.on_call import OnCall
from workflows.errands import Errand, World
from workflows.on_call.coverage import windows
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.recording import Look, end_vanished, going_on, look_at, write_down
from workflows.on_call.region_watch import watch_regions
from workflows.on_call.shift_notices import keep_groups, tell_of_changes, warn
from workflows.work import Work

#: Looked at again after that, whatever is due.
_AT_THE_LATEST: Final = timedelta(days=1)
#: As many schedules as leave other writers their turn.
_AT_ONCE: Final = 25


def plans_anything(on_call: OnCall) -> bool:
    """Whether there is anything to plan: without schedules and regions nothing is looked at."""
    return bool(on_call.schedules or on_call.regions)


def plan(work: Work) -> None:
    """Have everything looked at now: who is on call may have changed."""
    if plans_anything(work.organisation.duty):
        work.send(PlanDuty())


class PlanDuty(Errand):
    """Look at every schedule, keep the record of who is on call, and come again when the next one changes."""

    can_be_given_up = False

    @property
    def key(self) -> str:
        """One look at a time."""
        return "plan-duty"

    async def carry_out(self, world: World) -> None:
        """Look, one schedule after another, and write down what was seen, some at a time."""
        on_call = world.organisation.duty
        now = world.start.clock.now()
        async with world.start.looking() as session:
            held = await going_on(session)
            since = min([now, *(row.planned_until for row in held.values())])
            duty = await duty_in(session, on_call, since)
        looks = await _looks(duty, held, now)
        ahead = [look.until for look in looks]
        for first in range(0, len(looks), _AT_ONCE):
            async with world.start() as work:
                ahead += await _keep(work, looks[first : first + _AT_ONCE], held)
        async with world.start() as work:
            end_vanished(work, duty, await going_on(work.session))
            await _watch_incidents(work)
            if plans_anything(on_call):
                work.send(self, at=_next_look(work, ahead))


async def _keep(
    work: Work, looks: Sequence[Look], held: Mapping[str, DutyRecord]
) -> list[datetime]:
    """Write down what was seen of some schedules, and send what follows. Returns the moments ahead."""
    stands = await going_on(work.session, [look.schedule.key for look in looks])
    # Where another process was here meanwhile, it has done all that.
    fresh = [look for look in looks if _id_in(stands, look) == _id_in(held, look)]
    await tell_of_changes(work, await write_down(work, fresh, stands))
    await keep_groups(
        work, fresh, await going_on(work.session, [one.schedule.key for one in fresh])
    )
    return await warn(work, fresh)


def _id_in(held: Mapping[str, DutyRecord], look: Look) -> int | None:
    row = held.get(look.schedule.key)
    return row.id if row else None


async def _watch_incidents(work: Work) -> None:
    """Have somebody watch over each open incident, where command passes with the sun."""
    if not work.organisation.duty.regions:
        return
    for incident_id in await work.session.scalars(
        select(Incident.id).where(
            Incident.ended_at.is_(None), Incident.kind != Kind.NEAR_MISS.value
        )
    ):
        watch_regions(work, incident_id)


def _next_look(work: Work, moments: Sequence[datetime]) -> datetime:
    """When the next schedule or region changes, or something is said beforehand."""
    organisation, last = work.organisation, work.now + _AT_THE_LATEST
    notice = organisation.handoffs.notice_before
    turns = [
        moment
        for region in organisation.duty.regions
        for span in windows(region, work.now, last)
        for edge in (span.start, span.end)
        for moment in (edge - notice, edge)
    ]
    ahead = [moment for moment in (*turns, *moments) if moment > work.now]
    return min([last, *ahead])


async def _looks(duty: Duty, held: Mapping[str, DutyRecord], now: datetime) -> list[Look]:
    looks = []
    for schedule in duty.schedules:
        looks.append(look_at(duty, schedule.key, held.get(schedule.key), now))
        # Each takes milliseconds, and there may be hundreds: others have their turn in between.
        await asyncio.sleep(0)
    return looks
