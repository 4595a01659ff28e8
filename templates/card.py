"""The card: the one message in an incident's channel that always says how things stand."""

from datetime import datetime

from models.facts import Facts
from models.incident import Status
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, divider, header, section
from templates.custom_fields import on_card
from templates.dates import span, when
from templates.elements import button, option, static_select
from templates.message import Message, message
from templates.parts import (
    affected,
    felt_in,
    hand_over_button,
    no_update,
    noticed_words,
    page_button,
    regions_word,
    roles_button,
    roles_held,
    take_command_button,
    update_button,
    update_due,
)
from templates.text import Mrkdwn, bold, cut, escape, join, mention, mrkdwn
from templates.thread import how_to_type

#: As many fields as Slack puts into one section.
_IN_SECTION = 10
#: As much as one takes in at a glance of those who hold one role.
_PEOPLE = 400
#: The same of a long text, so that everything together stays within what Slack takes.
_TEXT = 2_000


def card(facts: Facts, now: datetime) -> Message:
    """What happened, how bad, since when, who does what, the last word, and the buttons that matter now."""
    incident = facts.incident
    fields = _fields(facts)
    blocks = [
        header(incident.headline),
        *(
            section(fields=fields[at : at + _IN_SECTION])
            for at in range(0, len(fields), _IN_SECTION)
        ),
        *_noticed(facts),
        divider(),
        section(_latest(facts, now)),
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
            nobody = Mrkdwn("_nobody yet_" if facts.incident.is_open else "_nobody_")
            people = join(", ", role.people) or nobody
            fields.append(join("\n", [bold(role.name), cut(people, _PEOPLE)]))
    if facts.services:
        fields.append(join("\n", [Mrkdwn("*Affected*"), affected(facts)]))
    if facts.incident.regions:
        word, names = regions_word(facts.incident.regions), felt_in(facts.incident.regions)
        fields.append(mrkdwn("*{word}*\n{names}", word=word, names=names))
    fields += on_card(facts)
    if facts.open_tasks:
        fields.append(
            mrkdwn("*Open tasks*\n{count}, `/incident tasks` lists them", count=facts.open_tasks)
        )
    return fields


def _severity(facts: Facts) -> str:
    key = facts.incident.severity
    return f"{key}: {facts.severity.name}" if facts.severity.key == key else key


def _status(facts: Facts) -> Mrkdwn:
    incident = facts.incident
    status = incident.status.capitalize()
    if incident.ended_at is not None:
        return mrkdwn(
            "{status}{into} {at}, after {length}",
            status=status,
            into=incident.merged_into,
            at=when(incident.ended_at),
            length=span(incident.ended_at - incident.started_at),
        )
    return mrkdwn("{status}, began {at}", status=status, at=when(incident.started_at))


def _noticed(facts: Facts) -> list[Block]:
    if not facts.incident.noticed:
        return []
    words = noticed_words(facts.incident)
    return [section(join("\n", [Mrkdwn("*What people notice*"), words]))]


def _latest(facts: Facts, now: datetime) -> Mrkdwn:
    update = facts.last_update
    if update is None:
        latest = mrkdwn("*Latest update*\n{none}", none=no_update(facts))
    else:
        latest = mrkdwn(
            "*Latest update*, by {who} {at}\n{condition}",
            who=mention(update.author.slack_id),
            at=when(update.at),
            condition=cut(escape(update.condition), _TEXT),
        )
    if not facts.incident.is_open:
        return latest
    style = "\n*{due}*" if facts.update_due_at <= now else "\n_{due}_"
    return latest + mrkdwn(style, due=update_due(facts, now))


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
    people = (roles_button(facts), page_button(facts))
    return [actions(first, update_button(facts), *ways_out), actions(*menus, *people)]
