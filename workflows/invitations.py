"""Bringing people into an incident's channel; one who cannot come keeps nobody else out."""

import asyncio
from collections.abc import Collection, Sequence

from integrations.errors import SlackSaidNo
from integrations.slack import Slack
from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import EventKind
from templates.thread import called_into_thread
from workflows.errands import Errand, Priority, World
from workflows.people import slack_id_of
from workflows.privacy import let_in, not_on_the_way
from workflows.room import post_in_room
from workflows.saying import needing_room, say
from workflows.work import Work


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


def come_in(work: Work, facts: Facts) -> None:
    """Invite whoever acts, who asked for it; a thread is open to them as it is."""
    if facts.room is None or not facts.room.is_thread:
        people = (work.person_acting.slack_id,)
        work.send(InvitePeople(incident_id=facts.incident.id, people=people))


class InvitePeople(Errand):
    """Invite people, given by Slack id, e-mail address, user group or its @handle, to the incident's channel."""

    priority = Priority.PEOPLE

    incident_id: int
    people: tuple[str, ...]

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
