"""Status updates: said once, shown everywhere, and asked for again when the next one is due."""

from models.facts import Facts
from models.incident import Incident
from models.timeline import EventKind, StatusUpdate
from templates.announcement import update_in_thread
from workflows.errands import Errand, Priority, TryLater, World
from workflows.errors import Refused
from workflows.facts import any_incident, facts_in
from workflows.saying import remind, say
from workflows.showing import show
from workflows.work import Work


async def post_update(
    work: Work, incident: Incident, *, condition: str, actions: str = "", needs: str = ""
) -> StatusUpdate:
    """Tell everyone where the incident stands. Raises Refused when there is nothing to tell."""
    if not condition:
        raise Refused(
            "What is the situation now? One sentence is enough, such as "
            "`/incident update Payments fail for one customer in ten, we are rolling back`.",
            field="condition",
        )
    update = StatusUpdate(
        incident_id=incident.id,
        at=work.now,
        author=work.person_acting,
        condition=condition,
        actions=actions,
        needs=needs,
    )
    await work.add(update)
    event = work.record(
        EventKind.UPDATE_POSTED,
        incident,
        update_id=update.id,
        condition=condition,
        actions=actions,
        needs=needs,
    )
    await say(work, event)
    work.send(AnnounceUpdate(incident_id=incident.id, update_id=update.id))
    show(work, incident)
    remind_of_update(work, await facts_in(work, incident))
    return update


def remind_of_update(work: Work, facts: Facts) -> None:
    """Ring when the next update is due, by the severity's cadence."""
    errand = RemindOfUpdate(incident_id=facts.incident.id)
    work.send(errand, at=max(facts.update_due_at, work.now))


class AnnounceUpdate(Errand):
    """Put an update under the incident's announcement, for those who only watch."""

    priority = Priority.WORDS

    incident_id: int
    update_id: int

    async def carry_out(self, world: World) -> None:
        """Post it in the announcement's thread."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            update = await session.get_one(StatusUpdate, self.update_id)
        if room.announcement_channel_id is None or room.announcement_ts is None:
            raise TryLater("the incident is not announced yet")
        await world.slack.post(
            room.announcement_channel_id,
            update_in_thread(facts, update),
            key=f"update:{facts.incident.uid}:{update.id}",
            look_since=world.look_since,
            thread_ts=room.announcement_ts,
        )


class RemindOfUpdate(Errand):
    """Ring when people have waited for news as long as the severity allows."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One such reminder for an incident; an update moves it."""
        return f"update-reminder:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Ring once, however late, and again after one more cadence if still nobody said anything."""
        async with world.start() as work:
            # Held until the end, so that nobody resolves it between this look and the reminder.
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            if not facts.incident.is_open:
                return
            if facts.update_due_at > work.now:
                work.send(self, at=facts.update_due_at)
                return
            if not await work.first_time(world.mark):
                return
            event = work.record(
                EventKind.UPDATE_REMINDED, facts.incident, due_at=facts.update_due_at
            )
            await remind(work, event, "update-reminder")
            work.send(self, after=facts.severity.update_every)
