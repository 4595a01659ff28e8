"""The card: the one message in an incident's channel that always says how things stand."""

from models.facts import Facts
from models.incident import Status
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, divider, header, section
from templates.dates import span, when
from templates.elements import button, option, static_select
from templates.message import Message, message
from templates.parts import (
    hand_over_button,
    roles_button,
    roles_held,
    take_command_button,
    update_button,
)
from templates.text import Mrkdwn, bold, join, mention, mrkdwn
from templates.thread import how_to_type


def card(facts: Facts) -> Message:
    """What happened, how bad, since when, who does what, the last word, and the buttons that matter now."""
    incident = facts.incident
    blocks = [
        header(incident.headline),
        section(fields=_fields(facts)),
        *_noticed(facts),
        divider(),
        section(_latest(facts)),
        *_buttons(facts),
        context(
            mrkdwn(
                "Declared by {who} {at}. {how}",
                who=mention(incident.declared_by.slack_id),
                at=when(incident.declared_at),
                how=how_to_type(facts),
            )
        ),
    ]
    return message(*blocks)


def _fields(facts: Facts) -> list[Mrkdwn]:
    fields = [
        mrkdwn("*Severity*\n{severity}", severity=_severity(facts)),
        mrkdwn("*Status*\n{status}", status=_status(facts)),
    ]
    for role in roles_held(facts.organisation, facts.holders):
        if role.people or role.key == "commander":
            people = join(", ", role.people) if role.people else Mrkdwn("_nobody yet_")
            fields.append(join("\n", [bold(role.name), people]))
    return fields[:10]


def _severity(facts: Facts) -> str:
    key = facts.incident.severity
    return f"{key}: {facts.severity.name}" if facts.severity.key == key else key


def _status(facts: Facts) -> Mrkdwn:
    incident = facts.incident
    status = incident.status.capitalize()
    if incident.ended_at is not None:
        return mrkdwn(
            "{status} {at}, after {length}",
            status=status,
            at=when(incident.ended_at),
            length=span(incident.ended_at - incident.started_at),
        )
    return mrkdwn("{status}, since {at}", status=status, at=when(incident.declared_at))


def _noticed(facts: Facts) -> list[Block]:
    if not facts.incident.noticed:
        return []
    return [section(join("\n", [Mrkdwn("*What people notice*"), facts.incident.noticed]))]


def _latest(facts: Facts) -> Mrkdwn:
    update = facts.last_update
    if update is None:
        latest = Mrkdwn("*Latest update*\nNone yet.")
    else:
        latest = mrkdwn(
            "*Latest update*, by {who} {at}\n{condition}",
            who=mention(update.author.slack_id),
            at=when(update.at),
            condition=update.condition,
        )
    if not facts.incident.is_open:
        return latest
    return latest + mrkdwn("\n_Next update due {at}_", at=when(facts.update_due_at))


def _buttons(facts: Facts) -> list[Block]:
    if not facts.incident.is_open:
        return []
    first = hand_over_button(facts) if facts.commander else take_command_button(facts)
    incident_id = str(facts.incident.id)
    resolve = button(
        "Resolve",
        Action.RESOLVE,
        incident_id,
    )
    severity = static_select(
        Action.CHOOSE_SEVERITY,
        [
            option(f"{one.key}: {one.name}", choice(facts.incident.id, one.key), one.meaning)
            for one in facts.organisation.severities
        ],
        placeholder="Change severity",
    )
    roles = [
        option(role.name, choice(facts.incident.id, role.key))
        for role in facts.organisation.roles
        if role.key != "commander"
    ]
    menus = [severity]
    if roles:
        menus.insert(0, static_select(Action.CHOOSE_ROLE, roles, placeholder="Take a role"))
    ways_out = [resolve]
    if facts.incident.status != Status.MITIGATED:
        ways_out.insert(0, button("Mitigated", Action.MITIGATE, incident_id))
    return [actions(first, update_button(facts), *ways_out), actions(*menus, roles_button(facts))]
