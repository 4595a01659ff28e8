"""The app's home: what is open, what I hold, and everything that can be typed."""

from collections.abc import Sequence

from models.facts import Facts
from templates.actions import Action
from templates.blocks import Block, View, actions, context, divider, header, home, section
from templates.elements import button
from templates.parts import incident_title, role_name, room_link
from templates.replies import command_lines
from templates.text import Mrkdwn, bullet, mention, mrkdwn


def home_page(
    open_ones: Sequence[Facts],
    held: Sequence[tuple[Facts, str]],
    commands: Sequence[tuple[str, str]],
) -> View:
    """The home tab of one person."""
    blocks: list[Block] = [
        header("Incidents"),
        actions(button("Declare an incident", Action.OPEN_DECLARE, style="primary")),
        header("What I hold"),
        section(_held(held)),
        header("Open now"),
        section(_open(open_ones)),
        divider(),
        header("What you can type"),
        *command_lines(commands),
        context(Mrkdwn("Most of it is on the card in the incident's channel, too.")),
    ]
    return home(blocks)


def _held(held: Sequence[tuple[Facts, str]]) -> Mrkdwn:
    if not held:
        return Mrkdwn("No role in an open incident.")
    return bullet(
        [
            mrkdwn(
                "{role} in {title}, {room}",
                role=role_name(facts.organisation, role).capitalize(),
                title=incident_title(facts),
                room=room_link(facts),
            )
            for facts, role in held
        ]
    )


def _lead(facts: Facts) -> Mrkdwn:
    if facts.commander is None:
        return Mrkdwn("no commander yet")
    return mrkdwn("commander {who}", who=mention(facts.commander.person.slack_id))


def _open(open_ones: Sequence[Facts]) -> Mrkdwn:
    if not open_ones:
        return Mrkdwn("No incident is open.")
    lines = [
        mrkdwn(
            "{title}, {severity}, {status}, {lead}: {room}",
            title=incident_title(facts),
            severity=facts.incident.severity,
            status=facts.incident.status,
            lead=_lead(facts),
            room=room_link(facts),
        )
        for facts in open_ones
    ]
    return bullet(lines)
