"""Bringing those to an incident whose services it touches: the owners are invited, neighbours are offered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from integrations.errors import SlackSaidNo
from models.catalogue import CatalogueEntry, EntryKind
from models.incident import Incident
from models.on_call_sheet import OnCallSheet
from models.suggestions import UNASKED, Brings, Choices
from models.timeline import EventKind
from templates.owners import told_team
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import any_incident, facts_in, was_just_recorded
from workflows.invitations import InvitePeople, invite
from workflows.on_call.could_lead import ask_to_lead, could_lead
from workflows.owning import Owning, entries, is_slack_id, links_of, owning_of, reach_of
from workflows.saying import say
from workflows.work import Work


def bring_owners(
    work: Work, incident: Incident, services: Sequence[str], choices: Choices = UNASKED
) -> None:
    """Send for the owners of services, by their keys, that an incident was just found to touch.

    Nobody is sent for to what is over, or private: who may know of that is for its people to say.
    """
    if services and incident.is_open and not incident.is_private:
        bring = BringOwners(incident_id=incident.id, services=tuple(services), choices=choices)
        work.send(bring)


async def bring_team(work: Work, incident: Incident, key: str) -> None:
    """Invite a team that was offered. Raises Refused for one that the catalogue does not know."""
    teams = await entries(work.session, EntryKind.TEAM, [key])
    reach = await reach_of(work.session, teams.values())
    people = [one for team in teams.values() for one in reach.of_team(team)]
    await _bring_offered(work, incident, people, teams=_names(teams.values()))


async def bring_owners_of(work: Work, incident: Incident, key: str) -> None:
    """The same for the people who own a service by themselves."""
    services = await entries(work.session, EntryKind.SERVICE, [key])
    reach = await reach_of(work.session, (), services.values())
    people = [one for service in services.values() for one in reach.of_service(service)]
    await _bring_offered(work, incident, people, services=_names(services.values()))


async def _bring_offered(
    work: Work, incident: Incident, people: Sequence[str], **whose: Mapping[str, str]
) -> None:
    if not people:
        raise Refused("The catalogue names nobody there, so nobody was invited.")
    told = {"services": {}, "teams": {}, "offered": {}, **whose}
    if await was_just_recorded(work, incident, EventKind.OWNERS_BROUGHT, **told):
        raise Refused("They were invited just now, so nothing more was done.")
    event = work.record(EventKind.OWNERS_BROUGHT, incident, **told)
    await invite(work, incident, dict.fromkeys(people))
    await say(work, event)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of everybody whom services could bring, by what whoever declared made of it.

    A drill calls nobody who was not asked for by name.
    """

    owning: Owning
    choices: Choices
    is_drill: bool

    def called(self) -> list[CatalogueEntry]:
        """The owning teams that are invited."""
        return [one for one in self.owning.teams.values() if self._has(Brings.TEAM, one)]

    def called_alone(self) -> list[CatalogueEntry]:
        """The services whose own people are invited."""
        return [one for one in self.owning.owned_alone() if self._has(Brings.ALONE, one)]

    def neighbours(self) -> list[CatalogueEntry]:
        """The neighbouring teams that are invited, since somebody ticked them."""
        teams = (one.team for one in self.owning.neighbours)
        return [
            one for one in teams if self.choices.has(Brings.NEIGHBOUR, one.key, by_itself=False)
        ]

    def told(self) -> list[CatalogueEntry]:
        """The owning teams that are told in their channels."""
        teams = self.owning.teams.values()
        return [
            one for one in teams if one.details.get("slack_channel") and self._has(Brings.WORD, one)
        ]

    def linked(self) -> list[CatalogueEntry]:
        """The services whose links are added."""
        return [
            one
            for one in self.owning.services.values()
            if links_of(one) and self.choices.has(Brings.LINKS, one.key, by_itself=True)
        ]

    def people(self) -> tuple[str, ...]:
        """Everybody who is invited, each once."""
        reach = self.owning.reach
        of_teams = [reach.of_team(one) for one in (*self.called(), *self.neighbours())]
        alone = [reach.of_service(one) for one in self.called_alone()]
        return tuple(dict.fromkeys(one for several in (*of_teams, *alone) for one in several))

    def _has(self, brings: Brings, one: CatalogueEntry) -> bool:
        return self.choices.has(brings, one.key, by_itself=not self.is_drill)


