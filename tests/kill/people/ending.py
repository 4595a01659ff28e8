"""The end of an incident, in each of its ways, and taking it back."""

from models.timeline import EventKind
from sandbox.errors import NotPossible
from sandbox.people import Person
from sandbox.waiting import WaitedInVain
from tests.kill.people.scene import Scene, closed, number_of

#: How long somebody looks whether the preview of a merge comes, in seconds.
_PATIENCE = 0.6


async def resolves(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("the release was rolled back")
    outcome = await me.types(f"/incident resolve {why}", room)
    scene.note(outcome, (EventKind.RESOLVED, why))


async def resolves_by_form(scene: Scene, me: Person) -> None:
    await closed(me)
    why = scene.words("the pool was doubled")
    _, card = await scene.offered(me, "card", "\nResolve\n")
    await scene.form(me, await me.presses("Resolve", card))
    await me.fills("What ended it?", why)
    await scene.send(me, (EventKind.RESOLVED, why))


async def cancels(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("a test of the monitoring")
    outcome = await me.types(f"/incident cancel {why}", room)
    scene.note(outcome, (EventKind.CANCELLED, why))


async def reopens(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me, is_open=False), scene.words("it came back")
    outcome = await me.types(f"/incident reopen {why}", room)
    scene.note(outcome, (EventKind.REOPENED, why))


async def merges(scene: Scene, me: Person) -> None:
    source, target = await scene.room(me), await scene.room(me)
    if source is target:
        raise NotPossible("There is only one.")
    why = scene.words("the same cause")
    label = f"Merge INC-{number_of(source)} into INC-{number_of(target)}"
    scene.note(await me.types(f"/incident merge INC-{number_of(target)} {why}", source))
    seen = me.ephemerals
    try:
        preview = await scene.slack.wait.until(
            lambda: next((one for one in reversed(seen(source)) if label in one.shown), None),
            "a preview",
            _PATIENCE,
        )
    except WaitedInVain:
        raise NotPossible("No preview came.") from None
    scene.note(await me.presses(label, preview), (EventKind.MERGED, why))
