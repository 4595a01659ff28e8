"""Bringing those to an incident whose services it touches: the owners are invited, neighbours are offered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.catalogue import CatalogueEntry, EntryKind
from models.incident import Incident
from models.timeline import EventKind
from templates.owners import told_team
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import any_incident
from workflows.invitations import InvitePeople
from workflows.saying import say
from workflows.service_sheet import needed_by
from workflows.work import Work

#: A larger team is not called as a whole: whoever leads it is, and brings whom they need.
LARGEST_TEAM: Final = 20
#: As many neighbours as one looks through.
_OFFERED: Final = 5
#: As many links of a service as belong at the top of a channel.
_LINKS: Final = 6


def bring_owners(work: Work, incident: Incident, services: Sequence[str]) -> None:
    """Send for the owners of services, by their keys, that an incident was just found to touch.

    Nobody is sent for to what is over, or private: who may know of that is for its people to say.
    """
    if services and incident.is_open and not incident.is_private:
        work.send(BringOwners(incident_id=incident.id, services=tuple(services)))


async def bring_team(work: Work, incident: Incident, key: str) -> None:
    """Invite a team that was offered. Raises Refused for one that the catalogue does not know."""
    teams = await _entries(work.session, EntryKind.TEAM, [key])
    people = await _people(work.session, teams.values())
    if not people:
        raise Refused("The catalogue names nobody there, so nobody was invited.")
    event = work.record(
        EventKind.OWNERS_BROUGHT,
        incident,
        services={},
        teams={key: teams[key].name},
        offered={},
    )
    work.send(InvitePeople(incident_id=incident.id, people=people))
    await say(work, event)


class BringOwners(Errand):
    """Invite the owners of services, tell their teams' channels, add the services' links."""

    priority = Priority.PEOPLE

    incident_id: int
    services: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Write down whom that brings, once; inviting and telling are errands of their own."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        if not facts.incident.is_open or facts.incident.is_private:
            return
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            if not await work.first_time(world.mark):
                return
            await self._bring(work, incident, in_thread=room.is_thread)

    async def _bring(self, work: Work, incident: Incident, *, in_thread: bool) -> None:
        services = await _entries(work.session, EntryKind.SERVICE, self.services)
        teams = await _owners(work.session, services.values())
        offered = await _neighbours(work.session, services, teams)
        people = await _people(work.session, teams.values(), services.values())
        if people or offered or teams:
            event = work.record(
                EventKind.OWNERS_BROUGHT,
                incident,
                services={one.key: one.name for one in services.values()},
                teams={one.key: one.name for one in teams.values()},
                people=len(people),
                offered={one.key: one.name for one in offered},
            )
            await say(work, event)
        if people:
            work.send(InvitePeople(incident_id=incident.id, people=people))
        for team in teams.values():
            if team.details.get("slack_channel"):
                work.send(TellTeam(incident_id=incident.id, team=team.key, services=self.services))
        if not in_thread and any(map(_links, services.values())):
            work.send(AddServiceLinks(incident_id=incident.id, services=self.services))


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
            teams = await _entries(session, EntryKind.TEAM, [self.team])
            services = await _entries(session, EntryKind.SERVICE, self.services)
        where = teams[self.team].details.get("slack_channel", "") if teams else ""
        theirs = [one.name for one in services.values() if one.owner == self.team]
        if not where or not theirs or facts.incident.is_private:
            return
        channel_id = where if _is_id(where) else await world.slack.existing_channel_id(where)
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


class AddServiceLinks(Errand):
    """Add the dashboards, runbooks and repositories of services to the top of the channel."""

    incident_id: int
    services: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Add each once."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            services = await _entries(session, EntryKind.SERVICE, self.services)
        there = await world.slack.bookmarked(room.channel_id)
        wanted = {url: title for one in services.values() for title, url in _links(one)}
        for url, title in wanted.items():
            if url not in there:
                await world.slack.bookmark(room.channel_id, title, url)


#: Slack's words for a channel that is none of the bot's business.
_NOT_OURS: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel", "is_private"})


async def _entries(
    session: AsyncSession, kind: EntryKind, keys: Iterable[str]
) -> Mapping[str, CatalogueEntry]:
    wanted = list(keys)
    found = await session.scalars(
        select(CatalogueEntry).where(
            CatalogueEntry.kind == kind.value,
            CatalogueEntry.key.in_(wanted),
            CatalogueEntry.retired_at.is_(None),
        )
    )
    by_key = {one.key: one for one in found}
    return {key: by_key[key] for key in wanted if key in by_key}


async def _owners(
    session: AsyncSession, services: Iterable[CatalogueEntry]
) -> Mapping[str, CatalogueEntry]:
    keys = dict.fromkeys(one.owner for one in services if one.owner)
    return await _entries(session, EntryKind.TEAM, keys)


async def _neighbours(
    session: AsyncSession,
    services: Mapping[str, CatalogueEntry],
    teams: Mapping[str, CatalogueEntry],
) -> list[CatalogueEntry]:
    """The teams whose services these need, or that need these, without those who come anyway."""
    needed = [key for one in services.values() for key in one.details.get("depends_on", ())]
    beside = list((await _entries(session, EntryKind.SERVICE, needed)).values())
    for key in services:
        beside += await needed_by(session, key)
    owners = await _owners(session, beside)
    return [team for key, team in owners.items() if key not in teams][:_OFFERED]


async def _people(
    session: AsyncSession,
    teams: Collection[CatalogueEntry],
    services: Collection[CatalogueEntry] = (),
) -> tuple[str, ...]:
    """Whom teams and services bring, each once: addresses, Slack ids and user groups."""
    named = [[*team.details.get("members", ()), team.details.get("manager", "")] for team in teams]
    alone = [one.details.get("owner_people", ()) for one in services]
    keys = {one for several in (*named, *alone) for one in several if not _can_be_invited(one)}
    by_key = await _entries(session, EntryKind.PERSON, keys) if keys else {}
    known = {key: _address(person) for key, person in by_key.items()}
    brought = [one for team in teams for one in _people_of(team, known)]
    for several in alone:
        brought += _invited(several, known)[:LARGEST_TEAM]
    return tuple(dict.fromkeys(brought))


def _people_of(team: CatalogueEntry, known: Mapping[str, str]) -> list[str]:
    """Whom a team brings: everybody, or of a large one whoever leads it; else its user group."""
    members = _invited(team.details.get("members", ()), known)
    leads = _invited([team.details.get("manager", "")], known)
    if members:
        return leads if len(members) > LARGEST_TEAM else members
    group = team.details.get("user_group", "")
    named = [group if _is_id(group) else f"@{group.removeprefix('@')}"] if group else []
    return named or leads


def _invited(named: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Those who can be invited: by themselves, or by what the catalogue says of the person of that key."""
    return [
        found for one in named if (found := one if _can_be_invited(one) else known.get(one, ""))
    ]


def _address(person: CatalogueEntry) -> str:
    return str(person.details.get("slack_id") or person.details.get("email", ""))


def _can_be_invited(named: str) -> bool:
    return "@" in named[1:] or (named[:1] in {"U", "W"} and _is_id(named))


def _is_id(named: str) -> bool:
    return len(named) > 5 and named.isalnum() and named.isupper()  # noqa: PLR2004 -- Slack's shortest


def _links(service: CatalogueEntry) -> list[tuple[str, str]]:
    told = [
        (one.get("title") or f"{service.name}: {kind[:-1]}", one["url"])
        for kind in ("dashboards", "runbooks")
        for one in service.details.get(kind, ())
    ]
    if repository := service.details.get("repository"):
        told.append((f"{service.name}: code", repository))
    return told[:_LINKS]
