"""Bringing people into an incident's channel; one who cannot come keeps nobody else out."""

import asyncio
from collections.abc import Collection, Sequence

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from integrations.slack import Slack
from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.role import Handoff, HandoffState, RoleAssignment
from models.task import Task
from models.timeline import EventKind
from templates.thread import called_into_thread
from workflows.errands import Errand, Priority, World
from workflows.people import slack_id_of
from workflows.privacy import let_in, not_on_the_way, who_may_know
from workflows.room import post_in_room
from workflows.saying import needing_room, say
from workflows.who_is_inside import LookInside
from workflows.work import Work

#: While an offer is like this, it may bring whoever it was made to.
_STANDS = frozenset({HandoffState.OFFERED.value, HandoffState.ACCEPTED.value})


def people_for(organisation: Organisation, incident: Incident) -> tuple[str, ...]:
    """Who is invited by configuration: Slack ids and e-mail addresses, each once.

    Nobody is called to what is over.
    """
    if incident.is_past:
        return ()
    if incident.is_private:
        return tuple(dict.fromkeys(organisation.invites.private))
    by_severity = organisation.invites.by_severity.get(incident.severity, ())
    return tuple(dict.fromkeys((*organisation.invites.always, *by_severity)))


async def come_in(work: Work, facts: Facts) -> None:
    """Invite whoever acts, who asked for it; a thread is open to them as it is."""
    if facts.room is None or not facts.room.is_thread:
        await invite(work, facts.incident, [work.person_acting.slack_id])


async def invite(
    work: Work, incident: Incident, people: Collection[str], **wanted_for: int
) -> None:
    """Send for people, named as InvitePeople names them.

    `wanted_for` is the id of what they are to come for, by the name of its field there.
    """
    errand = InvitePeople(incident_id=incident.id, people=tuple(people), **wanted_for)
    if incident.is_private:
        inside = {one: await who_may_know(work.session, one) for one in errand.concerned}
        errand = errand.model_copy(update={"inside": inside})
    work.send(errand)


class InvitePeople(Errand):
    """Invite people, given by Slack id, e-mail address, user group or its @handle, to the incident's channel.

    Until they can be, much may change. Into a private channel nobody is brought who was put out of it
    since, or who is no longer wanted there.
    """

    priority = Priority.PEOPLE

    incident_id: int
    people: tuple[str, ...]
    #: Whoever might know of the private incidents concerned when this was written down, by their ids.
    inside: dict[int, frozenset[str]] = Field(default_factory=dict)
    #: What they are wanted for, by its id, where that may end before they come: the hold of a role, a
    #: task, an offer of command, or the incident that became part of this one.
    assignment_id: int | None = None
    task_id: int | None = None
    handoff_id: int | None = None
    from_incident_id: int | None = None

    @property
    def concerned(self) -> tuple[int, ...]:
        """The ids of the incidents of which whoever is invited may know."""
        both = (self.incident_id, self.from_incident_id)
        return tuple(one for one in both if one is not None)

    async def carry_out(self, world: World) -> None:
        """Invite them all; one who cannot come keeps nobody else out."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        found = await asyncio.gather(*(_slack_ids(world.slack, one) for one in self.people))
        groups = [one for one in found if not isinstance(one, SlackSaidNo)]
        there = [slack_id for group in groups for slack_id in group]
        left_out: dict[str, str] = {}
        if room.is_thread:
            await self._call_into_thread(world, facts, there)
        else:
            if facts.incident.is_private:
                there = await self._still_wanted(world, there)
            async with needing_room(world, facts):
                left_out = await world.slack.invite(room.channel_id, there)
            await self._let_in(world, facts.incident, there, left_out)
        left_out |= {
            person: answer.code
            for person, answer in zip(self.people, found, strict=True)
            if isinstance(answer, SlackSaidNo)
        }
        if left_out:
            await self._tell(world, facts.incident, left_out)

    async def _still_wanted(self, world: World, people: list[str]) -> list[str]:
        """Those who are to come into a private channel as things stand now."""
        async with world.start.looking() as session:
            inside = {one: await who_may_know(session, one) for one in self.concerned}
            put_out = {
                slack_id for one, before in self.inside.items() for slack_id in before - inside[one]
            }
            wanted = [
                one for one in people if one not in put_out and await self._is_wanted(session, one)
            ]
        if not inside[self.incident_id].isdisjoint({*people} - {*wanted}):
            # Whoever was on the way there may no longer know of it, unless they are there all the same.
            async with world.start() as work:
                work.send(LookInside(incident_id=self.incident_id))
        return wanted

    async def _is_wanted(self, session: AsyncSession, slack_id: str) -> bool:
        """Whether what somebody is to come for is still so."""
        if self.assignment_id is not None:
            held = await session.get_one(RoleAssignment, self.assignment_id)
            return held.until is None
        if self.task_id is not None:
            task = await session.get_one(Task, self.task_id)
            is_theirs = task.owner is not None and task.owner.slack_id == slack_id
            return is_theirs and task.done_at is None
        if self.handoff_id is not None:
            return (await session.get_one(Handoff, self.handoff_id)).state in _STANDS
        if self.from_incident_id is not None:
            before = await session.get_one(Incident, self.from_incident_id)
            return before.merged_into_id == self.incident_id
        return True

    async def _let_in(
        self,
        world: World,
        incident: Incident,
        invited: Sequence[str],
        left_out: Collection[str],
    ) -> None:
        if incident.is_private:
            came = [slack_id for slack_id in invited if slack_id not in left_out]
            async with world.start() as work:
                await let_in(work, incident, came)
                await not_on_the_way(work, incident, left_out)

    async def _call_into_thread(self, world: World, facts: Facts, people: list[str]) -> None:
        """Nobody is invited into a thread; a mention brings them, once is enough."""
        holders = {held.person.slack_id for held in facts.holders}
        async with world.start() as work:
            uncalled = [
                slack_id
                for slack_id in dict.fromkeys(people)
                if await work.first_time(f"called:{facts.incident.uid}:{slack_id}")
                # Taking a role is said in the thread with their name.
                and slack_id not in holders
            ]
            if uncalled:
                work.send(AskInThread(incident_id=self.incident_id, people=tuple(uncalled)))

    async def _tell(self, world: World, incident: Incident, left_out: dict[str, str]) -> None:
        async with world.start() as work:
            if await work.first_time(world.mark):
                event = work.record(EventKind.NOT_INVITED, incident, people=left_out)
                await say(work, event)


class AskInThread(Errand):
    """Mention people, by Slack id, in the thread in which an incident is worked on."""

    priority = Priority.PEOPLE

    incident_id: int
    people: tuple[str, ...]

    async def carry_out(self, world: World) -> None:
        """Say it once for all of them."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        key = f"called:{facts.incident.uid}:{world.mark}"
        async with needing_room(world, facts):
            await post_in_room(world, room, called_into_thread(facts, self.people), key=key)


async def _slack_ids(slack: Slack, invited: str) -> tuple[str, ...] | SlackSaidNo:
    """The Slack ids of a person or of everybody in a group, or Slack's word for why there are none."""
    try:
        if invited.startswith("@"):
            return await slack.members_of_handle(invited.removeprefix("@"))
        if invited.startswith("S") and "@" not in invited:
            return await slack.members_of_group(invited)
        return (await slack_id_of(slack, invited),)
    except SlackSaidNo as error:
        return error
