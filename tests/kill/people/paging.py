"""Asking somebody to come, and what they answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.timeline import EventKind
from sandbox.errors import NotPossible
from sandbox.people import Person
from sandbox.state import Message
from tests.kill.people.scene import HANDLES, Scene, closed
from tests.kill.whole import key_of


async def pages(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("Please look at the pool")
    whom = scene.moments.choice(HANDLES)
    outcome = await me.types(f"/incident page @{whom} {words}", room)
    scene.note(outcome, (EventKind.PAGE_STARTED, words))


async def acknowledges(scene: Scene, me: Person) -> None:
    """Anybody may, in the channel."""
    _, page = await scene.offered(me, "page", "Acknowledge")
    number = int(key_of(page).rpartition(":")[2])
    outcome = await me.presses("Acknowledge", page)
    scene.note(outcome, (EventKind.PAGE_ACKNOWLEDGED, number, me.id))


async def acknowledges_directly(scene: Scene, me: Person) -> None:
    """Somebody who was paged does; `me` is who tells them to look."""
    with _paged(scene, me) as (them, message):
        number = int(key_of(message).split(":")[1].rpartition("-")[2])
        outcome = await them.presses("Acknowledge", message)
        scene.note(outcome, (EventKind.PAGE_ACKNOWLEDGED, number, them.id))


async def cannot_come(scene: Scene, me: Person) -> None:
    """The same with somebody who cannot."""
    with _paged(scene, me) as (them, message):
        await closed(them)
        why = scene.words("On a train")
        await scene.form(them, await them.presses("I can't", message))
        await them.fills("What should the others know?", why)
        await scene.send(them, (EventKind.PAGE_DECLINED, why))


async def escalates(scene: Scene, me: Person) -> None:
    _, page = await scene.offered(me, "page", "Escalate now")
    number = int(key_of(page).rpartition(":")[2])
    outcome = await me.presses("Escalate now", page)
    scene.note(outcome, (EventKind.PAGE_ESCALATED, number, me.id))


@contextmanager
def _paged(scene: Scene, me: Person) -> Iterator[tuple[Person, Message]]:
    """Somebody who can still answer a page, with one to them; they do nothing else meanwhile."""
    found = [
        (them, message)
        for them in map(scene.slack.person, HANDLES)
        for message in scene.slack.messages(them.dm)
        if key_of(message).startswith("paged:") and "I can't" in message.shown
    ]
    if not found:
        raise NotPossible("Nobody is paged.")
    them, message = scene.moments.choice(found)
    with scene.joined_by(me, them):
        yield them, message
