"""Saying what an incident's reminders rang: one message, and no pile of them."""

from collections.abc import Sequence

from integrations.errors import SlackSaidNo
from models.facts import Facts
from models.incident import Room
from models.timeline import Reminder, TimelineEvent
from templates.reminders import reminder_message
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.facts import timeline_of
from workflows.reminder_rules import still_asked, with_more
from workflows.ringing import RINGS, Past
from workflows.room import post_in_room
from workflows.saying import ROOM_GONE, leads_and_may_know, room_lost
from workflows.work import plain


class SayReminders(Errand):
    """Say in one message what rang, was not said yet, and still has a reason.

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
        past = await self._past(world, facts)
        rang = [event for event in _rings(past) if event.id > _up_to(facts)]
        if not rang:
            return
        if asked := _left_to_say(past, rang):
            await self._say(world, past, rang, asked)
        world.given["reminded_up_to"] = rang[-1].id

    async def _say(
        self,
        world: World,
        past: Past,
        rang: Sequence[TimelineEvent],
        asked: Sequence[TimelineEvent],
    ) -> None:
        facts = past.facts
        if facts.room is not None:
            try:
                await _say_in(world, past, facts.room, rang, asked)
            except SlackSaidNo as error:
                if error.code not in ROOM_GONE:
                    raise
                await room_lost(world, facts, error)
            else:
                return
        leads = await leads_and_may_know(world, facts)
        if leads is not None:
            message = reminder_message(facts, asked)
            await tell_directly(world, leads, message, key=_key(facts, rang))

    async def _past(self, world: World, facts: Facts) -> Past:
        """What the rules look at, with what is needed for those whose words are to be said or stand."""
        begins_at = min(_up_to(facts) + 1, facts.room.reminded_from) if facts.room else 0
        async with world.start.looking() as session:
            events = await timeline_of(session, self.incident_id)
            past = Past(facts, world.start.clock.now(), events)
            kinds = {event.kind for event in _rings(past) if event.id >= begins_at}
            return await with_more(session, past, [one for one in Reminder if one.event in kinds])


async def _say_in(
    world: World,
    past: Past,
    room: Room,
    rang: Sequence[TimelineEvent],
    asked: Sequence[TimelineEvent],
) -> None:
    slack, where, last = world.slack, room.channel_id, room.reminder_ts
    facts, kinds = past.facts, {event.kind for event in asked}
    stands = [
        event for event in _rings(past) if room.reminded_from <= event.id <= room.reminded_up_to
    ]
    is_newest = last is not None and await slack.is_newest(where, last, room.thread_ts or None)
    is_repeated = all(event.details.get("quietly") for event in rang if event.kind in kinds)
    if last and is_newest and is_repeated:
        again = reminder_message(facts, _left_to_say(past, [*stands, *rang]))
        if await slack.redraw(where, last, again):
            return
    message = reminder_message(facts, asked)
    ts = await post_in_room(world, room, message, key=_key(facts, rang))
    if last and is_newest and _says_all_again(_left_to_say(past, stands), asked):
        await slack.delete(where, last)
    world.given["reminder_ts"], world.given["reminded_from"] = ts, rang[0].id


def _rings(past: Past) -> list[TimelineEvent]:
    """Everything that ever rang in an incident, oldest first."""
    rings = (event for event in past.events if event.kind in RINGS)
    return sorted(rings, key=lambda event: event.id)


def _up_to(facts: Facts) -> int:
    return facts.room.reminded_up_to if facts.room else 0


def _left_to_say(past: Past, rang: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """What there still is reason to say of what rang, as if it rang by what is known now: one event of a kind."""
    of_kind: dict[str, list[TimelineEvent]] = {}
    for event in rang:
        of_kind.setdefault(event.kind, []).append(event)
    asked = []
    for alike in of_kind.values():
        ring = still_asked(past, alike)
        if ring is not None:
            details = {name: plain(value) for name, value in ring.details.items()}
            last = alike[-1]
            asked.append(
                TimelineEvent(
                    incident_id=last.incident_id, kind=last.kind, at=last.at, details=details
                )
            )
    return asked


def _key(facts: Facts, rang: Sequence[TimelineEvent]) -> str:
    # By what rang, whether it still holds or not: a repeat finds what was said when it all did.
    return f"reminders:{facts.incident.uid}:{rang[-1].id}"


def _says_all_again(stands: Sequence[TimelineEvent], asked: Sequence[TimelineEvent]) -> bool:
    """Whether a newer message makes an older one superfluous; other tasks are other things to do."""
    older = {event.kind for event in stands}
    return Reminder.TASKS.event not in older and older <= {event.kind for event in asked}
