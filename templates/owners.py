"""Whose services an incident touches: said in its channel, with whom else to ask, and in theirs."""

from collections.abc import Mapping, Sequence

from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.elements import Element, button
from templates.message import Message, message
from templates.parts import drill_mark, incident_title, join_button, room_link
from templates.services import listed
from templates.text import Mrkdwn, bold, join, mrkdwn


def owners_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Who was brought, in a sentence."""
    teams, services = event.details["teams"], event.details["services"]
    if not event.details.get("people", True):
        return mrkdwn(
            "{services} belongs to {teams}. The catalogue names nobody there who could be invited.",
            services=listed(services),
            teams=listed(teams) or Mrkdwn("nobody"),
        )
    if not teams:
        return mrkdwn("{services}: their owners were invited.", services=listed(services))
    if not services:
        return mrkdwn("{teams} were invited.", teams=listed(teams))
    return mrkdwn(
        "{teams} were invited, since {services} is theirs.",
        teams=listed(teams),
        services=listed(services),
    )


def say_owners(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same in the channel, with the neighbours that can be invited as well."""
    blocks: list[Block] = [section(owners_line(event, facts.organisation))]
    offered: Mapping[str, str] = event.details["offered"]
    if offered and facts.incident.is_open:
        blocks.append(
            section("Their services need one another. Does one of these teams have to come, too?")
        )
        blocks += [
            section(bold(name), accessory=_invite(facts.incident, key, name))
            for key, name in offered.items()
        ]
    blocks.append(
        context(Mrkdwn("From the service catalogue. `/incident service` shows whose is what."))
    )
    return blocks


def _invite(incident: Incident, key: str, name: str) -> Element:
    return button(f"Invite {name}", Action.BRING_TEAM, choice(incident.id, key))


def told_team(facts: Facts, services: Sequence[str]) -> Message:
    """For a team's own channel: what is wrong with something of theirs, and where people work on it."""
    words = mrkdwn(
        "{title} ({severity}) touches {services}, which is yours. People work on it in {room}.",
        title=incident_title(facts),
        severity=facts.incident.severity,
        services=join(", ", map(bold, services)),
        room=room_link(facts),
    )
    return message(section(words), actions(join_button(facts)), *_note(facts))


def _note(facts: Facts) -> list[Block]:
    marks = drill_mark(facts)
    return [context(*marks)] if marks else []
