"""Running an incident: updates, severity, status, notes, tasks, kept messages, snoozes, subscriptions."""

from models.incident import Status
from models.timeline import EventKind
from sandbox.people import Person
from tests.kill.deeds import Deed
from tests.kill.people.declaring import note_event
from tests.kill.people.scene import Scene, changed, closed, number_of

_SEVERITIES = ("SEV-1", "SEV-2", "SEV-3", "SEV-4")
_STATUSES = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED)


async def updates(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("One customer in ten cannot pay")
    outcome = await me.types(f"/incident update {words}", room)
    scene.note(outcome, (EventKind.UPDATE_POSTED, words))


async def updates_by_form(scene: Scene, me: Person) -> None:
    await closed(me)
    words = scene.words("One customer in five cannot pay")
    if scene.moments.random() < 0.5:
        room = await scene.room(me)
        await scene.form(me, await me.types("/incident update", room))
    else:
        _, card = await scene.offered(me, "card", "Write an update")
        await scene.form(me, await me.presses("Write an update", card))
    await me.fills("What is the situation now?", words)
    await scene.send(me)
    if me.modal is not None and me.modal.title.startswith("Send"):
        await scene.send(me, (EventKind.UPDATE_POSTED, words))


async def changes_severity(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("it grew")
    severity = scene.moments.choice(_SEVERITIES)
    outcome = await me.types(f"/incident severity {severity} {why}", room)
    scene.note(outcome, (EventKind.CHANGED, why))


async def chooses_severity(scene: Scene, me: Person) -> None:
    severity = scene.moments.choice(_SEVERITIES)
    room, card = await scene.offered(me, "card", "Change severity")
    outcome = await me.chooses("Change severity", f"{number_of(room)}:{severity}", card)
    scene.note(outcome, changed(room, "severity", severity, me))


async def changes_status(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("we know more")
    status = scene.moments.choice(_STATUSES)
    outcome = await me.types(f"/incident status {status} {why}", room)
    scene.note(outcome, (EventKind.CHANGED, why))


async def mitigates(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("the cache is warm")
    outcome = await me.types(f"/incident mitigate {why}", room)
    scene.note(outcome, (EventKind.CHANGED, why))


async def presses_mitigated(scene: Scene, me: Person) -> None:
    room, card = await scene.offered(me, "card", "\nMitigated\n")
    outcome = await me.presses("Mitigated", card)
    scene.note(outcome, changed(room, "status", Status.MITIGATED, me))


async def notes(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("The queue began to grow")
    scene.note(await me.types(f"/incident note {words}", room), (EventKind.NOTED, words))


async def adds_a_task(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("Call the bank")
    rest = scene.moments.choice(("", "", f" @{me.handle}", " @cara in 30m", " by 14:00"))
    outcome = await me.types(f"/incident task {words}{rest}", room)
    scene.note(outcome, (EventKind.TASK_ADDED, words))


async def takes_a_task(scene: Scene, me: Person) -> None:
    _, task = await scene.offered(me, "task", "I'll take it")
    words = _words_of(task.shown)
    outcome = await me.presses("I'll take it", task)
    scene.note(outcome, (EventKind.TASK_TAKEN, words, me.id, me.id))


async def finishes_a_task(scene: Scene, me: Person) -> None:
    _, task = await scene.offered(me, "task", "\nDone\n")
    words = _words_of(task.shown)
    outcome = await me.presses("Done", task)
    scene.note(outcome, (EventKind.TASK_DONE, words, me.id))


def _words_of(shown: str) -> str:
    """The words of a task from its message, `*Task 3*  Call the bank (7)`."""
    return shown.splitlines()[0].split("  ", 1)[1]


async def keeps_a_message(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("The pool is exhausted")
    message = await me.posts(words, room)
    await me.reacts("pushpin", message)
    note_event(scene, "reaction_added", Deed((EventKind.MESSAGE_KEPT, words)))


async def points_at_a_message(scene: Scene, me: Person) -> None:
    room, words = await scene.room(me), scene.words("Latency doubled")
    message = await me.posts(words, room)
    outcome = await me.uses_message_shortcut("Put on the timeline", message)
    scene.note(outcome, (EventKind.MESSAGE_KEPT, words))


async def snoozes(scene: Scene, me: Person) -> None:
    room, why = await scene.room(me), scene.words("the vendor is looking into it")
    outcome = await me.types(f"/incident snooze 30m {why}", room)
    scene.note(outcome, (EventKind.SNOOZED, why))


async def subscribes(scene: Scene, me: Person) -> None:
    room = await scene.room(me)
    outcome = await me.types("/incident subscribe", room)
    scene.note(outcome, ("subscribed", number_of(room), me.id))
