"""`/incident region`: where an incident is felt, seen and put right."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from commands.command import Command
from commands.here import incident_id_meant, words_of
from commands.request import Typed
from models.wording import nearest, same
from templates.regions import regions_now
from templates.typed import as_line
from workflows.errors import Refused
from workflows.facts import any_incident
from workflows.regions import change_regions

#: What is written where no region is meant.
_NONE: Final = frozenset({"-", "none", "nothing", "clear"})
_BETWEEN: Final = re.compile(r"[,;]")
#: Words that people write between two names.
_AND: Final = frozenset({"and", "&", "+"})


async def run(typed: Typed) -> None:
    """Set the regions to those that are named; without words say which they are, and which there are."""
    words = as_line(words_of(typed))
    if not typed.organisation.regions:
        raise Refused(
            "No regions are named here, so there is none to choose. Whoever looks after Muster can "
            "name them under `regions` in the organisation's file."
        )
    if not words:
        await _show(typed)
        return
    named = _regions_named(typed.organisation.regions, words)
    async with typed.start(typed.slack_id) as work:
        incident = await any_incident(work, await incident_id_meant(work, typed))
        await change_regions(work, incident, named)


async def _show(typed: Typed) -> None:
    async with typed.start.preparing(typed.slack_id) as work:
        incident = await any_incident(work, await incident_id_meant(work, typed))
    await typed.reply(regions_now(incident, typed.organisation.regions))


def _regions_named(known: Sequence[str], line: str) -> list[str]:
    """`emea, north america` are EMEA and North America; so are `emea and north america`."""
    if line.casefold() in _NONE - {one.casefold() for one in known}:
        return []
    # A name may hold a comma itself.
    whole = same(line, known)
    parts = [line] if whole else filter(None, map(str.strip, _BETWEEN.split(line)))
    return [region for part in parts for region in _in_part(known, part)]


def _in_part(known: Sequence[str], part: str) -> Iterator[str]:
    """The names that stand one after another, the longest first that fits."""
    words = part.split(" ")
    while words:
        if words[0].casefold() in _AND and len(words) > 1:
            words = words[1:]
            continue
        for taken in range(len(words), 0, -1):
            if found := same(" ".join(words[:taken]), known):
                yield found
                words = words[taken:]
                break
        else:
            rest = " ".join(words)
            raise Refused(
                f"There is no region “{rest}” here.{nearest(rest, known)} Nothing was changed."
            )


COMMAND = Command(
    name="region",
    usage="[region, region | none]",
    help="See or change where it is felt; what several regions feel goes to the global commander",
    aliases=("regions",),
    run=run,
)
