"""A command that was typed where no incident can be told: a press names one, and it goes on as typed."""

from collections.abc import Awaitable, Callable

from commands.command import SLASH
from commands.here import WhichIncident
from commands.request import Pressed, Typed
from templates.blocks import View
from templates.message import Message
from templates.replies import gone_on, which_incident, wrong_place
from templates.text import cut
from templates.typed import as_line
from workflows.errors import Refused
from workflows.facts import facts_of

#: What fits into a button with everything else that it carries.
_CARRIED = 1_800
#: As much as shows how a command goes on.
_EXAMPLE = 80


async def ask(typed: Typed, line: str, which: WhichIncident) -> None:
    """Show what may be meant, each with a press. `line` is the command with its words, as handed over.

    Raises the question as words where there is nothing to choose, or more words than a press carries.
    """
    async with typed.start.looking() as session:
        found = await which.among(session, typed.slack_id)
    if not found or len(line) > _CARRIED:
        raise Refused(wrong_place(found, _named(line)))

    def value_of(incident_id: int) -> str:
        return f"{incident_id}\n{typed.receipt}\n{line}"

    await typed.reply(which_incident(found, value_of, as_line(f"{SLASH} {line}")))


def _named(line: str) -> str:
    """The same command as it is typed with an incident's name."""
    name, _, rest = as_line(line).partition(" ")
    return cut(f"{SLASH} {name} INC-12 {rest}".rstrip(), _EXAMPLE)


async def go_on(pressed: Pressed, run: Callable[[Typed], Awaitable[None]]) -> None:
    """Run what was typed for the incident that was chosen, once, and say so where nothing else does."""
    incident_id, receipt, line = pressed.value.split("\n", 2)
    name, _, rest = line.partition(" ")
    is_answered = False

    async def reply(message: Message) -> None:
        nonlocal is_answered
        is_answered = True
        await pressed.reply(message)

    async def open_form(view: View) -> None:
        nonlocal is_answered
        is_answered = True
        await pressed.open_form(view)

    await run(
        Typed(
            slack_id=pressed.slack_id,
            channel_id=pressed.channel_id,
            start=pressed.start,
            reply=reply,
            open_form=open_form,
            words=f"{name} INC-{incident_id} {rest}",
            response_url="",
            receipt=f"picked:{receipt}",
        )
    )
    if not is_answered:
        async with pressed.start.looking() as session:
            facts = await facts_of(session, pressed.organisation, int(incident_id))
        await pressed.reply(gone_on(facts))
