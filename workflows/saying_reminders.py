"""Saying what an incident's reminders rang: one message, and no pile of them."""

from collections.abc import Sequence

from sqlalchemy import select

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Room
from models.timeline import Reminder, TimelineEvent
from templates.message import Message
from templates.reminders import reminder_message
from workflows.errands import Errand, Priority, World
from workflows.ringing import RINGS
from workflows.room import post_in_room
from workflows.saying import ROOM_GONE, room_lost, whoever_leads


class SayReminders(Errand):
    """Say in one message what rang and was not said yet.

    The last such message gives way, if nothing came after it: to a new one, which is heard, or
    where it is only repeated, to new words in its place.
    """

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One message at a time: what could not be said yet goes into the next."""
        return f"say-reminders:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Say what still holds; where there is no channel, or none any longer, tell whoever leads."""
        facts = await world.glance.facts(self.incident_id)
        up_to = facts.room.reminded_up_to if facts.room else 0
        all_rang = await self._all_rang(world)
        rang = [event for event in all_rang if event.id > up_to and _holds(event, facts)]
        if not rang:
            return
        newest = {event.kind: event for event in rang}
        message = reminder_message(facts, list(newest.values()))
        key = f"reminders:{facts.incident.uid}:{rang[-1].id}"
        if facts.room is not None:
            try:
                said = [event for event in all_rang if event.id <= up_to]
                await self._say_in(world, facts.room, message, key, said=said, rang=rang)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
                await room_lost(world, facts, error)
            else:
                world.given["reminded_up_to"] = rang[-1].id
                return
        leads = await world.slack.conversation_with(whoever_leads(facts).slack_id)
        await world.slack.post(leads, message, key=key, look_since=world.look_since)
        world.given["reminded_up_to"] = rang[-1].id

    async def _say_in(
        self,
        world: World,
        room: Room,
        message: Message,
        key: str,
        *,
        said: Sequence[TimelineEvent],
        rang: Sequence[TimelineEvent],
    ) -> None:
        slack, where, last = world.slack, room.channel_id, room.reminder_ts
        gives_way = (
            last is not None
            and _is_said_again(said, rang)
            and await slack.is_newest(where, last, room.thread_ts or None)
        )
        is_repeated = all(event.details.get("quietly") for event in rang)
        if last and gives_way and is_repeated and await slack.redraw(where, last, message):
            return
        world.given["reminder_ts"] = await post_in_room(world, room, message, key=key)
        if last and gives_way:
            await slack.delete(where, last)

    async def _all_rang(self, world: World) -> Sequence[TimelineEvent]:
        """Everything that ever rang in the incident, oldest first."""
        async with world.start.looking() as session:
            rang = await session.scalars(
                select(TimelineEvent)
                .where(
                    TimelineEvent.incident_id == self.incident_id,
                    TimelineEvent.kind.in_([kind.value for kind in RINGS]),
                )
                .order_by(TimelineEvent.id)
            )
            return rang.all()


def _is_said_again(said: Sequence[TimelineEvent], rang: Sequence[TimelineEvent]) -> bool:
    """Whether the last message asked for nothing that is not asked for again now."""
    last = {event.kind for event in said if event.at == said[-1].at}
    return Reminder.TASKS.event not in last and last <= {event.kind for event in rang}


def _holds(event: TimelineEvent, facts: Facts) -> bool:
    """Whether there is still reason to say it: after the end only the review is asked for."""
    return facts.incident.is_open != (event.kind == Reminder.REVIEW.event)
