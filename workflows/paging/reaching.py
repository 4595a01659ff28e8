"""Reaching whoever has not answered in Slack by the ways outside that the on-call file names."""

import json
from collections.abc import Sequence

from integrations.errors import CannotCall, Unavailable
from integrations.reaching import Notice
from integrations.webhook import Hook, call
from models.facts import Facts
from models.on_call import Someone
from models.organisation_parts import EMAIL
from models.page import Page, Paged, PageState
from models.reach import Reach
from templates.page_outside import outside_link, outside_title, outside_words
from workflows.errands import Errand, Priority, World
from workflows.paging.showing import ShowPage
from workflows.work import Work


def ways_of(someone: Someone) -> Sequence[Reach]:
    """How somebody is reached, the soonest first."""
    return sorted(someone.reach, key=lambda reach: reach.after)


def reach_outside(work: Work, paged: Paged) -> None:
    """Send for every way by which somebody is reached while they do not answer."""
    someone = work.organisation.duty.people.get(paged.name)
    for number, reach in enumerate(ways_of(someone) if someone and paged.slack_id else ()):
        begins = paged.held_until or work.now
        errand = ReachOutside(incident_id=paged.incident_id, paged_id=paged.id, number=number)
        work.send(errand, at=begins + reach.after)


class ReachOutside(Errand):
    """Try one way to somebody; where it fails, the next is tried at once."""

    priority = Priority.PEOPLE

    incident_id: int
    paged_id: int
    number: int

    @property
    def key(self) -> str:
        """Each way once."""
        return f"reach:{self.paged_id}:{self.number}"

    async def carry_out(self, world: World) -> None:
        """Try it, if they still have not answered."""
        async with world.start.looking() as session:
            paged = await session.get_one(Paged, self.paged_id)
            page = await session.get_one(Page, paged.page_id)
        facts = await world.glance.facts_now(page.incident_id)
        someone = world.organisation.duty.people.get(paged.name)
        if not page.is_running or paged.answer or not facts.incident.is_open or someone is None:
            return
        ways = ways_of(someone)
        if self.number >= len(ways):
            return
        by, is_last = ways[self.number].by, self.number == len(ways) - 1
        try:
            await _send(world, by, _Told(facts, page, paged, someone))
        except CannotCall as error:
            await self._note(world, by, f"failed ({error})", go_on=not is_last)
        except Unavailable as error:
            await self._note(world, by, f"failed ({error})", go_on=not is_last)
            if is_last:
                raise
        else:
            await self._note(world, by, "was sent", go_on=False)

    async def _note(self, world: World, by: str, what: str, *, go_on: bool) -> None:
        async with world.start() as work:
            paged = await work.session.get_one(Paged, self.paged_id)
            if paged.outside.get(by) != what:
                paged.outside = {**paged.outside, by: what}
                work.send(ShowPage(incident_id=paged.incident_id, page_id=paged.page_id))
            if go_on:
                work.send(self.model_copy(update={"number": self.number + 1}))


class _Told:
    """What is told to whom."""

    def __init__(self, facts: Facts, page: Page, paged: Paged, someone: Someone) -> None:
        self.facts = facts
        self.paged = paged
        self.someone = someone
        self.notice = Notice(
            title=outside_title(facts),
            text=outside_words(facts, page),
            link=outside_link(facts),
            key=f"muster-{page.id}-{paged.id}-{facts.incident.uid}",
        )


async def _send(world: World, by: str, told: _Told) -> None:
    contacts = told.someone.contacts
    match by:
        case "webhook":
            await _call(world, told)
        case "pagerduty":
            key = alarm_key(told.facts, told.paged.page_id)
            notice = Notice(told.notice.title, told.notice.text, told.notice.link, key)
            await world.outside.way(by).send("", notice)
        case "email":
            named = [contacts.email, told.someone.slack, told.paged.name]
            address = next((one for one in named if one and EMAIL.fullmatch(one)), "")
            await world.outside.way(by).send(address, told.notice)
        case _:
            to = contacts.ntfy if by == "ntfy" else contacts.phone
            await world.outside.way(by).send(to or "", told.notice)


async def _call(world: World, told: _Told) -> None:
    own = told.someone.contacts.webhook
    if own is None:
        raise CannotCall("has no address")
    body = {"title": told.notice.title, "text": told.notice.text, "link": told.notice.link}
    hook = Hook(own.url, own.secret, world.organisation.webhooks.inside)
    now = world.start.clock.now()
    await call(hook, json.dumps(body).encode(), delivery=told.notice.key, at=now)


def alarm_key(facts: Facts, page_id: int) -> str:
    """By which an alarm kept elsewhere knows a page again."""
    return f"muster-{facts.incident.uid}-{page_id}"


class FollowAlarm(Errand):
    """Let the alarm that a page has elsewhere follow what people answered here."""

    priority = Priority.WORDS

    incident_id: int
    page_id: int

    @property
    def key(self) -> str:
        """The last word counts."""
        return f"alarm:{self.page_id}"

    async def carry_out(self, world: World) -> None:
        """Acknowledge or resolve it there."""
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
        facts = await world.glance.facts_now(page.incident_id)
        alarm, key = world.outside.alarm, alarm_key(facts, page.id)
        if alarm is None:
            return
        if page.state == PageState.ACKNOWLEDGED:
            await alarm.acknowledge(key)
        elif page.state == PageState.ENDED:
            await alarm.resolve(key)
