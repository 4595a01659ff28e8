"""The job that keeps the catalogue up to date: one process at a time, once in each stretch of time."""

from datetime import UTC, datetime
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import in_one_line
from bot.catalogue.sync import Syncing, Taken
from models.organisation_parts import Catalogue
from workflows.administrators import tell_of_catalogue

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


class CatalogueJob:
    """Reads the configured sources once in each stretch, whichever process comes first."""

    def __init__(self, syncing: Syncing) -> None:
        self._syncing = syncing
        #: The stretch that this process looked at last, so that the database is not asked each minute.
        self._seen = -1

    async def run(self) -> None:
        """Sync, if a new stretch began. Trouble is logged, and the next stretch tries again."""
        rules = self._syncing.start.organisation.catalogue
        if not rules.sources:
            return
        stretch = (self._syncing.start.clock.now() - _EPOCH) // rules.every
        if stretch == self._seen:
            return
        self._seen = stretch
        try:
            async with self._syncing.start() as work:
                is_ours = await work.first_time(f"catalogue:{rules.every}:{stretch}")
            if is_ours:
                await self._sync(rules)
        except (SQLAlchemyError, OSError) as trouble:
            log.error("catalogue.record_trouble", error=in_one_line(trouble))

    async def _sync(self, rules: Catalogue) -> None:
        async for taken in self._syncing.sync(rules):
            _tell(taken)
            if taken.refused is not None:
                async with self._syncing.start() as work:
                    says = str(taken.refused.says)
                    await tell_of_catalogue(work, taken.harvest.source, says, mark=_mark(taken))


def _mark(taken: Taken) -> str:
    """The same loss is told once, however often it is found."""
    return f"{taken.harvest.sync_id}:{len(taken.difference.retired)}"


def _tell(taken: Taken) -> None:
    log.info(
        "catalogue.synced",
        source=taken.harvest.source,
        documents=taken.harvest.counts.documents,
        added=len(taken.difference.added),
        changed=len(taken.difference.changed),
        retired=len(taken.difference.retired),
        unchanged=taken.difference.unchanged,
        findings=len(taken.harvest.findings) + len(taken.difference.findings),
        refused=taken.refused is not None,
    )
