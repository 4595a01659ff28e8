"""Reading the catalogue's sources and keeping what they brought: on a schedule, or by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import SecretStr

from bot.catalogue.sources import opened, sync_id_of
from integrations.catalogue.source import Watch
from models.catalogue_records import Harvest
from models.organisation_parts import Catalogue, CatalogueSource
from workflows.catalogue_keeping import CatalogueShrinks, Difference, difference_of, take_in
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """One source that was read: what it brought, what that changes, and why it was not kept, if so."""

    harvest: Harvest
    difference: Difference
    refused: CatalogueShrinks | None = None


@dataclass(frozen=True, slots=True)
class Syncing:
    """How the sources are read."""

    start: Start
    #: The folder of the configuration file.
    beside: Path
    backstage_token: SecretStr

    async def read(self, place: CatalogueSource, watch: Watch | None = None) -> Harvest:
        """Read one source. What is wrong in it is a finding of the harvest."""
        async with opened(place, self.beside, self.backstage_token) as source:
            return await source.read(watch)

    async def look(self, rules: Catalogue, harvest: Harvest) -> Difference:
        """What taking in a harvest would do."""
        async with self.start.looking() as session:
            return await difference_of(session, harvest, _order(rules))

    async def take(self, rules: Catalogue, harvest: Harvest, *, confirmed: bool = False) -> Taken:
        """Take in a harvest, in one transaction."""
        try:
            async with self.start() as work:
                difference = await difference_of(work.session, harvest, _order(rules))
                share = rules.most_retired / 100
                await take_in(work, difference, most_retired=share, confirmed=confirmed)
        except CatalogueShrinks as refused:
            return Taken(harvest, refused.difference, refused)
        return Taken(harvest, difference)

    async def sync(
        self, rules: Catalogue, watch: Watch | None = None, *, confirmed: bool = False
    ) -> AsyncIterator[Taken]:
        """Read every source of the configuration and take in what it brought, one by one."""
        for place in rules.sources:
            harvest = await self.read(place, watch)
            yield await self.take(rules, harvest, confirmed=confirmed)


def _order(rules: Catalogue) -> list[str]:
    return [sync_id_of(place) for place in rules.sources]
