"""Matching the people whom the catalogue names to those in Slack, by their addresses, a few at a time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import String, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.catalogue import CatalogueEntry, EntryKind
from models.organisation_parts import EMAIL
from workflows.errands import Errand, World
from workflows.known_people import people_by_address
from workflows.people import learn
from workflows.work import Work

#: So many are asked for in a minute: less than half of what Slack allows, which others need, too.
_AT_ONCE: Final = 20
_PAUSE: Final = timedelta(minutes=1)
#: Names, and who left, are looked up again after so long.
FRESH: Final = timedelta(days=7)
#: Where the records of each kind name people.
_NAMED: Final[Mapping[EntryKind, tuple[str, ...]]] = {
    EntryKind.PERSON: ("email",),
    EntryKind.TEAM: ("manager", "members"),
    EntryKind.SERVICE: ("owner_people",),
}
#: Slack's word for an address that nobody has who is still there.
_NOBODY: Final = "users_not_found"


async def begin_matching(work: Work) -> None:
    """Go through everybody whom the catalogue names, once a day."""
    if await work.first_time(f"match-people:{work.now:%Y-%m-%d}"):
        work.send(MatchPeople())


class MatchPeople(Errand):
    """Look some of the catalogue's people up, and come again for the next ones. No address is kept here."""

    #: How many of them were gone through before.
    gone_through: int = 0

    @property
    def key(self) -> str:
        """One at a time."""
        return "match-people"

    async def carry_out(self, world: World) -> None:
        """Look up those who are not known, or who were long ago."""
        async with world.start.looking() as session:
            everybody = await _addresses(session)
            some = everybody[self.gone_through : self.gone_through + _AT_ONCE]
            known = await people_by_address(session, some)
        long_ago = world.start.clock.now() - FRESH
        for address in some:
            person = known.get(address)
            if person is None:
                await note_whose(world, address)
            elif person.learned_at is None or person.learned_at < long_ago:
                await learn(world, person.slack_id)
        done = self.gone_through + len(some)
        if done < len(everybody):
            async with world.start() as work:
                work.send(MatchPeople(gone_through=done), after=_PAUSE)


async def _addresses(session: AsyncSession) -> list[str]:
    """Every address of a person that the catalogue names, in small letters and in one order."""
    found: set[str] = set()
    rows = await session.execute(
        select(CatalogueEntry.kind, CatalogueEntry.details).where(
            CatalogueEntry.retired_at.is_(None),
            CatalogueEntry.kind.in_([kind.value for kind in _NAMED]),
            # Most of the thousands of services have a team, and name nobody themselves.
            or_(
                CatalogueEntry.kind != EntryKind.SERVICE.value,
                cast(CatalogueEntry.details, String).contains('"owner_people"'),
            ),
        )
    )
    for kind, details in rows:
        for field in _NAMED[EntryKind(kind)]:
            named = details.get(field) or ()
            found.update(map(str.casefold, [named] if isinstance(named, str) else named))
    return sorted(one for one in found if EMAIL.fullmatch(one))


async def note_whose(world: World, address: str) -> None:
    """Note whose address this is, if anybody's: everything else about them is learned by itself."""
    try:
        slack_id = await world.slack.slack_id_by_email(address)
    except SlackSaidNo as error:
        if error.code != _NOBODY:
            raise
        return
    async with world.start() as work:
        person = await work.person(slack_id)
        person.email = address
