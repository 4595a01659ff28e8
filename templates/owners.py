"""Whose services an incident touches: said in its channel, with whom else to ask, and in theirs."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.elements import Element, button
from templates.message import Message, message
from templates.parts import drill_mark, incident_title, join_button, room_link, take_command_button
from templates.services import listed
from templates.text import Mrkdwn, bold, channel_link, join, mention, mrkdwn


def owners_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Who was brought and who was not, each in a sentence."""
    return join(" ", [*_brought(event.details), *_besides(event.details), *_spared(event.details)])


def _brought(details: Mapping[str, Any]) -> list[Mrkdwn]:
    teams, services, spared = details["teams"], details["services"], details.get("spared", {})
    alone = details.get("alone", {})
    if not details.get("people", True) and not spared and not details.get("spared_alone"):
        words = (
            "{services} belongs to {teams}. The catalogue names nobody there who could be invited."
        )
        whose = listed(teams) or Mrkdwn("nobody")
        return [mrkdwn(words, services=listed(services), teams=whose)]
    if teams and not services:
        return [mrkdwn("{teams} were invited.", teams=listed(teams))]
    if teams:
        words = "{teams} were invited, since {services} is theirs."
        return [mrkdwn(words, teams=listed(teams), services=listed(services))]
    # A team that was offered is the only one of its event; what has no team has owners.
    owned = alone if "alone" in details else services
    if not owned:
        return []
    return [mrkdwn("{services}: their owners were invited.", services=listed(owned))]


def _besides(details: Mapping[str, Any]) -> list[Mrkdwn]:
    besides = details.get("besides")
    if not besides:
        return []
    return [mrkdwn("{teams} were invited besides, as was wished.", teams=listed(besides))]


def _spared(details: Mapping[str, Any]) -> list[Mrkdwn]:
    spared, alone = details.get("spared", {}), details.get("spared_alone", {})
    whom = [*([listed(spared)] if spared else [])]
    if alone:
        whom.append(mrkdwn("the owners of {services}", services=listed(alone)))
    if not whom:
        return []
    if details["drill"]:
        words = "This is a drill, so {whom} were not called."
    else:
        words = "Whoever declared it left out {whom}."
    return [mrkdwn(words, whom=join(" and ", whom))]


def team_told_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """That a team was told in its own channel."""
    where = channel_link(event.details["channel_id"])
    return mrkdwn("{team} was told in {where}.", team=bold(event.details["team"]), where=where)


def links_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """That links of services were added to the channel."""
    return mrkdwn(
        "The links of {services} were added to the channel.",
        services=listed(event.details["services"]),
    )


def leader_asked_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """That somebody was asked to lead."""
    return mrkdwn("{who} was asked to take command.", who=mention(event.details["person"]))


def say_leader_asked(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The question itself, in the channel, with the press that answers it."""
    words = mrkdwn(
        "{who}, you are on call for this. Will you take command of {ref}?",
        who=mention(event.details["person"]),
        ref=facts.incident.ref,
    )
    note = Mrkdwn("Whoever presses leads. Nothing else changes until somebody does.")
    return [section(words), actions(take_command_button(facts)), context(note)]


def say_owners(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same in the channel, with whoever can be invited as well."""
    blocks: list[Block] = [section(owners_line(event, facts.organisation))]
    on_call: Mapping[str, str] = event.details.get("on_call", {})
    if facts.incident.is_open:
        blocks += [
            section(
                mrkdwn("On call for {name}: {who}.", name=bold(name), who=mention(slack_id)),
                accessory=_invite(
                    facts.incident, Action.ASK_TO_LEAD, slack_id, "Ask them to take command"
                ),
            )
            for name, slack_id in on_call.items()
        ]
    offered: Mapping[str, str] = event.details["offered"]
    alone: Mapping[str, str] = event.details.get("spared_alone", {})
    if (offered or alone) and facts.incident.is_open:
        blocks.append(section(_question(event.details)))
        blocks += [
            section(
                bold(name),
                accessory=_invite(facts.incident, Action.BRING_TEAM, key, f"Invite {name}"),
            )
            for key, name in offered.items()
        ]
        blocks += [
            section(
                mrkdwn("The owners of {service}", service=bold(name)),
                accessory=_invite(facts.incident, Action.BRING_OWNERS, key, "Invite the owners"),
            )
            for key, name in alone.items()
        ]
    blocks.append(
        context(Mrkdwn("From the service catalogue. `/incident service` shows whose is what."))
    )
    return blocks


def _question(details: Mapping[str, Any]) -> str:
    if details.get("drill"):
        return "Invite whoever takes part; the channel says that it is a drill."
    if details.get("spared") or details.get("spared_alone"):
        return "Does one of these have to come after all?"
    return "These teams run what it needs, or what needs it. Does one of them have to come?"


def _invite(incident: Incident, action: Action, key: str, label: str) -> Element:
    return button(label, action, choice(incident.id, key))


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
