"""Whom the catalogue means: what it calls people held against the people whom Slack knows."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.person import Person

_SLACK_ID: Final = re.compile(r"[UW][A-Z0-9]{5,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """People by what the catalogue calls them: their Slack ids, and who of them left."""

    slack_ids: Mapping[str, str]
    gone: frozenset[str]


async def known_people(session: AsyncSession, named: Collection[str]) -> KnownPeople:
    """Whom these names mean, as far as that is known: an id is one, an address is looked up here.

    A key stands for what the catalogue says of the person of that key.
    """
    entries = await session.scalars(
        select(CatalogueEntry).where(
            CatalogueEntry.kind == EntryKind.PERSON.value, CatalogueEntry.key.in_(named)
        )
    )
    meant = {one: one for one in named}
    meant |= {one.key: address for one in entries if (address := address_of(one))}
    ids = {one: found for one, found in meant.items() if _SLACK_ID.fullmatch(found)}
    addresses = {one: found.casefold() for one, found in meant.items() if "@" in found}
    people = await _people(session, {*ids.values()}, {*addresses.values()})
    found = {one: people[called] for one, called in (ids | addresses).items() if called in people}
    return KnownPeople(
        ids | {one: person.slack_id for one, person in found.items()},
        frozenset(one for one, person in found.items() if person.cannot_answer),
    )


async def people_by_address(session: AsyncSession, addresses: Collection[str]) -> dict[str, Person]:
    """The people who have these addresses, in small letters; of two, whoever is still there."""
    return await _people(session, (), addresses)


async def _people(
    session: AsyncSession, ids: Collection[str], addresses: Collection[str]
) -> dict[str, Person]:
    rows = await session.scalars(
        select(Person)
        .where(or_(Person.slack_id.in_(ids), Person.email.in_(addresses)))
        .order_by(Person.cannot_answer.desc(), Person.id)
    )
    people = rows.all()
    return {one.email: one for one in people if one.email} | {one.slack_id: one for one in people}


def address_of(person: CatalogueEntry) -> str:
    """Where somebody of the catalogue can be reached: their Slack id, else their address, else nothing."""
    return str(person.details.get("slack_id") or person.details.get("email", ""))
