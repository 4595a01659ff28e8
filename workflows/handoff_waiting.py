"""What waits after an offer of command: for its answer, person after person, and then for questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from models.facts import Facts
from models.incident import Incident
from models.on_call import OnCall
from models.role import Handoff, HandoffState
from models.timeline import EventKind
from templates.handoff_nudges import questions_over
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident, facts_in
from workflows.handoff_showing import (
    SayUnderHandoff,
    ShowHandoff,
    TellOfOffer,
    chased_for,
    show_answered,
)
from workflows.on_call.coverage import covering
from workflows.on_call.duty import duty_in
from workflows.on_call.finding import found_in_slack
from workflows.on_call.leading import EVERYWHERE, leaders_on_call, says_several
from workflows.people import learn
from workflows.privacy import may_see
from workflows.room import post_in_room
from workflows.saying import needing_room, say
from workflows.work import Work

#: What comes later than this says so.
_LATE: Final = timedelta(minutes=5)


def wait_for_answer(work: Work, handoff: Handoff) -> None:
    """Look after an offer that may stay without an answer."""
    chase = ChaseAnswer(incident_id=handoff.incident_id, handoff_id=handoff.id)
    work.send(chase, after=work.organisation.handoffs.answer_within)


def let_them_ask(work: Work, handoff: Handoff) -> None:
    """Let the new commander ask for a while, and say when that is over."""
    end = EndQuestions(incident_id=handoff.incident_id, handoff_id=handoff.id)
    work.send(end, after=work.organisation.handoffs.questions_for)


class ChaseAnswer(Errand):
    """Remind whoever was offered command, then ask those who stand in, then the channel.

    Whoever has command keeps it meanwhile. However long nobody was there, one step is made at a time.
    """

    priority = Priority.PEOPLE
    can_be_given_up = False

    incident_id: int
    handoff_id: int

    @property
    def key(self) -> str:
        """One chase of an offer."""
        return f"handoff-chase:{self.handoff_id}"

    async def carry_out(self, world: World) -> None:
        """Make the next step, if it is due, and come again for the one after it."""
        async with world.start.looking() as session:
            handoff = await session.get_one(Handoff, self.handoff_id)
        if handoff.state != HandoffState.OFFERED:
            return
        await learn(world, handoff.offered_to.slack_id)
        others = await _stand_ins(world, await world.glance.facts_now(self.incident_id))
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            handoff = await work.session.get_one(Handoff, self.handoff_id, populate_existing=True)
            if handoff.state == HandoffState.OFFERED:
                await self._go_on(work, incident, handoff, others)

    async def _go_on(
        self, work: Work, incident: Incident, handoff: Handoff, others: Sequence[str]
    ) -> None:
        receiver = handoff.offered_to
        if receiver.cannot_answer or not await may_see(work.session, receiver.slack_id, incident):
            await _lapse(work, incident, handoff)
            return
        chased = await chased_for(work.session, handoff)
        wait = work.organisation.handoffs.answer_within
        due = (chased[-1].at if chased else handoff.offered_at) + wait
        if due <= work.now:
            if chased and not chased[-1].details["whom"]:
                return
            facts = await facts_in(work, incident)
            whom = await _next(work, facts, handoff, others) if chased else receiver.slack_id
            await self._ask(work, facts, handoff, whom, due)
            due = work.now + wait
        work.send(self, at=due)

    async def _ask(
        self, work: Work, facts: Facts, handoff: Handoff, whom: str | None, due: datetime
    ) -> None:
        event = work.record(
            EventKind.HANDOFF_CHASED,
            facts.incident,
            handoff_id=handoff.id,
            receiver=handoff.offered_to.slack_id,
            whom=[whom] if whom else [],
            others=bool(handoff.asked),
            late=work.now - due > _LATE,
        )
        await work.session.flush()
        where = {"incident_id": self.incident_id, "handoff_id": self.handoff_id}
        if whom is None:
            await say(work, event)
            return
        work.send(TellOfOffer(**where, slack_id=whom))
        if whom != handoff.offered_to.slack_id:
            handoff.asked = [*handoff.asked, whom]
            work.send(SayUnderHandoff(**where, event_id=event.id))


async def _lapse(work: Work, incident: Incident, handoff: Handoff) -> None:
    """End an offer to somebody who is gone."""
    handoff.state, handoff.answered_at = HandoffState.LAPSED.value, work.now
    event = work.record(
        EventKind.HANDOFF_LAPSED,
        incident,
        handoff_id=handoff.id,
        receiver=handoff.offered_to.slack_id,
    )
    await say(work, event)
    await show_answered(work, handoff)


async def _next(work: Work, facts: Facts, handoff: Handoff, others: Sequence[str]) -> str | None:
    """The next who could take command and was not asked yet; None where only the channel is left."""
    leads = facts.commander.person.slack_id if facts.commander else None
    asked = {leads, handoff.offered_to.slack_id, handoff.sender.slack_id, *handoff.asked}
    for slack_id in others:
        if slack_id in asked or not await may_see(work.session, slack_id, facts.incident):
            continue
        if not (await work.person(slack_id)).cannot_answer:
            return slack_id
    return None


async def _stand_ins(world: World, facts: Facts) -> list[str]:
    """Who stands in: whoever holds the role of deputy, who leads in the region, who leads for all."""
    deputies = [held.person.slack_id for held in facts.holders if held.role == "deputy"]
    on_call, now = facts.organisation.duty, world.start.clock.now()
    if not (on_call.regions or on_call.global_commanders):
        return deputies
    async with world.start.looking() as session:
        duty = await duty_in(session, on_call, now)
    names = leaders_on_call(on_call, duty, _own_region(on_call, facts.incident, now), now)
    found = await found_in_slack(world, duty, names)
    return [*deputies, *(found[name] for name in names if name in found)]


def _own_region(on_call: OnCall, incident: Incident, now: datetime) -> str:
    """The region whose people are asked first; EVERYWHERE where it is more than one region's."""
    said, covered = says_several(on_call, incident.regions), covering(on_call.regions, now)
    if said is None:
        return next(iter(covered), EVERYWHERE)
    # Without anybody who leads for all, whoever covers is asked.
    if said:
        return EVERYWHERE if on_call.global_commanders else next(iter(covered), EVERYWHERE)
    return incident.regions[0]


class EndQuestions(Errand):
    """Say that whoever handed over command need not answer any longer, and take the press away."""

    incident_id: int
    handoff_id: int

    @property
    def key(self) -> str:
        """One end of the questions after a handoff."""
        return f"handoff-questions:{self.handoff_id}"

    async def carry_out(self, world: World) -> None:
        """Say it quietly in the thread, where the incident goes on and they do not lead it again."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            handoff = await session.get_one(Handoff, self.handoff_id)
        async with world.start() as work:
            work.send(ShowHandoff(incident_id=self.incident_id, handoff_id=self.handoff_id))
        leads = facts.commander is not None and facts.commander.person_id == handoff.sender.id
        stands = handoff.message_ts is not None and facts.incident.is_open
        if not stands or leads or handoff.sender.cannot_answer:
            return
        async with needing_room(world, facts):
            key = f"questions:{facts.incident.uid}:{handoff.id}"
            message = questions_over(facts, handoff)
            await post_in_room(world, room, message, key=key, under=handoff.message_ts)
