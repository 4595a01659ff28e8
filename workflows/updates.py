"""Status updates: said once, and shown everywhere."""

from models.incident import Incident
from models.timeline import EventKind, StatusUpdate
from templates.announcement import update_in_thread
from workflows.announcing import needing_announcement
from workflows.errands import Errand, Priority, TryLater, World
from workflows.errors import Refused
from workflows.reminders import plan_reminders
from workflows.saying import say
from workflows.showing import show
from workflows.subscriptions import tell_subscribers
from workflows.work import Work


class NothingToTell(Refused):
    """An update without words."""

    def __init__(self) -> None:
        """Ask for them."""
        super().__init__(
            "What is the situation now? One sentence is enough, such as: "
            "Payments fail for one customer in ten, we are rolling back.",
            field="condition",
        )


async def post_update(
    work: Work, incident: Incident, *, condition: str, actions: str = "", needs: str = ""
) -> StatusUpdate:
    """Tell everyone where the incident stands. Raises NothingToTell when there is nothing to tell."""
    if not condition:
        raise NothingToTell
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
    await tell_subscribers(work, event)
    work.send(AnnounceUpdate(incident_id=incident.id, update_id=update.id))
    show(work, incident)
    plan_reminders(work, incident)
    return update


class AnnounceUpdate(Errand):
    """Put an update under the incident's announcement, for those who only watch."""

    priority = Priority.WORDS

    incident_id: int
    update_id: int

    @property
    def line(self) -> str:
        """One after another under an announcement."""
        return f"announce-update:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Post it in the announcement's thread, unless that is where people work."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        if room.is_thread:
            return
        async with world.start.looking() as session:
            update = await session.get_one(StatusUpdate, self.update_id)
        if facts.incident.is_private:
            return
        if room.announcement_channel_id is None or room.announcement_ts is None:
            raise TryLater("the incident is not announced yet")
        async with needing_announcement(world, facts.incident, room.announcement_channel_id):
            await world.slack.post(
                room.announcement_channel_id,
                update_in_thread(facts, update),
                key=f"update:{facts.incident.uid}:{update.id}",
                look_since=world.look_since,
                thread_ts=room.announcement_ts,
            )
