"""Saying what an incident's reminders rang: one message, and no pile of them."""

from collections.abc import Sequence

from sqlalchemy import select

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Room
from models.timeline import Reminder, TimelineEvent
from templates.message import Message
from templates.reminders import reminder_message
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.ringing import RINGS
from workflows.room import post_in_room
from workflows.saying import ROOM_GONE, leads_and_may_know, room_lost


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
        events = [event for event in await self._all_rang(world) if _holds(event, facts)]
        up_to = facts.room.reminded_up_to if facts.room else 0
        rang = [event for event in events if event.id > up_to]
        if not rang:
            return
        if facts.room is not None:
            try:
                await self._say_in(world, facts, facts.room, events)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
                await room_lost(world, facts, error)
            else:
                world.given["reminded_up_to"] = rang[-1].id
                return
        leads = await leads_and_may_know(world, facts)
        if leads is not None:
            await tell_directly(
                world,
                leads,
                _message(facts, rang),
                key=_key(facts, rang),
            )
        world.given["reminded_up_to"] = rang[-1].id

    async def _say_in(
        self, world: World, facts: Facts, room: Room, events: Sequence[TimelineEvent]
    ) -> None:
        slack, where, last = world.slack, room.channel_id, room.reminder_ts
        rang = [event for event in events if event.id > room.reminded_up_to]
        stands = [
            event for event in events if room.reminded_from <= event.id <= room.reminded_up_to
        ]
        is_newest = last is not None and await slack.is_newest(where, last, room.thread_ts or None)
        is_repeated = all(event.details.get("quietly") for event in rang)
        if (
            last
            and is_newest
            and is_repeated
            and await slack.redraw(where, last, _message(facts, [*stands, *rang]))
        ):
            return
        ts = await post_in_room(world, room, _message(facts, rang), key=_key(facts, rang))
        if last and is_newest and _says_all_again(stands, rang):
            await slack.delete(where, last)
        world.given["reminder_ts"], world.given["reminded_from"] = ts, rang[0].id

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


def _message(facts: Facts, rang: Sequence[TimelineEvent]) -> Message:
    return reminder_message(facts, list({event.kind: event for event in rang}.values()))


def _key(facts: Facts, rang: Sequence[TimelineEvent]) -> str:
    return f"reminders:{facts.incident.uid}:{rang[-1].id}"


def _says_all_again(stands: Sequence[TimelineEvent], rang: Sequence[TimelineEvent]) -> bool:
    """Whether a newer message makes an older one superfluous; other tasks are other things to do."""
    older = {event.kind for event in stands}
    return Reminder.TASKS.event not in older and older <= {event.kind for event in rang}


def _holds(event: TimelineEvent, facts: Facts) -> bool:
    """Whether there is still reason to say it: after the end only the review is asked for."""
    return facts.incident.is_open != (event.kind == Reminder.REVIEW.event)
