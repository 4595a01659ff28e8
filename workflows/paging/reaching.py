"""Reaching whoever has not answered in Slack by the ways outside that the on-call file names."""

import json
from collections.abc import Sequence
from typing import Final

from integrations.errors import CannotCall, Unavailable
from integrations.reaching import Notice
from integrations.webhook import Hook, call
from models.facts import Facts
from models.incident import Incident
from models.on_call import Someone
from models.organisation_parts import EMAIL
from models.page import Page, Paged, PageState
from models.reach import Reach
from templates.page_outside import outside_link, outside_title, outside_words
from workflows.errands import Errand, Priority, World
from workflows.paging.pages import held_paged, may_be_told
from workflows.paging.showing import ShowPage
from workflows.work import Work

#: The way by which an alarm is raised that must be acknowledged and resolved, too.
_ALARM: Final = "pagerduty"


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
            incident = await session.get_one(Incident, page.incident_id)
            may_know = await may_be_told(session, paged, incident)
        facts = await world.glance.facts_now(page.incident_id)
        someone = world.organisation.duty.people.get(paged.name)
        ways = ways_of(someone) if someone else ()
        if someone is None or self.number >= len(ways):
            return
        by, is_last = ways[self.number].by, self.number == len(ways) - 1
        is_wanted = page.is_running and facts.incident.is_open and not paged.answer
        if not (is_wanted and may_know):
            if world.repeat and by == _ALARM:
                # It may have been raised by somebody who could not write that down.
                async with world.start() as work:
                    _follow_alarm(work, page)
            return
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
            _, page, paged = await held_paged(work, self.paged_id)
            if paged.outside.get(by) != what:
                paged.outside = {**paged.outside, by: what}
                work.send(ShowPage(incident_id=paged.incident_id, page_id=paged.page_id))
            if by == _ALARM and not page.is_running:
                # It was answered while this was on its way.
                _follow_alarm(work, page)
            if go_on and await work.first_time(f"reach-went-on:{paged.id}:{self.number}"):
                work.send(self.model_copy(update={"number": self.number + 1}))


class _Told:
    """What is told to whom."""

    def __init__(self, facts: Facts, page: Page, paged: Paged, someone: Someone) -> None:
        self.page = page
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
            key = _alarm_key(told.page)
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


def _alarm_key(page: Page) -> str:
    """By which an alarm kept elsewhere knows a page again, in whichever incident it goes on."""
    return f"muster-{page.mark}"


def _follow_alarm(work: Work, page: Page) -> None:
    work.send(FollowAlarm(incident_id=page.incident_id, page_id=page.id))


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
        alarm, key = world.outside.alarm, _alarm_key(page)
        if alarm is None:
            return
        if page.state == PageState.ACKNOWLEDGED:
            await alarm.acknowledge(key)
        elif page.state == PageState.ENDED:
            await alarm.resolve(key)
