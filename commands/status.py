"""`/incident status`, `mitigate`, `reopen` and `note`: how far it has come, in a word or a sentence."""

from commands.command import Command, Presses
from commands.here import incident_id_meant, incident_meant, said_in, words_of
from commands.looking import show
from commands.request import Pressed, Typed
from models.incident import OVER, Status
from models.wording import nearest, same
from templates.actions import Action
from templates.typed import as_line, visible
from workflows import status as workflow
from workflows.errors import Refused
from workflows.facts import lately_ended, open_incident
from workflows.merge import held_with_target

_OPEN = [status.value for status in Status if status not in OVER]

#: What people type in place of "resolved".
_RESOLVED = ["closed", "done", "fixed", "over", "solved"]


async def run(typed: Typed) -> None:
    """Set the status to the one that is named, with the rest of the words as the reason."""
    word, _, why = as_line(words_of(typed)).partition(" ")
    if not word:
        await show(typed)
        return
    found = same(word, [status.value for status in Status])
    if found is None and same(word, _RESOLVED):
        found = Status.RESOLVED.value
    if found in OVER:
        ends = {Status.RESOLVED: "resolve", Status.CANCELLED: "cancel", Status.MERGED: "merge"}[
            Status(found)
        ]
        raise Refused(f"To end it, type `/incident {ends}`. Nothing was changed.")
    if found is None:
        raise Refused(f"There is no status “{word}”.{nearest(word, _OPEN)} Nothing was changed.")
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        await workflow.change_status(work, incident, Status(found), visible(why))


async def mitigate(typed: Typed) -> None:
    """Say that nobody is affected any longer."""
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        why = said_in(typed)
        await workflow.change_status(work, incident, Status.MITIGATED, why)


async def press_mitigated(pressed: Pressed) -> None:
    """The same, with the card's button."""
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, int(pressed.value))
        await workflow.change_status(work, incident, Status.MITIGATED)


async def reopen(typed: Typed) -> None:
    """Open an ended incident again."""
    async with typed.start(typed.slack_id) as work:
        incident_id = await incident_id_meant(work, typed, lately_ended)
        incident = await held_with_target(work, incident_id)
        await workflow.reopen(work, incident, said_in(typed))


async def note(typed: Typed) -> None:
    """Put a few words on the timeline."""
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        if await work.first_time(typed.receipt):
            await workflow.note(work, incident, said_in(typed))


COMMAND = Command(
    name="status",
    usage="[investigating | identified | mitigated] [why]",
    help="Say how far it has come; without words, see where it stands",
    run=run,
)
MITIGATE = Command(
    name="mitigate",
    usage="[what helped]",
    help="Say that nobody is affected any longer, though it is not over",
    aliases=("mitigated",),
    run=mitigate,
)
REOPEN = Command(
    name="reopen", usage="[why]", help="Open it again when it was not over", run=reopen
)
NOTE = Command(
    name="note",
    usage="<what you saw or did>",
    help="Put a few words on the timeline",
    run=note,
)
PRESSES: Presses = {Action.MITIGATE: press_mitigated}
