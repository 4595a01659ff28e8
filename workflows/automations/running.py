"""Running an automation: its steps, one after the other, and what it did as one line of the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrations.errors import SlackSaidNo
from models.automation import Assignment, Automation, Step
from models.incident import Incident, Kind
from models.timeline import EventKind, TimelineEvent
from workflows.automations.errands import AddBookmark, CallWebhook, PostByRule
from workflows.automations.matching import Rule, rule_of
from workflows.custom_fields import set_fields
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.facts import any_incident
from workflows.invitations import invite
from workflows.paging.starting import page
from workflows.paging.whom import of_policy
from workflows.people import slack_id_of
from workflows.role_taken import RoleIsTaken
from workflows.roles import take_role
from workflows.saying import say
from workflows.tasks import add_task
from workflows.work import Work

#: What a step did, in plain values.
Did = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What had to be asked outside before anything is written down."""

    #: How many people all its steps would invite.
    invited: int
    #: Slack ids by what the steps call people.
    slack_ids: dict[str, str]


class RunAutomation(Errand):
    """Carry out what an automation says. What goes outside becomes an errand of its own."""

    priority = Priority.PEOPLE

    incident_id: int
    team: str
    name: str
    #: The automations that led to this one.
    chain: tuple[str, ...] = ()
    #: Names what set off the first of them.
    origin: str = ""

    async def carry_out(self, world: World) -> None:
        """Do all its steps, once; one that cannot be done keeps no other from it."""
        rule = rule_of(world.organisation, self.team, self.name)
        if rule is None:
            return
        facts = await world.glance.facts(self.incident_id)
        if rule.automation.needs_room and facts.incident.kind != Kind.NEAR_MISS:
            await world.glance.facts_and_room(self.incident_id)
        known = await _ask(world, rule.automation)
        async with world.start() as work:
            incident = await any_incident(work, self.incident_id)
            if not await work.first_time(world.mark):
                return
            work.chain, work.origin = (*self.chain, rule.id), self.origin
            run = _Run(work, incident, rule, known, world.mark)
            did = [
                one
                for at, step in enumerate(rule.automation.then)
                for one in await run.do(at, step)
            ]
            if did:
                event = work.record(
                    EventKind.AUTOMATION_RAN, incident, name=self.name, team=self.team, did=did
                )
                if facts.room is not None:
                    await say(work, event)


async def _ask(world: World, automation: Automation) -> _Known:
    known = _Known(await _count(world, automation.invited), {})
    for step in automation.then:
        for named in (step.assign and step.assign.person, step.task and step.task.owner):
            if named:
                try:
                    known.slack_ids[named] = await slack_id_of(world.slack, named)
                except SlackSaidNo:
                    continue
    return known


async def _count(world: World, invited: Sequence[str]) -> int:
    """How many people these are, with everybody in the groups among them."""
    people: set[str] = set()
    for one in invited:
        if one.startswith("S") and "@" not in one:
            try:
                people |= set(await world.slack.members_of_group(one))
            except SlackSaidNo:
                continue
        else:
            people.add(one)
    return len(people)


