"""`/incident severity`, and the card's severity menu."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from commands.command import Command, Presses
from commands.here import incident_meant, words_of
from commands.request import Pressed, Typed
from models.organisation import Organisation, Severity
from models.wording import nearest, same
from templates.actions import Action, chosen
from templates.typed import as_line, visible
from workflows.errors import Refused
from workflows.facts import open_incident
from workflows.severity import change_severity

_NUMBER: Final = re.compile(r"\d+$")


async def run(typed: Typed) -> None:
    """Change the severity to the one that is named, with the rest of the words as the reason."""
    severity, why = _severity_and_reason(typed.organisation, as_line(words_of(typed)))
    # Here a number alone is a severity and never an incident.
    asked = replace(typed, words="") if typed.words.strip().isdecimal() else typed
    async with typed.start(typed.slack_id) as work:
        await change_severity(work, await incident_meant(work, asked), severity, why)


def _severity_and_reason(organisation: Organisation, line: str) -> tuple[Severity, str]:
    """`sev 1 more regions` is SEV-1, for the reason that more regions; so is `1 more regions`."""
    keys = [severity.key for severity in organisation.severities]
    words = line.split(" ")
    for taken in (1, 2):
        named = " ".join(words[:taken])
        found = same(named, keys) or _numbered(named, keys)
        if found is not None:
            return organisation.severity(found), visible(" ".join(words[taken:]))
    if not line:
        raise Refused(f"Which severity?{nearest('', keys)} You may add why.")
    raise Refused(
        f"There is no severity “{words[0]}” here.{nearest(words[0], keys)} Nothing was changed."
    )


def _numbered(word: str, keys: Sequence[str]) -> str | None:
    """The only severity that ends with this number."""
    if not word.isdecimal():
        return None
    found = [key for key in keys if _NUMBER.findall(key)[-1:] == [word]]
    return found[0] if len(found) == 1 else None


async def choose(pressed: Pressed) -> None:
    """Change the severity to the one chosen on the card."""
    incident_id, key = chosen(pressed.value)
    severity, _ = _severity_and_reason(pressed.organisation, key)
    async with pressed.start(pressed.slack_id) as work:
        await change_severity(work, await open_incident(work, incident_id), severity)


COMMAND = Command(
    name="severity",
    usage="<severity> [why]",
    help="Change how severe it is; the cadence of updates changes with it",
    aliases=("sev",),
    run=run,
)
PRESSES: Presses = {Action.CHOOSE_SEVERITY: choose}
