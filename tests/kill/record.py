"""The database as the tests look at it from outside, and what time does to a dead bot's leases."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Executable, and_, func, inspect, make_url, or_, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import is_undone
from bot.inbox import Asked
from models.base import Base, Json
from models.database import Database
from models.errand import ErrandRow
from models.facts import Facts
from models.incident import Incident, Room, Subscription
from models.organisation import Organisation
from models.page import Page, Paged
from models.person import Person
from models.task import Task
from models.timeline import EventKind, Review, StatusUpdate, TimelineEvent
from tests.kill.holders import HELD_BY
from workflows.facts import facts_of_several
from workflows.work import ERRAND_CHANNEL

#: What fails on the way comes again within this time.
SOON = timedelta(minutes=5)
#: How often the server may undo what waits in a circle with the bots, before that is a failure.
_UNDONE_AT_MOST: Final = 4
#: From which reminders are counted, and how long an incident took.
_MOMENTS: Final[Mapping[type[Base], Sequence[str]]] = {
    Incident: ("declared_at", "reopened_at", "ended_at"),
    StatusUpdate: ("at",),
    Task: ("due_at",),
    Page: ("next_at",),
    Paged: ("at",),
}


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
        its = and_(ErrandRow.leased_until.is_not(None), ErrandRow.done_at.is_(None))
        if not self.database.is_sqlite:
            await self._last_words_of(bot)
            held = select(HELD_BY.c.errand_id).where(HELD_BY.c.holder == bot)
            its = and_(its, ErrandRow.id.in_(held))
        async with self.database.reading() as session:
            ids = (await session.scalars(select(ErrandRow.id).where(its))).all()
        for errand_id in ids:
            # One by one: whoever holds several could wait for the living, and they for it.
            async with self.database.writing.begin() as session:
                ended = update(ErrandRow).where(ErrandRow.id == errand_id, its)
                await session.execute(ended.values(leased_until=datetime.now(UTC)))
        if not self.database.is_sqlite:
            # The living would have looked when the leases ran out.
            async with self.database.writing.begin() as session:
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
        """Let everything have happened, and be due, that much earlier.

        What people were promised is left as old as it is: it would only come too late.
        """
        for _ in range(_UNDONE_AT_MOST):
            try:
                return await self._time_passed(by)
            except DBAPIError as trouble:
                # As the bots do: where the server undid it for somebody else's sake, nothing was kept.
                if not is_undone(trouble):
                    raise
        return await self._time_passed(by)

    async def _time_passed(self, by: timedelta) -> None:
        async with self.database.writing.begin() as session:
            # In the order in which the bots hold things, as weakly as they do, and of the errands
            # only what nobody holds: two who wait for each other would wait for ever.
            held = select(Incident.id).order_by(Incident.id).with_for_update(key_share=True)
            await session.execute(held)
            for table, names in _MOMENTS.items():
                await _earlier(session, table, names, by)
            await _earlier(session, ErrandRow, ("due_at",), by)

    async def finished(self, within: float) -> None:
        """Wait until nothing is left to do now or to try again soon; `within` is in seconds."""
        left = select(ErrandRow.kind, ErrandRow.claims, ErrandRow.last_error)
        deadline = asyncio.get_running_loop().time() + within
        while True:
            now = datetime.now(UTC)
            again = and_(ErrandRow.due_at < now + SOON, ErrandRow.failures > 0)
            asked = ErrandRow.kind == Asked.kind()
            soon = or_(ErrandRow.due_at <= now, ErrandRow.leased_until > now, again, asked)
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

    async def facts(self) -> Mapping[int, Facts]:
        """All that is shown of each incident, by its number."""
        ids = [incident.id for incident, _ in await self.incidents()]
        async with self.database.reading() as session:
            return await facts_of_several(session, Organisation(), ids)

    async def timeline(self) -> Sequence[TimelineEvent]:
        """What the timelines of all incidents tell, in the order of writing."""
        async with self.database.reading() as session:
            told = await session.scalars(select(TimelineEvent).order_by(TimelineEvent.id))
            return told.all()

    async def subscribers(self) -> Collection[tuple[int, str]]:
        """Who gets the news of which incident."""
        query = select(Subscription.incident_id, Person.slack_id).join(
            Person, Person.id == Subscription.person_id
        )
        async with self.database.reading() as session:
            return {
                (incident_id, slack_id) for incident_id, slack_id in await session.execute(query)
            }

    async def reviews(self) -> Mapping[int, Review]:
        """The drafts, by the numbers of their incidents."""
        async with self.database.reading() as session:
            return {one.incident_id: one for one in await session.scalars(select(Review))}

    async def tasks(self) -> Sequence[Task]:
        """Every task."""
        async with self.database.reading() as session:
            return (await session.scalars(select(Task).order_by(Task.id))).all()

    async def pages(self) -> Sequence[tuple[Page, Paged]]:
        """Every page with each of those who were asked in the step that was entered last."""
        query = select(Page, Paged).join(
            Paged,
            and_(
                Paged.page_id == Page.id,
                Paged.round == Page.round,
                Paged.pass_number == Page.pass_number,
                Paged.step == Page.step,
            ),
        )
        async with self.database.reading() as session:
            return [(page, paged) for page, paged in await session.execute(query)]

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


async def _earlier(
    session: AsyncSession, table: type[Base], names: Sequence[str], by: timedelta
) -> None:
    """Move moments, but not in rows that somebody else holds, nor in errands that are over."""
    key = inspect(table).primary_key[0]
    columns = (getattr(table, name) for name in names)
    # Rows that others are adding may refer to these meanwhile.
    query = select(key, *columns).with_for_update(skip_locked=True, key_share=True)
    if table is ErrandRow:
        query = query.where(ErrandRow.done_at.is_(None))
    rows = [
        {key.name: row[0]} | {name: at and at - by for name, at in zip(names, row[1:], strict=True)}
        for row in (await session.execute(query)).all()
    ]
    if rows:
        await session.execute(update(table), rows)
