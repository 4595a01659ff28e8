"""Climbing: one errand for each page looks at the record, enters the step that is due, and comes again."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Incident, Status
from models.page import Answer, Ending, Page, Paged, PageState
from models.person import Person
from models.timeline import EventKind
from templates.message import Message
from templates.page_direct import page_to_channel, page_to_person, page_went_on
from workflows.errands import Errand, Needless, Priority, World
from workflows.invitations import invite
from workflows.paging.asked import write_down_asked
from workflows.paging.moves import Move, next_move
from workflows.paging.pages import held_page, may_answer, may_be_told, of_step, paged_in
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
            if page.state != PageState.ACKNOWLEDGED or after is None or not incident.is_open:
                return
            # While it is mitigated there may be nothing to do; that may not last.
            is_quiet = incident.status == Status.MITIGATED
            since = work.now if is_quiet else await silent_since(work, page)
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
            incident = await session.get_one(Incident, page.incident_id)
            if not await may_be_told(session, paged, incident):
                raise Needless("they may not know of it")
            is_last = await _is_last(session, paged)
        facts = await world.glance.facts_now(page.incident_id)
        drawing = _drawing(facts, page, paged, is_last=is_last)
        if paged.channel_id and paged.message_ts:
            await world.slack.redraw(paged.channel_id, paged.message_ts, drawing)
            return
        if paged.trouble:
            return
        key = f"paged:{page.mark}:{paged.id}"
        if not (page.is_running and facts.incident.is_open and not paged.answer):
            if world.repeat:
                await self._redraw_unknown(world, paged, drawing, key)
            return
        try:
            where = await _conversation(world, paged)
            ts = await draw(world, where, drawing, key=key)
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

    async def _redraw_unknown(self, world: World, paged: Paged, drawing: Message, key: str) -> None:
        """Redraw what somebody may have posted who could not write that down, though nobody wants it now."""
        try:
            where = await _conversation(world, paged)
            ts = await world.slack.own_post(where, key, world.written_at)
        except SlackSaidNo as error:
            raise Needless("it could not be sent") from error
        if ts is None:
            return
        await world.slack.redraw(where, ts, drawing)
        async with world.start() as work:
            kept = await work.session.get_one(Paged, paged.id)
            kept.channel_id, kept.message_ts = where, ts

    async def _note_trouble(self, world: World, code: str) -> None:
        """Write down that Slack does not let them be told; where nobody else may answer, go on at once."""
        async with world.start() as work:
            paged = await work.session.get_one(Paged, self.paged_id)
            incident, page = await held_page(work, paged.page_id)
            await work.session.refresh(paged)
            paged.trouble = code
            work.send(ShowPage(incident_id=incident.id, page_id=page.id))
            asked = of_step(page, await paged_in(work.session, page))
            if page.is_running and asked and not may_answer(asked):
                go_on(work, page)


async def _conversation(world: World, paged: Paged) -> str:
    """Where somebody, or a channel, is told. Raises SlackSaidNo for what Slack does not let us write to."""
    if paged.slack_id:
        return await world.slack.conversation_with(paged.slack_id)
    channel_id = await world.slack.existing_channel_id(paged.name)
    if channel_id is None:
        raise SlackSaidNo("conversations.list", "channel_not_found", f"#{paged.name}")
    return channel_id


def go_on(work: Work, page: Page) -> None:
    """Enter the next step of a running page at once."""
    page.next_at = work.now
    page.turn += 1
    work.send(MindPage(incident_id=page.incident_id, page_id=page.id))


async def stop_asking(work: Work, incident: Incident, page: Page, person: Person) -> None:
    """Ask nobody any longer: this person has acknowledged, with all others who must. Silence begins it anew."""
    page.state, page.turn = PageState.ACKNOWLEDGED.value, page.turn + 1
    page.acknowledged_by, page.acknowledged_at = person, work.now
    again = page.policy.again_after
    page.next_at = work.now + again if again else None
    event = work.record(
        EventKind.PAGE_ACKNOWLEDGED, incident, page=page.id, name=page.name, waits=0
    )
    event.actor_id = person.id
    mind = MindPage(incident_id=incident.id, page_id=page.id)
    if page.next_at is None:
        await work.call_off(str(mind.key))
    else:
        work.send(mind, at=page.next_at)
    await show_all(work, page)
    await tell_anew(work, page)


async def show_all(work: Work, page: Page) -> None:
    """Redraw everything that shows a page, after this work is committed."""
    work.send(ShowPage(incident_id=page.incident_id, page_id=page.id))
    paged = await paged_in(work.session, page)
    for one in paged:
        work.send(ShowPaged(incident_id=page.incident_id, paged_id=one.id))
    if any("pagerduty" in one.outside for one in paged):
        work.send(FollowAlarm(incident_id=page.incident_id, page_id=page.id))


async def tell_anew(work: Work, page: Page) -> None:
    """Tell those who were told of this page alone what others want of them, since it wants nobody any longer."""
    told = {one.slack_id for one in await paged_in(work.session, page)}
    told -= {"", work.actor.slack_id if work.actor else ""}
    waiting = await work.session.scalars(
        select(Paged)
        .join(Page, Page.id == Paged.page_id)
        .where(
            Page.incident_id == page.incident_id,
            Page.id != page.id,
            Page.state == PageState.RUNNING.value,
            Paged.round == Page.round,
            Paged.pass_number == Page.pass_number,
            Paged.step == Page.step,
            Paged.slack_id.in_(told),
            Paged.told_before,
            Paged.answer == Answer.NONE.value,
        )
    )
    for one in waiting:
        one.told_before = False
        tell(work, one)


def tell(work: Work, paged: Paged) -> None:
    """Send for whatever tells somebody that they are wanted, once nothing holds it back."""
    errand = ShowPaged(incident_id=paged.incident_id, paged_id=paged.id)
    work.send(errand, at=paged.held_until or work.now)
    reach_outside(work, paged)


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
        await _end(work, incident, page, Ending.DECLINED if move.all_cannot else Ending.EXHAUSTED)
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
        await invite(work, incident, people)
    for one in _out_of_date(before, people):
        work.send(ShowPaged(incident_id=incident.id, paged_id=one.id))
    for one in asked:
        if not one.told_before:
            tell(work, one)
    # Everybody is told once, not in each pass.
    if move.is_gap and await work.first_time(f"page-gap:{incident.uid}:{page.id}:{page.round}"):
        work.send(ShoutOfGap(incident_id=incident.id, page_id=page.id, turn=page.turn))
        if not asked:
            tell_administrators(work, page, "nobody")
    begins = min((one.held_until or work.now for one in asked), default=work.now)
    return begins + wait_after(page.policy, incident.severity, page.step)


def _out_of_date(before: Sequence[Paged], people: Collection[str]) -> Iterator[Paged]:
    """What was sent before these people are asked, and says something else from then on.

    A new message is noticed, so the older ones to the same people step back behind it. Others who have not
    answered read in their last one when the page goes on from here.
    """
    last = {one.slack_id: one for one in before}
    for one in before:
        is_waited_for = one.slack_id and last[one.slack_id] is one and one.answer == Answer.NONE
        if one.message_ts and (one.slack_id in people or is_waited_for):
            yield one


async def _end(work: Work, incident: Incident, page: Page, how: Ending) -> None:
    page.state, page.ending = PageState.ENDED.value, how.value
    page.ended_at, page.next_at = work.now, None
    event = work.record(
        EventKind.PAGE_ENDED,
        incident,
        page=page.id,
        name=page.name,
        ending=page.ending,
        policy=page.policy_key,
    )
    await say(work, event)
    # Whoever was paged by name was chosen by somebody in the channel, who reads it there.
    if how == Ending.EXHAUSTED or page.policy_key:
        tell_administrators(work, page, page.ending)
    await show_all(work, page)
    await tell_anew(work, page)
