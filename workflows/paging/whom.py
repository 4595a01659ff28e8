"""Whom somebody means when they page: a policy, a service, a team, or people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.escalation import EscalationStep, Policy, Target
from models.on_call import OnCall
from models.wording import meant, same
from templates.text import Mrkdwn, escape, join, mention, mrkdwn
from workflows.catalogue import Services
from workflows.errors import Refused
from workflows.finder import form
from workflows.owning import entries, people_of_team

#: Who is named by hand is asked three times, and then somebody is told.
_AGAIN: Final = 2
_BETWEEN: Final = timedelta(minutes=10)
_ONLY: Final = "page"
#: As many as one page goes to by name.
_MOST: Final = 20
#: As many words as a name may have that stands before other words.
_LONGEST_NAME: Final = 6


@dataclass(frozen=True, slots=True)
class Whom:
    """What is paged: its name in words, and the policy by which that goes."""

    name: Mrkdwn
    policy: Policy
    #: Empty where the policy stands in no file.
    policy_key: str = ""
    #: The service that was named, where one was.
    service: str = ""


def of_policy(policy: Policy) -> Whom:
    """A policy of the on-call file."""
    return Whom(escape(policy.name), policy, policy.key)


def of_people(slack_ids: Sequence[str]) -> Whom:
    """People and user groups, by their Slack ids, all at once. Raises Refused for more than a few."""
    if len(slack_ids) > _MOST:
        raise Refused(
            f"That is {len(slack_ids)} at once, and {_MOST} can be paged. Name those who are needed "
            "first. Nobody was paged."
        )
    targets = [
        Target(group=one) if one.startswith("S") else Target(person=one) for one in slack_ids
    ]
    return Whom(join(", ", map(mention, slack_ids)), _only(targets))


def _only(targets: Iterable[Target]) -> Policy:
    return Policy(
        key=_ONLY,
        name=_ONLY,
        steps=(EscalationStep(notify=tuple(targets)),),
        repeat=_AGAIN,
        after_last=_BETWEEN,
    )


async def of_service(session: AsyncSession, on_call: OnCall, key: str) -> Whom | None:
    """Whoever answers for a service: by its own policy, else by its team's, else the team's people.

    None where nothing is known of that. Raises PolicyUnknown where a policy is named that there is not.
    """
    service = await _entry(session, EntryKind.SERVICE, key)
    if service is None:
        return None
    unknown: PolicyUnknown | None = None
    try:
        if (named := _policy_named(service)) and (policy := _policy(on_call, service, named)):
            return Whom(_both(service.name, policy.name), policy, policy.key, key)
    except PolicyUnknown as error:
        unknown = error
    team = await of_team(session, on_call, service.owner) if service.owner else None
    if team is None and unknown is not None:
        raise unknown
    return team and Whom(_both(service.name, team.name), team.policy, team.policy_key, key)


def _both(service: str, who: str) -> Mrkdwn:
    return mrkdwn("{service} ({who})", service=service, who=who)


async def of_team(session: AsyncSession, on_call: OnCall, key: str) -> Whom | None:
    """Whoever answers for a team: by its policy, else its people. None where it has none."""
    team = await _entry(session, EntryKind.TEAM, key)
    if team is None:
        return None
    if (named := _policy_named(team)) and (policy := _policy(on_call, team, named)):
        return Whom(escape(policy.name), policy, policy.key)
    return (
        Whom(escape(team.name), _only([Target(team=key)]))
        if await people_of_team(session, key)
        else None
    )


class PolicyUnknown(Exception):
    """The catalogue names a policy that the on-call file does not have."""

    def __init__(self, entry: CatalogueEntry, named: str) -> None:
        super().__init__(f"{entry.key} names {named}")
        self.entry_name = entry.name
        self.named = named


def _policy_named(entry: CatalogueEntry) -> str:
    return str(entry.details.get("escalation_policy") or "")


def _policy(on_call: OnCall, entry: CatalogueEntry, named: str) -> Policy | None:
    """The policy that an entry names; None where there are no policies here at all."""
    policy = on_call.policy(named)
    if policy is None and on_call.policies:
        raise PolicyUnknown(entry, named)
    return policy


async def _entry(session: AsyncSession, kind: EntryKind, key: str) -> CatalogueEntry | None:
    return (await entries(session, kind, [key])).get(key)


async def named_first(
    session: AsyncSession, on_call: OnCall, services: Services, words: str
) -> tuple[Whom, str]:
    """What stands first in words, such as `payments api is down`, and the words after it.

    The longest name that is known counts; a policy before a service, a service before a team. Raises
    Refused where none is known: nobody is paged by a guess.
    """
    split = words.split()
    for count in range(min(len(split), _LONGEST_NAME), 0, -1):
        # A colon or comma sets the name off from what follows.
        name = " ".join(split[:count]).rstrip(":,")
        whom = await _called(session, on_call, services, name)
        if whom is not None:
            return whom, " ".join(split[count:])
    raise Refused(await _unknown(session, on_call, services, words))


async def _called(
    session: AsyncSession, on_call: OnCall, services: Services, name: str
) -> Whom | None:
    if policy := on_call.policy(name):
        return of_policy(policy)
    found = [
        one
        for one in services.search(name, 5)
        if form(name) in [form(called) for called in one.names]
    ]
    if len(found) == 1:
        return await of_service_named(session, on_call, found[0].key, found[0].name)
    team = await _team_called(session, name)
    if team is None:
        return None
    try:
        whom = await of_team(session, on_call, team.key)
    except PolicyUnknown as unknown:
        raise Refused(_unknown_policy(unknown)) from unknown
    if whom is None:
        raise Refused(_nobody(team.name))
    return whom


async def of_service_named(session: AsyncSession, on_call: OnCall, key: str, name: str) -> Whom:
    """Whoever answers for a service that somebody chose. Raises Refused where nobody is known to."""
    try:
        whom = await of_service(session, on_call, key)
    except PolicyUnknown as unknown:
        raise Refused(_unknown_policy(unknown)) from unknown
    if whom is None:
        raise Refused(_nobody(name))
    return whom


def _unknown_policy(unknown: PolicyUnknown) -> Mrkdwn:
    return mrkdwn(
        "{entry} names the escalation policy “{named}” in the catalogue, which the on-call file does "
        "not have. Nobody was paged. You can page people: `/incident page @person`.",
        entry=unknown.entry_name,
        named=unknown.named,
    )


async def _team_called(session: AsyncSession, name: str) -> CatalogueEntry | None:
    found = await session.scalars(
        select(CatalogueEntry)
        .where(
            CatalogueEntry.kind == EntryKind.TEAM.value,
            CatalogueEntry.retired_at.is_(None),
            func.lower(CatalogueEntry.key).in_([name.lower(), "-".join(form(name))])
            | (func.lower(CatalogueEntry.name) == name.lower()),
        )
        .limit(2)
    )
    teams = found.all()
    return teams[0] if len(teams) == 1 else None


def _nobody(name: str) -> Mrkdwn:
    return mrkdwn(
        "The catalogue names neither an escalation policy nor people for {name}, so nobody was "
        "paged. You can page people: `/incident page @person`.",
        name=name,
    )


async def _unknown(
    session: AsyncSession, on_call: OnCall, services: Services, words: str
) -> Mrkdwn:
    first = words.split(maxsplit=1)[0]
    teams = await session.scalars(
        select(CatalogueEntry.name).where(
            CatalogueEntry.kind == EntryKind.TEAM.value, CatalogueEntry.retired_at.is_(None)
        )
    )
    names = [name for one in on_call.policies for name in (one.key, one.name)] + list(teams)
    likely = [meant(first, names), *(one.name for one in services.search(first, 3))]
    offered = list(dict.fromkeys(one for one in likely if one and not same(one, [words])))
    return mrkdwn(
        "No escalation policy, service or team is called “{first}”, so nobody was paged.{likely} "
        "People are named by their mention: `/incident page @person`.",
        first=first,
        likely=f" Did you mean {' or '.join(offered)}?" if offered else "",
    )
