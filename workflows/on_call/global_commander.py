"""Whoever leads for all, named in the channel when an incident turns out to be more than one region's."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent
from workflows.errands import Errand, Needless, Priority, TryLater, World
from workflows.facts import any_incident, facts_in, facts_of
from workflows.on_call.duty import duty_in
from workflows.on_call.finding import found_in_slack
from workflows.on_call.leading import EVERYWHERE, leaders_on_call, says_several
from workflows.on_call.region_watch import who_can
from workflows.privacy import may_see
from workflows.saying import say
from workflows.work import Work


def offer_to_global_commander(work: Work, change: TimelineEvent) -> None:
    """Name them, where somebody is on call to lead for all; the event is the change that asks for it."""
    if work.organisation.duty.global_commanders:
        work.send(NameGlobalCommander(incident_id=change.incident_id, change_id=change.id))


async def offer_in_new_room(work: Work) -> None:
    """Name them in a channel that a work has opened, where several regions were said before."""
    for incident, event in work.recorded:
        is_opened = event.kind == EventKind.ROOM_OPENED
        if is_opened and says_several(work.organisation.duty, incident.regions):
            await work.session.flush()
            offer_to_global_commander(work, event)


class NameGlobalCommander(Errand):
    """Say in the channel who leads for all, with the press that hands command to them.

    Command stays where it is until they say that they have it.
    """

    priority = Priority.PEOPLE

    incident_id: int
    change_id: int

    @property
    def key(self) -> str:
        """Once for a change, and only for the last one."""
        return f"global-commander:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Find who is on call, and name them, unless they lead or it is one region's again.

        That waits for the channel, in which everybody can press.
        """
        now = world.start.clock.now()
        async with world.start.looking() as session:
            facts = await facts_of(session, world.organisation, self.incident_id)
            duty = await duty_in(session, facts.organisation.duty, now)
        if facts.room is None and facts.incident.is_open:
            raise TryLater("the incident's channel is not open yet")
        names = leaders_on_call(facts.organisation.duty, duty, EVERYWHERE, now)
        people = await found_in_slack(world, duty, names)
        known = [people[name] for name in names if name in people]
        async with world.start() as work:
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            if not await self._is_asked_for(work.session, facts):
                raise Needless
            leads = facts.commander.person.slack_id if facts.commander else None
            person = None if leads in known else await who_can(work, facts, known)
            if person is None:
                raise Needless
            event = work.record(
                EventKind.GLOBAL_COMMANDER_NAMED,
                facts.incident,
                change=self.change_id,
                person=person,
                leads=leads,
                may_know=await may_see(work.session, person, facts.incident),
            )
            await say(work, event)

    async def _is_asked_for(self, session: AsyncSession, facts: Facts) -> bool:
        incident = facts.incident
        if not incident.is_open or not says_several(facts.organisation.duty, incident.regions):
            return False
        named = await session.scalars(
            select(TimelineEvent).where(
                TimelineEvent.incident_id == incident.id,
                TimelineEvent.kind == EventKind.GLOBAL_COMMANDER_NAMED.value,
            )
        )
        return all(event.details["change"] != self.change_id for event in named)
