"""Near-misses: what nearly went wrong is written down and thanked for, and opens nothing."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from models.incident import Incident, Kind
from models.timeline import EventKind, TimelineEvent
from templates.near_miss import quiet_line
from workflows.announcing import announcing
from workflows.declaration import Declaration, write_down
from workflows.declarer import WhisperToDeclarer
from workflows.errands import Errand, World
from workflows.errors import Refused
from workflows.work import Work


async def report_near_miss(
    work: Work, said: Declaration, *, response_url: str | None = None
) -> Incident:
    """Write a near-miss down, over as it is told. One that is not private is told in one quiet line.

    `response_url` is where whoever told it is thanked. Raises Refused for one that cannot be written down.
    """
    least = work.organisation.severities[-1].key
    told = replace(said, kind=Kind.NEAR_MISS, severity=said.severity or least, ended_at=work.now)
    incident = (await write_down(work, told)).incident
    if not incident.is_private:
        work.send(TellOfNearMiss(incident_id=incident.id))
    if response_url is not None:
        whisper = WhisperToDeclarer(
            incident_id=incident.id, response_url=response_url, delayed=False
        )
        work.send(whisper)
    return incident


async def answer_questions(work: Work, incident: Incident, answers: Mapping[str, str]) -> None:
    """Keep what somebody tells of a near-miss on its timeline. Raises Refused when they tell nothing."""
    if not any(answers.values()):
        raise Refused("Please answer one of the questions; a few words are enough.", field="what")
    work.record(EventKind.NEAR_MISS_TOLD, incident, **answers)


async def told_of(work: Work, incident: Incident) -> list[TimelineEvent]:
    """What people told of a near-miss so far, the oldest first."""
    events = await work.session.scalars(
        select(TimelineEvent)
        .where(
            TimelineEvent.incident_id == incident.id,
            TimelineEvent.kind == EventKind.NEAR_MISS_TOLD.value,
        )
        .order_by(TimelineEvent.at, TimelineEvent.id)
    )
    return list(events)


class TellOfNearMiss(Errand):
    """Say in the announcement channel that somebody caught something in time."""

    incident_id: int

    async def carry_out(self, world: World) -> None:
        """Say it, quietly: one line, and nobody is mentioned by name but whoever told."""
        facts = await world.glance.facts(self.incident_id)
        if facts.incident.is_private:
            return
        async with announcing(world) as channel_id:
            await world.slack.post(
                channel_id,
                quiet_line(facts),
                key=f"near-miss:{facts.incident.uid}",
                look_since=world.look_since,
            )
