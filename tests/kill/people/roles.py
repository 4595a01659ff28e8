"""Who does what: roles taken, given and handed back; command offered and accepted."""

import re

from models.timeline import EventKind
from sandbox.errors import NotPossible
from sandbox.people import Person
from tests.kill.people.scene import HANDLES, Scene, closed, number_of

_ROLES = ("deputy", "scribe", "communications")
_MENTIONED = re.compile(r"<@(\w+)>")


async def takes_command(scene: Scene, me: Person) -> None:
    room, card = await scene.offered(me, "card", "Take command")
    outcome = await me.presses("Take command", card)
    scene.note(outcome, (EventKind.ROLE_TAKEN, number_of(room), "commander", me.id, me.id))


async def gives_a_role(scene: Scene, me: Person) -> None:
    room, role = await scene.room(me), scene.moments.choice(_ROLES)
    whom = scene.slack.person(scene.moments.choice(HANDLES))
    outcome = await me.types(f"/incident role {role} @{whom.handle}", room)
    scene.note(outcome, (EventKind.ROLE_TAKEN, number_of(room), role, whom.id, me.id))


async def hands_a_role_back(scene: Scene, me: Person) -> None:
    room, role = await scene.room(me), scene.moments.choice(("commander", *_ROLES))
    outcome = await me.types(f"/incident role drop {role}", room)
    scene.note(outcome, (EventKind.ROLE_HANDED_BACK, number_of(room), role, me.id, me.id))


async def offers_command(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("Watch the cache")
    whom = scene.moments.choice(HANDLES)
    outcome = await me.types(f"/incident handoff @{whom} {words}", room)
    scene.note(outcome, (EventKind.HANDOFF_OFFERED, words))


async def offers_command_by_form(scene: Scene, me: Person) -> None:
    await closed(me)
    words = scene.words("Watch the queue")
    _, card = await scene.offered(me, "card", "Hand over command")
    await scene.form(me, await me.presses("Hand over command", card))
    await me.chooses("receiver", scene.moments.choice(HANDLES))
    await me.fills("briefing", words)
    await scene.send(me, (EventKind.HANDOFF_OFFERED, words))


async def accepts_command(scene: Scene, me: Person) -> None:
    """Whoever is asked to take command says that they have it; `me` is who tells them of it."""
    room, offer = await scene.offered(me, "handoff", "I have command")
    asked = _MENTIONED.search(offer.blocks[0]["text"]["text"])
    assert asked, offer.shown
    receiver = scene.slack.person(scene.slack.workspace.users[asked[1]].handle)
    if receiver.id not in room.members:
        raise NotPossible(f"{receiver.handle} was not invited yet.")
    with scene.joined_by(me, receiver):
        await closed(receiver)
        await scene.form(receiver, await receiver.presses("I have command", offer))
        await receiver.fills("read_back", scene.words("I watch the queue"))
        sign = (EventKind.COMMAND_PASSED, number_of(room), receiver.id, receiver.id)
        await scene.send(receiver, sign)
