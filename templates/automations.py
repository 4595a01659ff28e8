"""What people read of automations: what one did, what it asks first, and what it posts elsewhere."""

from collections.abc import Mapping
from typing import Any

from models.facts import Facts
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.elements import button
from templates.message import Message, message
from templates.own_words import own_words
from templates.parts import drill_mark, incident_title, role_name, room_link
from templates.text import Mrkdwn, join, mention, mrkdwn


def ran_line(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    """What an automation did."""
    did = [_did(one, organisation) for one in event.details["did"]]
    return mrkdwn("{rule} ran: {did}.", rule=_rule(event), did=join("; ", did))


def _rule(event: TimelineEvent) -> Mrkdwn:
    team = event.details["team"]
    return mrkdwn(
        "The automation “{name}”{team}",
        name=event.details["name"],
        team=mrkdwn(" of the team {team}", team=team) if team else "",
    )


def _did(one: Mapping[str, Any], organisation: Organisation) -> Mrkdwn:
    match one["did"]:
        case "role":
            role = role_name(organisation, one["role"])
            return mrkdwn("made {who} {role}", who=mention(one["person"]), role=role)
        case "posted":
            names = [f"#{name}" for name in one["channels"]]
            return mrkdwn("posted in {channels}", channels=join(", ", names))
        case "not done":
            return mrkdwn("could not do {what} ({why})", what=one["what"], why=Mrkdwn(one["why"]))
        case "called":
            return Mrkdwn("called another program")
        case _:
            return _did_inside(one)


def _did_inside(one: Mapping[str, Any]) -> Mrkdwn:
    match one["did"]:
        case "paged":
            return mrkdwn("paged {name}", name=one["name"])
        case "invited":
            return mrkdwn("invited {people}", people=_people(one["count"]))
        case "task":
            return mrkdwn("added task {n}, {words}", n=one["number"], words=one["words"])
        case "field":
            return mrkdwn("set {field} to {value}", field=one["field"], value=one["value"])
        case _:
            return mrkdwn("added the link {title}", title=one["title"])


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def asked_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """What an automation asks before it does it."""
    people = _people(event.details["count"])
    return mrkdwn("{rule} would invite {people}, and asks first.", rule=_rule(event), people=people)


def say_asked(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same with the button that says yes."""
    press = button(
        f"Invite {_people(event.details['count'])}",
        Action.CONFIRM_AUTOMATION,
        choice(facts.incident.id, str(event.id)),
    )
    words = "Nobody is invited until somebody presses it."
    return [section(asked_line(event, facts.organisation)), actions(press), context(words)]


def posted_by_rule(facts: Facts, template: str) -> Message:
    """The words of an automation, for a channel where nobody could tell of which incident they speak."""
    where = mrkdwn("{severity} · {room}", severity=facts.incident.severity, room=room_link(facts))
    words = own_words(template, facts)
    return message(
        section(join("\n", [incident_title(facts), where])),
        *([section(words)] if words else []),
        *([context(*marks)] if (marks := drill_mark(facts)) else []),
    )
