"""A command that was typed where no incident can be told: a press names one, and it goes on as typed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from commands.command import SLASH
from commands.here import WhichIncident
from commands.request import Pressed, Typed
from templates.blocks import View
from templates.message import Message
from templates.replies import gone_on, which_incident, wrong_place
from templates.typed import as_line
from workflows.errors import Refused
from workflows.facts import facts_of, own_first

#: Runs a command that was typed.
Run: TypeAlias = Callable[[Typed], Awaitable[None]]

#: What fits into a button with everything else that it carries.
_CARRIED = 1_800


async def ask(typed: Typed, line: str, which: WhichIncident) -> None:
    """Show what may be meant, each with a press. `line` is the command with its words, as handed over.

    Raises the question as words where there is nothing to choose, or more words than a press carries.
    """
    async with typed.start.looking() as session:
        found = await own_first(session, typed.slack_id, await which.among(session, typed.slack_id))
    typed_so = as_line(f"{SLASH} {line}")
    if not found or len(line) > _CARRIED:
        raise Refused(wrong_place(found, typed_so))

    def value_of(incident_id: int) -> str:
        return f"{incident_id}\n{typed.receipt}\n{line}"

    await typed.reply(which_incident(found, value_of, typed_so))


async def go_on(pressed: Pressed, run: Run) -> None:
    """Run what was typed for the incident that was chosen, once."""
    incident_id, receipt, line = pressed.value.split("\n", 2)
    name, _, rest = line.partition(" ")
    await run(
        Typed(
            slack_id=pressed.slack_id,
            channel_id=pressed.channel_id,
            start=pressed.start,
            reply=pressed.reply,
            open_form=pressed.open_form,
            words=f"{name} INC-{incident_id} {rest}",
            response_url="",
            receipt=f"picked:{receipt}",
        )
    )


async def run_and_tell(typed: Typed, run: Run) -> None:
    """Run a command; where it named an incident of another place, and nothing else answers, say that it is done."""
    named: int | None = None
    is_answered = False

    def hear(incident_id: int) -> None:
        nonlocal named
        named = incident_id

    async def reply(message: Message) -> None:
        nonlocal is_answered
        is_answered = True
        await typed.reply(message)

    async def open_form(view: View) -> None:
        nonlocal is_answered
        is_answered = True
        await typed.open_form(view)

    await run(replace(typed, reply=reply, open_form=open_form, named=hear))
    if named is None or is_answered:
        return
    async with typed.start.looking() as session:
        facts = await facts_of(session, typed.organisation, named)
    if facts.room is None or facts.room.channel_id != typed.channel_id:
        await typed.reply(gone_on(facts))
