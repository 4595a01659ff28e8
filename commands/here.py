"""Which incident a person means: the one whose channel they are in, or the one that they name."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from commands.command import SLASH
from commands.request import Request, Typed
from models.incident import Incident
from templates.replies import OpenOnes
from templates.typed import as_words, visible
from workflows.errors import Refused
from workflows.facts import all_open_incidents, incident_id_of_channel, open_incident
from workflows.privacy import may_act
from workflows.work import Work

#: Finds the incidents that a person may mean, by their Slack id.
Candidates: TypeAlias = Callable[[AsyncSession, str], Awaitable[OpenOnes]]

_NAMED = re.compile(r"^\s*INC[-_ ]?(\d+)\b[:,]?\s*", re.IGNORECASE)
#: A number alone could mean an incident, or be what somebody wants to say.
_BARE = re.compile(r"\s*#?(\d+)\s*")
_MOST = 2**31 - 1


class WhichIncident(Refused):
    """Which incident is meant cannot be told; it may be one of those that `among` finds."""

    def __init__(self, among: "Candidates") -> None:
        """Leave it to whoever knows the whole command to ask."""
        super().__init__("Which incident?")
        self.among = among


def words_of(typed: Typed) -> str:
    """What was typed without the incident's name, as Slack handed it over; `visible`."""
    return visible(_NAMED.sub("", typed.words, count=1))


def said_in(typed: Typed) -> str:
    """The same as plain words, over as many lines as were typed."""
    return as_words(words_of(typed))


async def incident_id_meant(
    work: Work, typed: Typed, among: Candidates = all_open_incidents
) -> int:
    """The id of the incident that is meant, open or not.

    Raises WhichIncident where none can be told, with those that `among` finds to choose from.
    """
    named = _NAMED.match(typed.words)
    if named:
        found = await incident_id_named(work, int(named[1]))
        typed.named(found)
        return found
    if bare := _BARE.fullmatch(typed.words):
        raise Refused(f"Do you mean INC-{bare[1]}? Then please type it so. Nothing was changed.")
    here = await incident_id_here(work, typed)
    if here is None:
        raise WhichIncident(among)
    return here


async def incident_id_asked(
    work: Work, typed: Typed, among: Candidates = all_open_incidents
) -> int:
    """The same for a command that takes no other words: there a number alone is an incident's."""
    bare = _BARE.fullmatch(typed.words)
    named = replace(typed, words=f"INC-{bare[1]}") if bare else typed
    return await incident_id_meant(work, named, among)


async def incident_id_named(work: Work, number: int) -> int:
    """The incident of this number; one of which whoever acts may not know is answered as none at all."""
    incident = await work.session.get(Incident, number) if number <= _MOST else None
    if incident is None or not await may_act(work, incident):
        raise Refused(f"There is no INC-{number}. `{SLASH} list` shows the open ones.")
    return number


async def incident_id_here(work: Work, request: Request) -> int | None:
    """The incident whose channel they are in; None in any other place."""
    if request.channel_id is None:
        return None
    return await incident_id_of_channel(work.session, request.channel_id)


async def incident_meant(work: Work, typed: Typed) -> Incident:
    """The open incident that is meant. Raises Refused where none can be told, or it is over."""
    return await open_incident(work, await incident_id_meant(work, typed))