class BringOwners(Errand):
    """Invite the owners of services, tell their teams' channels, add the services' links."""

    priority = Priority.PEOPLE

    incident_id: int
    services: tuple[str, ...]
    choices: Choices = UNASKED

    async def carry_out(self, world: World) -> None:
        """Write down whom that brings, once; inviting and telling are errands of their own."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        if not facts.incident.is_open or facts.incident.is_private:
            return
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            if not await work.first_time(world.mark):
                return
            owning = await owning_of(work.session, self.services)
            plan = _Plan(owning, self.choices, incident.is_drill)
            linked = () if room.is_thread else plan.linked()
            lead = await could_lead(work.session, work.organisation.duty, owning, work.now)
            if owning.teams or owning.neighbours or owning.owned_alone() or lead:
                told = {**_told(plan), "on_call": _leaders(lead)}
                event = work.record(EventKind.OWNERS_BROUGHT, incident, **told)
                await say(work, event)
            self._send(work, plan, linked)
            await self._ask(work, incident, lead)

    async def _ask(self, work: Work, incident: Incident, lead: Sequence[OnCallSheet]) -> None:
        """Ask whoever was ticked to take command, while nobody has it."""
        for one in lead:
            wanted = self.choices.has(Brings.LEADER, one.schedule.key, by_itself=False)
            slack_id = one.people[0].slack_id
            if wanted and slack_id and (await facts_in(work, incident)).commander is None:
                await ask_to_lead(work, incident, slack_id)
                return

    def _send(self, work: Work, plan: _Plan, linked: Sequence[CatalogueEntry]) -> None:
        if people := plan.people():
            work.send(InvitePeople(incident_id=self.incident_id, people=people))
        for team in plan.told():
            work.send(TellTeam(incident_id=self.incident_id, team=team.key, services=self.services))
        if linked:
            keys = tuple(one.key for one in linked)
            work.send(AddServiceLinks(incident_id=self.incident_id, services=keys))


def _leaders(lead: Sequence[OnCallSheet]) -> dict[str, str]:
    """Whoever could lead, by Slack id, under the names of their schedules."""
    return {one.schedule.name: one.people[0].slack_id or "" for one in lead}


def _told(plan: _Plan) -> dict[str, object]:
    """What the timeline tells of a plan."""
    owning, called, alone = plan.owning, plan.called(), plan.called_alone()
    besides = plan.neighbours()
    spared = [one for one in owning.teams.values() if one not in called]
    spared_alone = [one for one in owning.owned_alone() if one not in alone]
    beside = [one.team for one in owning.neighbours if one.team not in besides]
    return {
        "services": _names(owning.services.values()),
        "teams": _names(called),
        "people": len(plan.people()),
        "alone": _names(alone),
        "besides": _names(besides),
        "spared": _names(spared),
        "spared_alone": _names(spared_alone),
        "offered": _names([*spared, *beside]),
        "drill": plan.is_drill,
    }


def _names(several: Iterable[CatalogueEntry]) -> dict[str, str]:
    return {one.key: one.name for one in several}


class TellTeam(Errand):
    """Say in a team's own channel that an incident touches what is theirs."""

    priority = Priority.WORDS

    incident_id: int
    team: str
    services: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Post it, where there is such a channel that the bot may join."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            teams = await entries(session, EntryKind.TEAM, [self.team])
            services = await entries(session, EntryKind.SERVICE, self.services)
        where = teams[self.team].details.get("slack_channel", "") if teams else ""
        theirs = [one.name for one in services.values() if one.owner == self.team]
        if not where or not theirs or facts.incident.is_private:
            return
        channel_id = where if is_slack_id(where) else await world.slack.existing_channel_id(where)
        if channel_id is None:
            return
        try:
            await world.slack.post(
                channel_id,
                told_team(facts, theirs),
                key=f"team:{facts.incident.uid}:{self.team}",
                look_since=world.look_since,
            )
        except SlackSaidNo as error:
            if error.code not in _NOT_OURS:
                raise
            return
        async with world.start() as work:
            if await work.first_time(world.mark):
                incident = await any_incident(work, self.incident_id)
                told = {"team": teams[self.team].name, "channel_id": channel_id}
                work.record(EventKind.TEAM_TOLD, incident, **told)


class AddServiceLinks(Errand):
    """Add the dashboards, runbooks and repositories of services to the top of the channel."""

    incident_id: int
    services: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Add each once."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            services = await entries(session, EntryKind.SERVICE, self.services)
        there = await world.slack.bookmarked(room.channel_id)
        wanted = {url: title for one in services.values() for title, url in links_of(one)}
        for url, title in wanted.items():
            if url not in there:
                await world.slack.bookmark(room.channel_id, title, url)
        async with world.start() as work:
            if await work.first_time(world.mark):
                incident = await any_incident(work, self.incident_id)
                names = _names(services.values())
                work.record(EventKind.LINKS_ADDED, incident, services=names, count=len(wanted))


#: Slack's words for a channel that is none of the bot's business.
_NOT_OURS: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel", "is_private"})
