"""`/incident merge INC-12`: this one goes on as part of that one, after a look at what would move."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from commands.command import Command, Presses
from commands.here import Candidates, WhichIncident, incident_id_here, incident_id_named
from commands.request import Pressed, Request, Typed
from templates.actions import Action, chosen
from templates.merge import Move, merge_menu, merge_preview
from templates.replies import OpenOnes
from templates.typed import as_line, visible
from workflows import merge as workflow
from workflows.errors import Refused
from workflows.facts import all_open_incidents, open_incident
from workflows.work import Work

_NAMED = re.compile(r"\bINC[-_ ]?(\d+)\b[:,]?", re.IGNORECASE)
_BETWEEN = re.compile(r"^(?:into|with|and|to)\b", re.IGNORECASE)


async def run(typed: Typed) -> None:
    """Show what would move; two names mean the first into the second, one means this one into it."""
    line = as_line(typed.words)
    named = [int(number) for number in _NAMED.findall(line)]
    why = visible(_BETWEEN.sub("", " ".join(_NAMED.sub(" ", line).split())).strip())
    if len(named) > 2:  # noqa: PLR2004 -- from and into
        raise Refused("One incident at a time, please: `/incident merge INC-12`.")
    async with typed.start.preparing(typed.slack_id) as work:
        source_id = named[0] if len(named) > 1 else await incident_id_here(work, typed)
        if source_id is None:
            raise WhichIncident(_all_but(named))
        if not named:
            await _ask_into(work, typed, source_id)
        move = await _seen(work, typed, source_id, named[-1])
    await typed.reply(merge_preview(move, why))


def _all_but(named: list[int]) -> Candidates:
    """Finds every open incident but the one into which another is to be merged."""

    async def among(session: AsyncSession, slack_id: str) -> OpenOnes:
        found = await all_open_incidents(session, slack_id)
        return [(incident, room) for incident, room in found if incident.id not in named]

    return among


async def _ask_into(work: Work, typed: Typed, source_id: int) -> None:
    source = await open_incident(work, source_id)
    found = await all_open_incidents(work.session, typed.slack_id)
    others = [one for one, _ in found if one.id != source_id]
    if not others:
        raise Refused("No other incident is open, so there is nothing to merge into.")
    raise Refused(
        f"Of which incident does {source.ref} become a part? Choose, or type its name: "
        "`/incident merge INC-12`. Next you see what would move.",
        ways=[merge_menu(source, others)],
    )


async def press_preview(pressed: Pressed) -> None:
    """Show what would move into the incident that was chosen."""
    source_id, target = chosen(pressed.value)
    async with pressed.start.preparing(pressed.slack_id) as work:
        move = await _seen(work, pressed, source_id, int(target))
    await pressed.reply(merge_preview(move, ""))


async def press_merge(pressed: Pressed) -> None:
    """Merge, as it was shown."""
    source_id, rest = chosen(pressed.value)
    target_id, why = chosen(rest)
    async with pressed.start(pressed.slack_id) as work:
        move = await _seen(work, pressed, source_id, target_id)
        await workflow.merge(work, move, why)


async def _seen(work: Work, request: Request, source_id: int, target_id: int) -> Move:
    """What would move, for somebody who may know of both."""
    for incident_id in (source_id, target_id):
        await incident_id_named(work, incident_id)
    known = request.start.catalogue.current
    return await workflow.plan_merge(work, source_id, target_id, known)


COMMAND = Command(
    name="merge",
    usage="INC-12 [why]",
    help="Let this one go on as part of another; you see what moves before it does",
    aliases=("duplicate",),
    run=run,
)
PRESSES: Presses = {Action.PREVIEW_MERGE: press_preview, Action.MERGE: press_merge}