@dataclass(frozen=True, slots=True)
class _Run:
    work: Work
    incident: Incident
    rule: Rule
    known: _Known
    mark: str

    async def do(self, at: int, step: Step) -> list[Did]:
        """Do one step. Returns what was done, for the timeline; nothing for what has no place here."""
        if step.invite is not None:
            return await self._invite(at)
        if step.page is not None:
            return await self._page(step.page)
        if step.task is not None:
            return await self._add_task(step)
        if step.assign is not None:
            return await self._assign(step.assign)
        if step.set_field is not None:
            return await self._set_field(step.set_field.field, step.set_field.value)
        return self._send(at, step)

    async def _invite(self, at: int) -> list[Did]:
        """Invite everybody whom any of the steps names: they are counted, and asked about, together."""
        steps = self.rule.automation.then
        is_first = all(step.invite is None for step in steps[:at])
        if self.incident.kind == Kind.NEAR_MISS or not is_first:
            return []
        people, count = self.rule.automation.invited, self.known.invited
        if count > self.rule.automation.confirm_above:
            event = self.work.record(
                EventKind.AUTOMATION_ASKED,
                self.incident,
                name=self.rule.automation.name,
                team=self.rule.team,
                people=list(people),
                count=count,
            )
            await say(self.work, event)
            return []
        await invite(self.work, self.incident, people)
        return [{"did": "invited", "count": count}]

    async def _page(self, named: str) -> list[Did]:
        policy = self.work.organisation.duty.policy(named)
        if self.incident.kind == Kind.NEAR_MISS or not self.incident.is_open:
            return []
        if policy is None:
            why = "The on-call file has no such policy."
            return [{"did": "not done", "what": f"the page of {named}", "why": why}]
        why = f"the automation “{self.rule.automation.name}”"
        try:
            await page(self.work, self.incident, of_policy(policy), why=why)
        except Refused as refused:
            return [{"did": "not done", "what": f"the page of {named}", "why": str(refused)}]
        return [{"did": "paged", "name": policy.name}]

    async def _add_task(self, step: Step) -> list[Did]:
        new = step.task
        if new is None or self.incident.kind == Kind.NEAR_MISS:
            return []
        due_at = self.work.now + new.due_in if new.due_in else None
        owner = self.known.slack_ids.get(new.owner) if new.owner else None
        try:
            task = await add_task(self.work, self.incident, new.words, owner=owner, due_at=due_at)
        except Refused as refused:
            return [{"did": "not done", "what": "the task", "why": refused.says}]
        return [{"did": "task", "number": task.number, "words": new.words}]

    async def _assign(self, wish: Assignment) -> list[Did]:
        role = {one.key: one for one in self.work.organisation.roles}.get(wish.role)
        slack_id = self.known.slack_ids.get(wish.person)
        if role is None:
            return [{"did": "not done", "what": "a role", "why": "There is none of that name."}]
        what = role.name.lower()
        if not self.incident.is_open:
            return [{"did": "not done", "what": what, "why": "The incident is over."}]
        if slack_id is None:
            return [{"did": "not done", "what": what, "why": "Slack knows nobody of that name."}]
        try:
            await take_role(self.work, self.incident, role, slack_id)
        except RoleIsTaken:
            return [{"did": "not done", "what": what, "why": "Somebody has it."}]
        except Refused as refused:
            return [{"did": "not done", "what": what, "why": refused.says}]
        return [{"did": "role", "role": role.key, "person": slack_id}]

    async def _set_field(self, key: str, value: str) -> list[Did]:
        try:
            event = await set_fields(self.work, self.incident, {key: value})
        except Refused as refused:
            return [{"did": "not done", "what": f"the field {key}", "why": refused.says}]
        return [{"did": "field", "field": key, "value": value}] if event else []

    def _send(self, at: int, step: Step) -> list[Did]:
        about = {
            "incident_id": self.incident.id,
            "team": self.rule.team,
            "name": self.rule.automation.name,
            "step": at,
            "run": self.mark,
        }
        if step.post is not None and not self.incident.is_private:
            for channel in step.post.channels:
                self.work.send(PostByRule(**about, channel_name=channel))
            return [{"did": "posted", "channels": list(step.post.channels)}]
        if step.webhook is not None and not self.incident.is_private:
            self.work.send(CallWebhook(**about))
            return [{"did": "called"}]
        if step.bookmark is not None and self.incident.kind != Kind.NEAR_MISS:
            link = step.bookmark
            self.work.send(
                AddBookmark(incident_id=self.incident.id, title=link.title, link=link.link)
            )
            return [{"did": "bookmark", "title": link.title}]
        return []


async def confirm_invitation(work: Work, incident: Incident, event_id: int) -> None:
    """Invite those of whom an automation asked first. Raises Refused when it was done before."""
    asked = await work.session.get(TimelineEvent, event_id)
    is_ours = asked is not None and asked.incident_id == incident.id
    if asked is None or not is_ours or asked.kind != EventKind.AUTOMATION_ASKED:
        raise Refused("This is no longer known. Nobody was invited.")
    if not await work.first_time(f"confirmed:{incident.uid}:{event_id}"):
        raise Refused("Somebody pressed this a moment ago, and they are being invited.")
    details = asked.details
    await invite(work, incident, details["people"])
    did = [{"did": "invited", "count": details["count"]}]
    event = work.record(
        EventKind.AUTOMATION_RAN, incident, name=details["name"], team=details["team"], did=did
    )
    await say(work, event)
