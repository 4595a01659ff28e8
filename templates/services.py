"""The services that an incident touches: what was understood from the words, and the way to put it right."""

from collections.abc import Mapping

from models.incident import Incident
from models.suggestions import SeverityHint
from models.timeline import TimelineEvent
from templates.actions import Action, Field, Form, choice
from templates.blocks import Block, View, actions, context, input_block, modal, section
from templates.elements import (
    LONGEST_OPTION,
    Element,
    button,
    multi_external_select,
    option,
    static_select,
)
from templates.text import Mrkdwn, bold, join, mrkdwn

#: As many as one looks through in a menu.
_OFFERED = 100


def understood(event: TimelineEvent, incident: Incident) -> list[Block]:
    """What was understood, said so that one press puts it right."""
    services: Mapping[str, str] = event.details["services"]
    change = button("Change", Action.CHANGE_SERVICES, str(incident.id))
    blocks: list[Block] = []
    if services:
        words = mrkdwn("This seems to be about {services}. Not so?", services=listed(services))
        blocks += [section(words, accessory=change)]
    for several in event.details["unclear"]:
        blocks += _which(incident, several)
    if not services:
        blocks.append(actions(change))
    if hint := event.details.get("hint"):
        blocks.append(_suggested_severity(incident, SeverityHint(**hint)))
    blocks.append(context("This is understood from the words of the declaration."))
    return blocks


def _suggested_severity(incident: Incident, hint: SeverityHint) -> Block:
    """The severity that the catalogue suggests, which people take or leave."""
    words = mrkdwn(
        "{service} is of tier {tier}, for which {suggested} is suggested. This is {severity} so far.",
        service=bold(hint.service),
        tier=str(hint.tier),
        suggested=hint.severity,
        severity=incident.severity,
    )
    take = button(
        f"Make it {hint.severity}", Action.CHOOSE_SEVERITY, choice(incident.id, hint.severity)
    )
    return section(words, accessory=take)


def _which(incident: Incident, several: Mapping[str, str]) -> list[Block]:
    words = mrkdwn("It could be about {services}. Which one?", services=listed(several, " or "))
    options = [
        option(name, value)
        for key, name in several.items()
        if len(value := choice(incident.id, key)) <= LONGEST_OPTION
    ]
    if not options:
        return [section(words)]
    menu = static_select(
        Action.CHOOSE_SERVICE, options[:_OFFERED], placeholder="Choose the service"
    )
    return [section(words, accessory=menu)]


def listed(services: Mapping[str, str], between: str = ", ") -> Mrkdwn:
    """The names of services in a row, in bold."""
    return join(between, [bold(name) for name in services.values()])


def services_form(incident: Incident, services: Mapping[str, str]) -> View:
    """Which services are affected."""
    return modal(
        "What is affected?",
        "Save",
        "Cancel",
        [
            input_block(
                "Affected services",
                services_menu(services),
                Field.SERVICES,
                hint="Type a few letters of the name. Leave it empty if none of ours is.",
                optional=True,
            )
        ],
        Form.SERVICES,
        private_metadata=str(incident.id),
    )


def services_menu(chosen: Mapping[str, str]) -> Element:
    """The menu in which services are looked for by a few letters."""
    return multi_external_select(
        Field.SERVICES, service_options(chosen), placeholder="Type a few letters"
    )


def service_options(services: Mapping[str, str]) -> list[Element]:
    """Services as that menu offers them."""
    offered = [(key, name) for key, name in services.items() if len(key) <= LONGEST_OPTION]
    return [option(name, key) for key, name in offered[:_OFFERED]]
