"""What choosing services suggests, before anything is done: for the form that declares."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry
from models.on_call_sheet import OnCallSheet
from models.organisation import Organisation
from models.suggestions import Brings, Described, Offer, Suggestions
from workflows.catalogue import Service
from workflows.on_call.could_lead import could_lead
from workflows.owning import Owning, is_slack_id, links_of, owning_of
from workflows.severity_hint import severity_hint

#: As many as one reads through. What of more is done by itself is done without a tick.
_MOST_OFFERS: Final = 30


async def suggestions_for(
    session: AsyncSession,
    organisation: Organisation,
    services: Sequence[Service],
    *,
    is_drill: bool,
    now: datetime,
) -> Suggestions:
    """Everything that these services suggest. A drill calls nobody by itself."""
    if not services:
        return Suggestions()
    owning = await owning_of(session, [one.key for one in services])
    lead = await could_lead(session, organisation.duty, owning, now)
    offers = _offers(owning, is_drill=is_drill)
    return Suggestions(
        services=[_described(owning, one) for one in owning.services.values()],
        severity=severity_hint(organisation, services),
        regions=_regions(organisation, owning),
        offers=list(islice(chain(_leaders(lead), offers), _MOST_OFFERS)),
    )


def _described(owning: Owning, service: CatalogueEntry) -> Described:
    team = owning.teams.get(service.owner or "")
    alone = ", ".join(service.details.get("owner_people", ()))
    owner = team.name if team else service.owner or alone
    regions = service.details.get("regions", ())
    return Described(service.name, owner, service.tier, service.domain or "", regions)


def _regions(organisation: Organisation, owning: Owning) -> list[str]:
    """The regions of the organisation in which they run."""
    named = {
        region.casefold()
        for one in owning.services.values()
        for region in one.details.get("regions", ())
    }
    return [region for region in organisation.regions if region.casefold() in named]


def _leaders(sheets: Sequence[OnCallSheet]) -> Iterator[Offer]:
    for sheet in sheets:
        schedule, person = sheet.schedule, sheet.people[0]
        because = [schedule.name]
        yield Offer(Brings.LEADER, schedule.key, person.called, because, by_itself=False)


def _offers(owning: Owning, *, is_drill: bool) -> Iterator[Offer]:
    reach, calls = owning.reach, not is_drill
    for team in owning.teams.values():
        theirs = [one.name for one in owning.services_of(team.key)]
        if people := reach.of_team(team):
            yield Offer(Brings.TEAM, team.key, team.name, theirs, people, calls)
    for service in owning.owned_alone():
        people = reach.of_service(service)
        yield Offer(Brings.ALONE, service.key, service.name, (), people, calls)
    for team in owning.teams.values():
        if where := team.details.get("slack_channel"):
            channel = "" if is_slack_id(where) else where
            yield Offer(Brings.WORD, team.key, channel, [team.name], by_itself=calls)
    for service in owning.services.values():
        if links := links_of(service):
            titles = [title for title, _ in links]
            yield Offer(Brings.LINKS, service.key, service.name, titles)
    for beside in owning.neighbours:
        if people := reach.of_team(beside.team):
            team = beside.team
            because = [beside.service.name]
            yield Offer(Brings.NEIGHBOUR, team.key, team.name, because, people, by_itself=False)
