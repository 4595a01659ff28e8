"""Finding the people whom a step of a policy is meant for, at the moment at which it is entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from integrations.errors import SlackSaidNo, Unavailable
from models.catalogue import EntryKind
from models.escalation import Target
from models.incident import Incident
from models.organisation_parts import EMAIL
from models.person import Person
from workflows.errands import World
from workflows.on_call.duty import Duty, duty_in, slack_ids
from workflows.on_call.people import names_of
from workflows.owning import entries, people_of_team
from workflows.people import known_zone, slack_id_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: Whether somebody left is asked again when it was asked longer ago than this.
_KNOWN_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to page: a person, or a channel where there is no Slack id."""

    slack_id: str
    #: What the on-call file calls them, where it does; for a channel its name.
    name: str
    #: What named them: `schedule payments`.
    via: str
    #: By whose clocks their night goes.
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Found:
    """Who can be paged, and what named nobody, with the reason."""

    callees: Sequence[Callee] = ()
    missing: Mapping[str, str] = field(default_factory=dict)


async def find(world: World, incident: Incident, targets: Iterable[Target], at: datetime) -> Found:
    """Everybody whom these targets name now, each once. Raises Unavailable where Slack is asked and away."""
    async with world.start.looking() as session:
        duty = await duty_in(session, world.organisation.duty, at)
    finding = _Finding(world, duty, at)
    for target in targets:
        if target.channel is not None and incident.is_private:
            finding.missing[f"#{target.channel}"] = "not for a private incident"
            continue
        await finding.take(target)
    return Found(list(finding.found.values()), finding.missing)


class _Finding:
    """What is gathered for one step."""

    def __init__(self, world: World, duty: Duty, at: datetime) -> None:
        self._world = world
        self._duty = duty
        self._at = at
        self.found: dict[str, Callee] = {}
        self.missing: dict[str, str] = {}

    async def take(self, target: Target) -> None:
        """Add whom one target names."""
        named = target.named
        match target.kind:
            case "schedule":
                schedule = self._duty.schedule(named)
                called = schedule.name if schedule else named
                names = self._duty.who(named, self._at)
                if not names:
                    self.missing[called] = "nobody is on call"
                await self._people(names, called)
            case "person":
                await self._people([named], "")
            case "team":
                async with self._world.start.looking() as session:
                    people = await people_of_team(session, named)
                    teams = await entries(session, EntryKind.TEAM, [named])
                called = teams[named].name if named in teams else named
                if not people:
                    self.missing[called] = "the catalogue names nobody"
                await self._invited(people, called)
            case "group":
                await self._invited([named], named)
            case _:
                self.found[f"#{named}"] = Callee("", named, "")

    async def _invited(self, people: Iterable[str], via: str) -> None:
        """People, and the members of user groups among them."""
        for one in people:
            try:
                if one.startswith("@"):
                    members = await self._world.slack.members_of_handle(one.removeprefix("@"))
                elif one.startswith("S") and "@" not in one:
                    members = await self._world.slack.members_of_group(one)
                else:
                    members = (one,)
            except SlackSaidNo as error:
                self.missing[one] = error.code.replace("_", " ")
                continue
            await self._people(members, via)

    async def _people(self, names: Iterable[str], via: str) -> None:
        names = list(names)
        async with self._world.start.looking() as session:
            known = await slack_ids(session, self._duty, names)
        for name in names:
            slack_id = known.get(name) or await self._asked(name)
            if slack_id and slack_id not in self.found:
                await self._person(name, slack_id, via)

    async def _asked(self, name: str) -> str:
        """The Slack id of somebody whom no record of ours knows; empty, and noted, where Slack knows nobody."""
        address = self._duty.address(name)
        if not EMAIL.fullmatch(address):
            self.missing[name] = "nobody here is called so in Slack"
            return ""
        try:
            return await slack_id_of(self._world.slack, address)
        except SlackSaidNo as error:
            self.missing[name] = error.code.replace("_", " ")
            return ""

    async def _person(self, name: str, slack_id: str, via: str) -> None:
        async with self._world.start.looking() as session:
            person = await session.scalar(select(Person).where(Person.slack_id == slack_id))
            called = await names_of(session, self._duty, slack_id)
        zone, gone = (person.time_zone, person.cannot_answer) if person else (None, False)
        if person is None or person.learned_at is None or person.learned_at < self._at - _KNOWN_FOR:
            try:
                profile = await self._world.slack.profile(slack_id)
                zone, gone = profile.time_zone, profile.cannot_answer
            except (SlackSaidNo, Unavailable) as error:
                # What is known of them must do: they, or other ways to them, may be there.
                log.warning("page.person_not_looked_up", person=slack_id, error=str(error))
                gone |= isinstance(error, SlackSaidNo) and error.code == "user_not_found"
        if gone:
            self.missing[name] = "has left, or is a program"
            return
        in_file = next((one for one in (name, *sorted(called)) if one in self._duty.people), name)
        someone = self._duty.people.get(in_file)
        theirs = known_zone((someone.zone if someone else None) or zone)
        self.found[slack_id] = Callee(slack_id, in_file, via, theirs)
