"""Whose services are, who is next to them, and how those people are reached: read from the catalogue."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from workflows.known_people import address_of
from workflows.service_sheet import needed_by

#: A larger team is not called as a whole: whoever leads it is, and brings whom they need.
LARGEST_TEAM: Final = 20
#: As many neighbours as one looks through.
_OFFERED: Final = 5

#: As many links of a service as belong at the top of a channel.
_LINKS: Final = 6

Entries = Mapping[str, CatalogueEntry]
"""Entries of one kind, by their keys."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A team whose service another needs, or that needs another."""

    team: CatalogueEntry
    service: CatalogueEntry


@dataclass(frozen=True, slots=True)
class Owning:
    """Services, the teams that own them, and the teams next to those."""

    services: Entries
    teams: Entries
    neighbours: Sequence[Neighbour]
    reach: "Reach"

    def services_of(self, team: str) -> list[CatalogueEntry]:
        """Those of the services that a team owns."""
        return [one for one in self.services.values() if one.owner == team]

    def owned_alone(self) -> list[CatalogueEntry]:
        """The services that people own by themselves."""
        return [one for one in self.services.values() if self.reach.of_service(one)]


async def owning_of(session: AsyncSession, services: Iterable[str]) -> Owning:
    """Everything of services that are not retired, by their keys."""
    found = await entries(session, EntryKind.SERVICE, services)
    teams = await _owners(session, found.values())
    neighbours = await _neighbours(session, found, teams)
    everybody = [*teams.values(), *(one.team for one in neighbours)]
    return Owning(found, teams, neighbours, await reach_of(session, everybody, found.values()))


async def entries(session: AsyncSession, kind: EntryKind, keys: Iterable[str]) -> Entries:
    """The entries of these keys, in their order, without those that are retired."""
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


async def _owners(session: AsyncSession, services: Iterable[CatalogueEntry]) -> Entries:
    keys = dict.fromkeys(one.owner for one in services if one.owner)
    return await entries(session, EntryKind.TEAM, keys)


async def _neighbours(session: AsyncSession, services: Entries, teams: Entries) -> list[Neighbour]:
    """The teams whose services these need, or that need these, without those who come anyway."""
    needed = [key for one in services.values() for key in one.details.get("depends_on", ())]
    beside = list((await entries(session, EntryKind.SERVICE, needed)).values())
    for key in services:
        beside += await needed_by(session, key)
    first: dict[str, CatalogueEntry] = {}
    for one in beside:
        if one.owner and one.owner not in teams:
            first.setdefault(one.owner, one)
    owners = await entries(session, EntryKind.TEAM, first)
    return [Neighbour(team, first[key]) for key, team in owners.items()][:_OFFERED]


@dataclass(frozen=True, slots=True)
class Reach:
    """How people whom the catalogue names are invited: by address, Slack id or user group."""

    #: What can be invited, by the keys of people.
    known: Mapping[str, str]

    def of_team(self, team: CatalogueEntry) -> list[str]:
        """Whom a team brings: everybody, or of a large one whoever leads it; else its user group."""
        members = self._invited(team.details.get("members", ()))
        leads = self._invited([team.details.get("manager", "")])
        if members:
            return leads if len(members) > LARGEST_TEAM else members
        group = team.details.get("user_group", "")
        named = [group if is_slack_id(group) else f"@{group.removeprefix('@')}"] if group else []
        return named or leads

    def of_service(self, service: CatalogueEntry) -> list[str]:
        """The people who own a service by themselves."""
        return self._invited(service.details.get("owner_people", ()))[:LARGEST_TEAM]

    def _invited(self, named: Iterable[str]) -> list[str]:
        """Those who can be invited: by themselves, or by what the catalogue says of the person of that key."""
        return [
            found
            for one in named
            if (found := one if _can_be_invited(one) else self.known.get(one, ""))
        ]


async def reach_of(
    session: AsyncSession,
    teams: Collection[CatalogueEntry],
    services: Collection[CatalogueEntry] = (),
) -> Reach:
    """How the people of teams and services are reached."""
    named = [[*team.details.get("members", ()), team.details.get("manager", "")] for team in teams]
    alone = [one.details.get("owner_people", ()) for one in services]
    keys = {one for several in (*named, *alone) for one in several if not _can_be_invited(one)}
    by_key = await entries(session, EntryKind.PERSON, keys) if keys else {}
    return Reach({key: address_of(person) for key, person in by_key.items()})


def _can_be_invited(named: str) -> bool:
    return "@" in named[1:] or (named[:1] in {"U", "W"} and is_slack_id(named))


def is_slack_id(named: str) -> bool:
    """Whether this is an id of Slack's, and not a name."""
    return len(named) > 5 and named.isalnum() and named.isupper()  # noqa: PLR2004 -- Slack's shortest


def links_of(service: CatalogueEntry) -> list[tuple[str, str]]:
    """Where one looks when a service is in trouble: titles and addresses, the most needed first."""
    told = [
        (one.get("title") or f"{service.name}: {kind[:-1]}", one["url"])
        for kind in ("dashboards", "runbooks")
        for one in service.details.get(kind, ())
    ]
    if repository := service.details.get("repository"):
        told.append((f"{service.name}: code", repository))
    return told[:_LINKS]


async def people_of_team(session: AsyncSession, key: str) -> list[str]:
    """Whom a team brings, by addresses, Slack ids and user groups; nobody where it is not known."""
    teams = await entries(session, EntryKind.TEAM, [key])
    reach = await reach_of(session, teams.values())
    return [one for team in teams.values() for one in reach.of_team(team)]
