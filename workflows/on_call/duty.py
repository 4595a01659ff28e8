"""Who is on call as things stand: what the file says, with the exceptions that people made in Slack."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.on_call import OnCall
from models.organisation_parts import EMAIL, SLACK_MEMBER
from models.override import MadeOverride
from models.person import Person
from models.schedule import Override, Schedule
from workflows.on_call import resolving
from workflows.on_call.spans import People, Span


class Duty:
    """All schedules of the organisation, read at one moment. People are named as the file names them."""

    def __init__(self, on_call: OnCall, made: Mapping[str, Sequence[Override]]) -> None:
        self.people = on_call.people
        self.policies = on_call.policies
        self._schedules = {one.key: _with(one, made.get(one.key, ())) for one in on_call.schedules}

    @property
    def schedules(self) -> Iterable[Schedule]:
        """All of them, in the order of the file."""
        return self._schedules.values()

    def schedule(self, key: str) -> Schedule | None:
        """The schedule of a key; None where no schedule has it."""
        return self._schedules.get(key)

    def who(self, key: str, at: datetime) -> People:
        """Who is on call in a schedule; nobody where there is no such schedule."""
        schedule = self._schedules.get(key)
        return resolving.who(schedule, at, self.people) if schedule else ()

    def shifts(self, key: str, start: datetime, end: datetime) -> list[Span]:
        """Who is on call in a window, without a break. Raises KeyError for an unknown schedule."""
        return resolving.shifts(self._schedules[key], start, end, self.people)

    def next_change(self, key: str, at: datetime) -> datetime | None:
        """When somebody else is on call next, in UTC. Raises KeyError for an unknown schedule."""
        return resolving.next_change(self._schedules[key], at, self.people)

    def address(self, name: str) -> str:
        """Where to find somebody: a Slack id or an e-mail address; else the name as it is."""
        known = self.people.get(name)
        return (known and known.slack) or name


async def duty_in(session: AsyncSession, on_call: OnCall, since: datetime) -> Duty:
    """Who is on call, right for every moment from `since` (UTC) on."""
    made: dict[str, list[Override]] = defaultdict(list)
    stand = MadeOverride.withdrawn_at.is_(None)
    for one in await session.scalars(
        select(MadeOverride)
        .where(MadeOverride.ends_at > since, stand)
        .order_by(MadeOverride.made_at, MadeOverride.id)
    ):
        made[one.schedule].append(
            Override(
                starts=one.starts_at,
                ends=one.ends_at,
                people=tuple(one.people),
                instead_of=one.instead_of,
            )
        )
    return Duty(on_call, made)


async def slack_ids(session: AsyncSession, duty: Duty, names: Iterable[str]) -> dict[str, str]:
    """The Slack ids of people on call, by the names that the schedules use, as far as they are known."""
    addresses = {name: duty.address(name) for name in names}
    emails = {one.casefold() for one in addresses.values() if EMAIL.fullmatch(one)}
    known: dict[str, str] = {}
    if emails:
        lower = func.lower(Person.email)
        found = await session.execute(select(lower, Person.slack_id).where(lower.in_(emails)))
        known = {str(row[0]): row.slack_id for row in found}
    ids = {
        name: one if SLACK_MEMBER.fullmatch(one) else known.get(one.casefold(), "")
        for name, one in addresses.items()
    }
    return {name: one for name, one in ids.items() if one}


def _with(schedule: Schedule, made: Sequence[Override]) -> Schedule:
    if not made:
        return schedule
    return schedule.model_copy(update={"overrides": (*schedule.overrides, *made)})
