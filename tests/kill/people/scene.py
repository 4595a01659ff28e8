"""The workspace as people see it who work on incidents, and what they have asked for so far."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from models.timeline import EventKind
from sandbox import Sandbox
from sandbox.errors import NotPossible
from sandbox.modals import TRIGGER_SECONDS
from sandbox.people import Outcome, Person
from sandbox.state import Channel, Message
from sandbox.waiting import WaitedInVain
from tests.kill.deeds import Deed, Sign
from tests.kill.whole import incident_channels, key_of

HANDLES = (
    "ana",
    "ben",
    "cara",
    "dev",
    "emi",
    "finn",
    "gita",
    "hugo",
    "ines",
    "jun",
    "kofi",
    "lena",
)
#: People work on what was opened lately.
_LATELY = 8
#: How long somebody looks whether a form opens, in seconds: after that it cannot any longer.
_PATIENCE = TRIGGER_SECONDS + 0.1
#: How often, and after how many seconds, a form is sent again that could not be sent.
_TRIES, _PAUSE = 5, 0.4
_NUMBER = re.compile(r"(?:drill-)?inc-(\d+)-")


class Scene:
    """Where people act, one thing at a time each."""

    def __init__(self, slack: Sandbox, moments: Random) -> None:
        self.slack = slack
        self.moments = moments
        self.deeds: list[Deed] = []
        self._said = 0
        self._busy: set[str] = set()

    @contextmanager
    def somebody(self) -> Iterator[Person]:
        """Somebody who is doing nothing else meanwhile."""
        free = [handle for handle in HANDLES if handle not in self._busy]
        if not free:
            raise NotPossible("Everybody is busy.")
        handle = self.moments.choice(free)
        self._busy.add(handle)
        try:
            yield self.slack.person(handle)
        finally:
            self._busy.discard(handle)

    @contextmanager
    def joined_by(self, me: Person, other: Person) -> Iterator[None]:
        """Another, who may be oneself, takes part and does nothing else meanwhile."""
        if other.handle == me.handle:
            yield
            return
        if other.handle in self._busy:
            raise NotPossible(f"{other.handle} is busy.")
        self._busy.add(other.handle)
        try:
            yield
        finally:
            self._busy.discard(other.handle)

    def words(self, about: str) -> str:
        """Words that nobody has used before."""
        self._said += 1
        return f"{about} ({self._said})"

    def rooms(self, *, are_open: bool) -> list[Channel]:
        """The channels of incidents, by what their cards offer."""
        return [
            room
            for room in incident_channels(self.slack)
            if (card := self._find(room, "card:")) is not None
            and ("\nResolve\n" in card.shown) == are_open
        ]

    async def room(self, me: Person, *, is_open: bool = True) -> Channel:
        """Come into the channel of an incident; into a private one only who is there already."""
        return await self._one_of(me, self.rooms(are_open=is_open))

    async def offered(self, me: Person, kind: str, label: str) -> tuple[Channel, Message]:
        """The same where a post of the bot offers something to press: the newest of its kind, such as a card."""
        found = {
            room: post
            for room in incident_channels(self.slack)
            if (post := self._find(room, f"{kind}:")) is not None and label in post.shown
        }
        room = await self._one_of(me, [*found])
        return room, found[room]

    async def _one_of(self, me: Person, rooms: Sequence[Channel]) -> Channel:
        may = [room for room in rooms if not room.private or me.id in room.members]
        if not may:
            raise NotPossible("There is no such incident.")
        room = self.moments.choice(may[-_LATELY:])
        if me.id not in room.members:
            await me.joins(room)
        return room

    def _find(self, room: Channel, beginning: str) -> Message | None:
        posts = reversed(room.messages)
        return next((one for one in posts if key_of(one).startswith(beginning)), None)

    def note(self, outcome: Outcome, sign: Sign | None = None) -> None:
        """Keep what somebody asked for. Without a sign an answer was all that they wanted."""
        deed = Deed(sign or ("answered", len(self.deeds)))
        deed.note(outcome)
        self.deeds.append(deed)

    async def form(self, me: Person, outcome: Outcome) -> None:
        """See the form open that somebody asked for; give up where the bot was killed before."""
        self.note(outcome)
        try:
            await self.slack.wait.until(lambda: me.modal, "a form", _PATIENCE)
        except WaitedInVain:
            raise NotPossible("No form opened.") from None

    async def send(self, me: Person, sign: Sign | None = None) -> None:
        """Send the form; while it cannot be sent, it stays open, and is sent again.

        Without a sign it only leads to the next.
        """
        deed = Deed(sign or ())
        if sign is not None:
            self.deeds.append(deed)
        for _ in range(_TRIES):
            outcome = await me.submits()
            deed.note(outcome)
            if not outcome.failed:
                return
            await asyncio.sleep(_PAUSE)


def number_of(room: Channel) -> int:
    """The number of the incident whose channel it is."""
    found = _NUMBER.match(room.name)
    assert found, room.name
    return int(found[1])


def changed(room: Channel, field: str, to: str, me: Person) -> Sign:
    """What the record tells of a field changed without a word."""
    return (EventKind.CHANGED, number_of(room), (field, to), me.id)


async def closed(me: Person) -> Person:
    """Whoever it is, with no form before them that opened too late."""
    if me.modal is not None:
        await me.closes(all_of_them=True)
    return me
