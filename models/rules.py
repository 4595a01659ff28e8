"""Which rules hold for an incident: the organisation's, with what the teams of its services add."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from models.automation import Automation
from models.organisation import Invites, Organisation, Role, Severity
from models.team import Team
from models.wording_template import Wording

T = TypeVar("T")


def rules_for(organisation: Organisation, teams: Iterable[str]) -> Organisation:
    """The organisation as it is for incidents of these teams: the strictest cadence, everything added.

    Without teams that have a file it is the organisation itself.
    """
    keys = frozenset(teams)
    added = [team for team in organisation.team_files if team.team in keys]
    if not added:
        return organisation
    own = frozenset(team.team for team in added)
    made = organisation.rules_made.get(own)
    if made is None:
        made = organisation.rules_made[own] = _with(organisation, added)
    return made


def _with(organisation: Organisation, teams: Sequence[Team]) -> Organisation:
    channels, invites = organisation.channels, organisation.invites
    everywhere = _each(channels.also, *(team.channels for team in teams))
    fields = {one.key: one for team in reversed(teams) for one in team.fields}
    return organisation.model_copy(
        update={
            "severities": tuple(_severity(one, teams) for one in organisation.severities),
            "roles": tuple(_role(one, teams) for one in organisation.roles),
            "channels": channels.model_copy(update={"also": everywhere}),
            "invites": _invites(invites, teams),
            "bookmarks": _each(organisation.bookmarks, *(team.bookmarks for team in teams)),
            "fields": (*organisation.fields, *fields.values()),
            "wording": _wording(organisation.wording, teams),
        }
    )


def automations_of(organisation: Organisation) -> Iterable[tuple[str, Automation]]:
    """Every automation with the key of the team whose it is, empty for the organisation's own."""
    of_teams = ((team.team, rule) for team in organisation.team_files for rule in team.automations)
    return chain((("", rule) for rule in organisation.automations), of_teams)


def _each(*several: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(several)))


def _severity(severity: Severity, teams: Sequence[Team]) -> Severity:
    every = [team.update_every[severity.key] for team in teams if severity.key in team.update_every]
    examples = (team.severity_examples.get(severity.key, ()) for team in teams)
    return severity.model_copy(
        update={
            "update_every": min([severity.update_every, *every]),
            "thresholds": _each(severity.thresholds, *examples),
        }
    )


def _role(role: Role, teams: Sequence[Team]) -> Role:
    added = (team.checklists.get(role.key, ()) for team in teams)
    return role.model_copy(update={"first_steps": _each(role.first_steps, *added)})


def _invites(invites: Invites, teams: Sequence[Team]) -> Invites:
    keys = _each(invites.by_severity, *(team.invites.by_severity for team in teams))
    return invites.model_copy(
        update={
            "always": _each(invites.always, *(team.invites.always for team in teams)),
            "by_severity": {
                key: _each(
                    invites.by_severity.get(key, ()),
                    *(team.invites.by_severity.get(key, ()) for team in teams),
                )
                for key in keys
            },
        }
    )


def _wording(wording: Wording, teams: Sequence[Team]) -> Wording:
    """A team's words come before the organisation's; of several teams the first counts."""
    announcements = [team.wording.announcement for team in teams if team.wording.announcement]
    briefings = dict(wording.briefings)
    for team in reversed(teams):
        briefings |= team.wording.briefings
    return Wording.model_construct(
        announcement=next(iter(announcements), wording.announcement), briefings=briefings
    )
