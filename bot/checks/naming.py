"""Whom and which channels the configuration names in Slack, each with the places that name them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.automation import Automation, Step
from models.organisation import Organisation
from models.rules import automations_of

#: The places in the configuration that name something, by what they name.
Named = Mapping[str, Sequence[str]]


def people_named(organisation: Organisation) -> Named:
    """Each person and user group, by Slack id or address."""
    return _sorted(_people(organisation))


def channels_named(organisation: Organisation) -> Named:
    """Each channel in which something is told besides the one for announcements, by its name."""
    return _sorted(_channels(organisation))


def _sorted(told: Iterable[tuple[str, Iterable[str]]]) -> Named:
    named: dict[str, dict[str, None]] = {}
    for where, several in told:
        for one in several:
            named.setdefault(one, {})[where] = None
    return {one: list(places) for one, places in named.items()}


def _people(organisation: Organisation) -> Iterator[tuple[str, Iterable[str]]]:
    invites = organisation.invites
    yield "invites.always", invites.always
    for key, people in invites.by_severity.items():
        yield f"invites.by_severity.{key}", people
    yield "invites.private", invites.private
    yield "administrators", organisation.administrators
    for team in organisation.team_files:
        for people in (team.invites.always, *team.invites.by_severity.values()):
            yield f"invites of the team {team.team}", people
    for team_key, automation in automations_of(organisation):
        for step in automation.then:
            yield _where(team_key, automation), _people_of(step)
    for schedule in organisation.duty.schedules:
        if schedule.user_group:
            yield f"user_group of the schedule {schedule.key}", (schedule.user_group,)


def _people_of(step: Step) -> list[str]:
    people = [step.task.owner if step.task else None, step.assign.person if step.assign else None]
    return [*(step.invite or ()), *(person for person in people if person)]


def _channels(organisation: Organisation) -> Iterator[tuple[str, Iterable[str]]]:
    yield "channels.also", organisation.channels.also
    for team in organisation.team_files:
        yield f"channels of the team {team.team}", team.channels
    for team_key, automation in automations_of(organisation):
        for step in automation.then:
            yield _where(team_key, automation), step.post.channels if step.post else ()
    for schedule in organisation.duty.schedules:
        if schedule.channel:
            yield f"channel of the schedule {schedule.key}", (schedule.channel,)


def _where(team: str, automation: Automation) -> str:
    of_team = f" of the team {team}" if team else ""
    return f"the automation “{automation.name}”{of_team}"
