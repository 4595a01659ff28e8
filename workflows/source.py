"""The message from which an incident was declared: each leads to the other."""

from dataclasses import dataclass

from integrations.errors import SlackSaidNo
from models.incident import Incident
from models.timeline import EventKind
from templates.source import declared_as
from workflows.errands import Errand, Priority, World
from workflows.facts import any_incident
from workflows.saying import say
from workflows.work import Work


@dataclass(frozen=True, slots=True)
class Source:
    """A message in Slack, as a form carries it along: `C012AB3CD:1700000000.000100`."""

    channel_id: str
    message_ts: str

    @classmethod
    def read(cls, carried: str) -> "Source | None":
        """The message that a form carries, or None where there is none."""
        channel_id, _, message_ts = carried.partition(":")
        return cls(channel_id, message_ts) if message_ts else None

    def __str__(self) -> str:
        """As a form carries it."""
        return f"{self.channel_id}:{self.message_ts}"


def link_source(work: Work, incident: Incident, source: Source) -> None:
    """Link an incident and the message from which it was declared, once it has a place."""
    work.send(
        LinkSource(
            incident_id=incident.id, channel_id=source.channel_id, message_ts=source.message_ts
        )
    )


class LinkSource(Errand):
    """Tell the incident's channel where it was declared, and the message what became of it."""

    priority = Priority.WORDS

    incident_id: int
    channel_id: str
    message_ts: str

    async def carry_out(self, world: World) -> None:
        """Link both ways. Under the message nothing is said of a private incident, or where we may not write."""
        facts, _ = await world.glance.facts_and_room(self.incident_id)
        try:
            link = await world.slack.permalink(self.channel_id, self.message_ts)
        except SlackSaidNo:
            return  # It is gone, or stands where we are not: the incident has its words.
        async with world.start() as work:
            if await work.first_time(world.mark):
                incident = await any_incident(work, self.incident_id)
                await say(work, work.record(EventKind.SOURCE_LINKED, incident, link=link))
        if facts.incident.is_private:
            return
        try:
            await world.slack.post(
                self.channel_id,
                declared_as(facts),
                key=f"source:{facts.incident.uid}",
                look_since=world.look_since,
                thread_ts=self.message_ts,
            )
        except SlackSaidNo:
            return  # We may not write there; the link in the incident's channel stands.
