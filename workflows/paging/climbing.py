"""Climbing: one errand for each page looks at the record, enters the step that is due, and comes again."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Incident, Status
from models.page import Answer, Ending, Page, Paged, PageState
from models.timeline import EventKind
from templates.message import Message
from templates.page_direct import page_to_channel, page_to_person, page_went_on
from workflows.errands import Errand, Priority, World
from workflows.invitations import InvitePeople
from workflows.paging.asked import write_down_asked
from workflows.paging.moves import Move, next_move
from workflows.paging.pages import held_page, of_step, paged_in
from workflows.paging.plans import wait_after
from workflows.paging.reaching import FollowAlarm, reach_outside
from workflows.paging.shouting import ShoutOfGap, tell_administrators
from workflows.paging.showing import ShowPage
from workflows.paging.silence import silent_since
from workflows.room import draw
from workflows.saying import say
from workflows.work import Work

#: A step that comes later than this says so.
_LATE: Final = timedelta(minutes=2)


class MindPage(Errand):
    """Enter the next step of a page when it is due, or begin anew when it went silent."""

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int
    page_id: int

    @property
    def key(self) -> str:
        """One watch over a page."""
        return f"page:{self.page_id}"

    async def carry_out(self, world: World) -> None:
        """Look at the record, and do what is due by it."""
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
            incident = await session.get_one(Incident, page.incident_id)
        now = world.start.clock.now()
        if page.next_at is None or page.state == PageState.ENDED or not incident.is_open:
            return
        if page.next_at > now:
            await self._come_again(world)
        elif page.state == PageState.ACKNOWLEDGED:
            await self._listen(world)
        else:
            move = await next_move(world, incident, page, now)
            async with world.start() as work:
                incident, current = await held_page(work, self.page_id)
                # Whatever changed it meanwhile has sent for us anew.
                if current.turn == page.turn and current.is_running and incident.is_open:
                    await _take(work, incident, current, move)

    async def _come_again(self, world: World) -> None:
        """Wait for the moment that holds now: it may have been brought forward since the look."""
        async with world.start() as work:
            _, page = await held_page(work, self.page_id)
            if page.next_at is not None:
                work.send(self, at=page.next_at)

    async def _listen(self, world: World) -> None:
        """Begin anew if nobody has done or written anything for long since it was acknowledged."""
        async with world.start() as work:
            incident, page = await held_page(work, self.page_id)
            after = page.policy.again_after
            is_over = not incident.is_open or incident.status == Status.MITIGATED
            if page.state != PageState.ACKNOWLEDGED or after is None or is_over:
                return
            since = await silent_since(work, page)
            if since + after > work.now:
                page.next_at = since + after
                work.send(self, at=page.next_at)
                return
            page.state, page.next_at = PageState.RUNNING.value, work.now
            page.round, page.pass_number, page.step = page.round + 1, 1, 0
            page.turn += 1
            event = work.record(
                EventKind.PAGE_STARTED,
                incident,
                page=page.id,
                name=page.name,
                silent_since=since,
            )
            await say(work, event)
            work.send(self)


class ShowPaged(Errand):
    """Send a page to one person or channel, or redraw it where it stands."""

    priority = Priority.PEOPLE

    incident_id: int
    paged_id: int

    @property
    def key(self) -> str:
        """One drawing at a time."""
        return f"paged:{self.paged_id}"

    async def carry_out(self, world: World) -> None:
        """Send it, if it is still wanted."""
        async with world.start.looking() as session:
            paged = await session.get_one(Paged, self.paged_id)
            page = await session.get_one(Page, paged.page_id)
            is_last = await _is_last(session, paged)
        facts = await world.glance.facts_now(page.incident_id)
        drawing = _drawing(facts, page, paged, is_last=is_last)
        if paged.channel_id and paged.message_ts:
            await world.slack.redraw(paged.channel_id, paged.message_ts, drawing)
            return
        is_wanted = page.is_running and facts.incident.is_open and not paged.answer
        if paged.trouble or not is_wanted:
            return
        try:
            where, ts = await self._post(world, facts, paged, drawing)
        except SlackSaidNo as error:
            await self._note_trouble(world, error.code)
            return
        async with world.start() as work:
            _, current = await held_page(work, page.id)
            kept = await work.session.get_one(Paged, paged.id, populate_existing=True)
            kept.sent_at, kept.channel_id, kept.message_ts = work.now, where, ts
            work.send(ShowPage(incident_id=current.incident_id, page_id=page.id))
            if current.turn != page.turn:
                # It was answered while this was on its way.
                work.send(self)

    async def _post(
        self, world: World, facts: Facts, paged: Paged, drawing: Message
    ) -> tuple[str, str]:
        if paged.slack_id:
            channel_id: str | None = await world.slack.conversation_with(paged.slack_id)
        else:
            channel_id = await world.slack.existing_channel_id(paged.name)
        if channel_id is None:
            raise SlackSaidNo("conversations.list", "channel_not_found", f"#{paged.name}")
        key = f"paged:{facts.incident.uid}:{paged.id}"
        return channel_id, await draw(world, channel_id, drawing, key=key)

    async def _note_trouble(self, world: World, code: str) -> None:
        """Write down that Slack does not let them be told; where that is so for a whole step, go on at once."""
        async with world.start() as work:
            paged = await work.session.get_one(Paged, self.paged_id)
            incident, page = await held_page(work, paged.page_id)
            await work.session.refresh(paged)
            paged.trouble = code
            work.send(ShowPage(incident_id=incident.id, page_id=page.id))
            asked = of_step(page, await paged_in(work.session, page))
            if page.is_running and asked and all(one.trouble for one in asked):
                go_on(work, page)


def go_on(work: Work, page: Page) -> None:
    """Enter the next step of a running page at once."""
    page.next_at = work.now
    page.turn += 1
    work.send(MindPage(incident_id=page.incident_id, page_id=page.id))


async def show_all(work: Work, page: Page) -> None:
    """Redraw everything that shows a page, after this work is committed."""
    work.send(ShowPage(incident_id=page.incident_id, page_id=page.id))
    paged = await paged_in(work.session, page)
    for one in paged:
        work.send(ShowPaged(incident_id=page.incident_id, paged_id=one.id))
    if any("pagerduty" in one.outside for one in paged):
        work.send(FollowAlarm(incident_id=page.incident_id, page_id=page.id))


async def _is_last(session: AsyncSession, paged: Paged) -> bool:
    """Whether they were not paged again later, by another message."""
    later = await session.scalar(
        select(Paged.id)
        .where(
            Paged.page_id == paged.page_id,
            Paged.slack_id == paged.slack_id,
            Paged.name == paged.name,
            Paged.id > paged.id,
            Paged.told_before.is_(False),
        )
        .limit(1)
    )
    return later is None


def _drawing(facts: Facts, page: Page, paged: Paged, *, is_last: bool) -> Message:
    if not is_last and paged.answer == Answer.NONE:
        return page_went_on(facts, page)
    return page_to_person(facts, page, paged) if paged.slack_id else page_to_channel(facts, page)


async def _take(work: Work, incident: Incident, page: Page, move: Move) -> None:
    """Write down where a page goes now, and send for what follows."""
    late = work.now - (page.next_at or work.now)
    page.turn += 1
    page.late_minutes = late // timedelta(minutes=1) if late > _LATE else 0
    page.gaps = {str(number): dict(missing) for number, missing in move.gaps.items()}
    if move.gaps:
        work.record(EventKind.PAGE_GAP, incident, page=page.id, name=page.name, gaps=page.gaps)
    if move.is_over:
        await _exhaust(work, incident, page)
        return
    page.pass_number, page.step = move.pass_number, move.step
    page.next_at = move.opens_at or await _ask(work, incident, page, move)
    work.send(MindPage(incident_id=incident.id, page_id=page.id), at=page.next_at)
    work.send(ShowPage(incident_id=incident.id, page_id=page.id))


async def _ask(work: Work, incident: Incident, page: Page, move: Move) -> datetime:
    """Page whom a step goes to. Returns when it has waited long enough (UTC)."""
    before = await paged_in(work.session, page)
    asked = await write_down_asked(work, incident, page, move) if move.found.callees else []
    people = tuple(one.slack_id for one in asked if one.slack_id)
    if people:
        work.send(InvitePeople(incident_id=incident.id, people=people))
    # A new message is noticed; the older ones to the same people step back behind it.
    again = [one for one in before if one.slack_id in people and one.message_ts]
    for one in again:
        work.send(ShowPaged(incident_id=incident.id, paged_id=one.id))
    for one in asked:
        if not one.told_before:
            errand = ShowPaged(incident_id=incident.id, paged_id=one.id)
            work.send(errand, at=one.held_until or work.now)
            reach_outside(work, one)
    # Everybody is told once, not in each pass.
    if move.is_gap and await work.first_time(f"page-gap:{incident.uid}:{page.id}:{page.round}"):
        work.send(ShoutOfGap(incident_id=incident.id, page_id=page.id, turn=page.turn))
        if not asked:
            tell_administrators(work, page, "nobody")
    begins = min((one.held_until or work.now for one in asked), default=work.now)
    return begins + wait_after(page.policy, incident.severity, page.step)


async def _exhaust(work: Work, incident: Incident, page: Page) -> None:
    page.state, page.ending = PageState.ENDED.value, Ending.EXHAUSTED.value
    page.ended_at, page.next_at = work.now, None
    event = work.record(
        EventKind.PAGE_ENDED, incident, page=page.id, name=page.name, ending=page.ending
    )
    await say(work, event)
    tell_administrators(work, page, page.ending)
    await show_all(work, page)
