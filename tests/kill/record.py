"""The database as the tests look at it from outside, and what time does to a dead bot's leases."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Executable, and_, func, make_url, or_, select, text, update

from bot.inbox import Asked
from models.base import Json
from models.database import Database
from models.errand import ErrandRow
from models.incident import Incident, Room
from models.timeline import EventKind, TimelineEvent
from tests.kill.holders import HELD_BY
from workflows.work import ERRAND_CHANNEL

#: What fails on the way comes again within this time.
SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Record:
    """What the bots have written down."""

    database: Database

    def url_for(self, bot: str) -> str:
        """The database's address for one bot; its connections to PostgreSQL carry the bot's name."""
        url = make_url(self.database.url).set(drivername=self.database.url.get_backend_name())
        if not self.database.is_sqlite:
            url = url.update_query_dict({"application_name": bot})
        return url.render_as_string(hide_password=False)

    async def end_leases_of(self, bot: str) -> None:
        """Let the half minute pass after which a dead bot's errands come up again.

        Nobody else's lease ends, as none would in that half minute: a living bot lets go of each
        within a second. On SQLite there was no other bot.
        """
        its = update(ErrandRow).where(
            ErrandRow.leased_until.is_not(None), ErrandRow.done_at.is_(None)
        )
        if not self.database.is_sqlite:
            await self._last_words_of(bot)
            its = its.where(
                ErrandRow.id.in_(select(HELD_BY.c.errand_id).where(HELD_BY.c.holder == bot))
            )
        async with self.database.writing.begin() as session:
            await session.execute(its.values(leased_until=datetime.now(UTC)))
            if not self.database.is_sqlite:
                # The living would have looked when the leases ran out.
                await session.execute(select(func.pg_notify(ERRAND_CHANNEL, "")))

    async def _last_words_of(self, bot: str) -> None:
        """Wait until the server noticed that a bot is gone: a COMMIT may have been on its way."""
        # The server is shared with other runs, whose bots bear the same names.
        there = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = :bot AND datname = current_database()"
        )
        while await self._scalar(there.bindparams(bot=bot)):  # noqa: ASYNC110 -- only the server knows
            await asyncio.sleep(0.002)

    async def time_passed(self, by: timedelta) -> None:
        """Let everything have been declared, and be due, that much earlier."""
        async with self.database.writing.begin() as session:
            for incident_id, declared_at in await session.execute(
                select(Incident.id, Incident.declared_at)
            ):
                earlier = update(Incident).where(Incident.id == incident_id)
                await session.execute(earlier.values(declared_at=declared_at - by))
            for errand_id, due_at in await session.execute(
                select(ErrandRow.id, ErrandRow.due_at).where(ErrandRow.done_at.is_(None))
            ):
                earlier = update(ErrandRow).where(ErrandRow.id == errand_id)
                await session.execute(earlier.values(due_at=due_at - by))

    async def finished(self, within: float) -> None:
        """Wait until nothing is left to do now or to try again soon; `within` is in seconds."""
        left = select(ErrandRow.kind, ErrandRow.claims, ErrandRow.last_error)
        deadline = asyncio.get_running_loop().time() + within
        while True:
            now = datetime.now(UTC)
            again = and_(ErrandRow.due_at < now + SOON, ErrandRow.failures > 0)
            asked = ErrandRow.kind == Asked.kind()
            soon = or_(ErrandRow.due_at <= now, ErrandRow.leased_until.is_not(None), again, asked)
            async with self.database.reading() as session:
                rows = (await session.execute(left.where(ErrandRow.done_at.is_(None), soon))).all()
            if not rows:
                return
            assert asyncio.get_running_loop().time() < deadline, (
                f"{len(rows)} not finished: {rows[:10]}"
            )
            await asyncio.sleep(0.05)

    async def incidents(self) -> Sequence[tuple[Incident, Room | None]]:
        """Every incident with its room."""
        async with self.database.reading() as session:
            found = await session.execute(
                select(Incident, Room)
                .outerjoin(Room, Room.incident_id == Incident.id)
                .order_by(Incident.id)
            )
            return [(incident, room) for incident, room in found]

    async def begun_again(self) -> int:
        """How many errands were begun more than once."""
        return await self._scalar(select(func.count()).where(ErrandRow.claims > 1))

    async def events(self, kind: EventKind) -> int:
        """How many timeline events of a kind there are."""
        return await self._scalar(select(func.count()).where(TimelineEvent.kind == kind.value))

    async def arguments(self, kind: str) -> Sequence[Json]:
        """What the errands of a kind were about, in the order of their writing."""
        query = select(ErrandRow.arguments).where(ErrandRow.kind == kind).order_by(ErrandRow.id)
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def _scalar(self, query: Executable) -> int:
        async with self.database.reading() as session:
            return int(await session.scalar(query) or 0)
