"""Declaring by a command, by the form, by mentioning the bot: incidents, private ones, drills, near-misses."""

from models.timeline import EventKind
from sandbox.people import Person
from tests.kill.deeds import Deed
from tests.kill.people.scene import Scene, closed

_SORTS = ("", "", "sev1 ", "sev2 ", "private ", "drill ")


async def declares(scene: Scene, me: Person) -> None:
    title = scene.words("checkout is down")
    sort = scene.moments.choice(_SORTS)
    outcome = await me.types(f"/incident declare {sort}{title}")
    scene.note(outcome, (EventKind.DECLARED, title))


async def declares_by_form(scene: Scene, me: Person) -> None:
    await closed(me)
    title = scene.words("payments are slow")
    await scene.form(me, await me.types("/incident declare"))
    # What is open already is looked for while the title is written; nothing is lost with that look.
    await me.fills("What is happening?", title)
    await scene.send(me, (EventKind.DECLARED, title))


async def declares_by_mention(scene: Scene, me: Person) -> None:
    title = scene.words("search finds nothing")
    await me.posts(f"@muster declare {title}", "general")
    note_event(scene, "app_mention", Deed((EventKind.DECLARED, title)))


async def tells_of_a_near_miss(scene: Scene, me: Person) -> None:
    title = scene.words("nearly deleted the wrong volume")
    outcome = await me.types(f"/incident near-miss {title}")
    scene.note(outcome, (EventKind.DECLARED, title))


def note_event(scene: Scene, kind: str, deed: Deed) -> None:
    """Keep what somebody asked for without asking the bot: an event tells it of that."""
    for delivery in reversed(scene.slack.journal.deliveries("events_api")):
        if delivery.payload["event"]["type"] == kind:
            deed.deliveries.append(delivery)
            deed.about = delivery.about
            scene.deeds.append(deed)
            return
