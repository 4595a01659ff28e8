"""What automations do outside, each an errand of its own: posting to channels, bookmarks, webhooks."""

import json
from datetime import datetime

from integrations.errors import SlackSaidNo
from integrations.webhook import Hook, call
from models.automation import Step
from models.facts import Facts
from templates.automations import posted_by_rule
from workflows.automations.matching import rule_of
from workflows.errands import Errand, Priority, World
from workflows.own_wording import mind_words


class _OfStep(Errand):
    """What one step of an automation's run sends outside."""

    incident_id: int
    team: str
    name: str
    #: The number of the step, and the run whose it is.
    step: int
    run: str

    def step_in(self, world: World) -> Step | None:
        """The step, if the configuration still has it."""
        rule = rule_of(world.organisation, self.team, self.name)
        steps = rule.automation.then if rule else ()
        return steps[self.step] if self.step < len(steps) else None


class PostByRule(_OfStep):
    """Post an automation's words to a channel, never of a private incident."""

    priority = Priority.WORDS

    channel_name: str

    async def carry_out(self, world: World) -> None:
        """Post them. Raises SlackSaidNo where there is no such channel."""
        step = self.step_in(world)
        facts = await world.glance.facts(self.incident_id)
        if step is None or step.post is None or facts.incident.is_private:
            return
        channel_id = await world.slack.existing_channel_id(self.channel_name)
        if channel_id is None:
            raise SlackSaidNo("conversations.list", "channel_not_found", f"#{self.channel_name}")
        await world.slack.post(
            channel_id,
            posted_by_rule(facts, step.post.words),
            key=f"rule:{facts.incident.uid}:{self.run}:{self.step}:{self.channel_name}",
            look_since=world.look_since,
        )
        place = f"the post of the automation “{self.name}”"
        await mind_words(world, facts, step.post.words, place=place)


class AddBookmark(Errand):
    """Add a link to the top of the incident's channel, unless it is there."""

    incident_id: int
    title: str
    link: str

    async def carry_out(self, world: World) -> None:
        """Add it; a thread has none."""
        _, room = await world.glance.facts_and_room(self.incident_id)
        if not room.is_thread and self.link not in await world.slack.bookmarked(room.channel_id):
            await world.slack.bookmark(room.channel_id, self.title, self.link)


class CallWebhook(_OfStep):
    """Call another program, signed, never of a private incident."""

    async def carry_out(self, world: World) -> None:
        """Call it. The same delivery keeps its id when it is tried again."""
        step = self.step_in(world)
        facts = await world.glance.facts(self.incident_id)
        if step is None or step.webhook is None or facts.incident.is_private:
            return
        now = world.start.clock.now()
        delivery = f"{facts.incident.uid}:{self.run}:{self.step}"
        hook = Hook(step.webhook.url, step.webhook.secret, world.organisation.webhooks.inside)
        await call(hook, told(facts, self.name, now), delivery=delivery, at=now)


def told(facts: Facts, automation: str, at: datetime) -> bytes:
    """What another program is told of an incident, as JSON."""
    incident = facts.incident
    commander = facts.commander
    body = {
        "automation": automation,
        "sent_at": at.isoformat(),
        "incident": {
            "ref": incident.ref,
            "uid": incident.uid,
            "title": incident.title,
            "kind": incident.kind,
            "severity": incident.severity,
            "status": incident.status,
            "regions": list(incident.regions),
            "services": list(facts.services),
            "commander": commander.person.slack_id if commander else None,
            "declared_at": incident.declared_at.isoformat(),
            "ended_at": incident.ended_at.isoformat() if incident.ended_at else None,
            "fields": dict(facts.fields),
        },
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
