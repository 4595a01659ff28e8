"""The forms that people fill in: declare, update, hand over. Only what must be known is required."""

from collections.abc import Mapping

from models.facts import Facts
from models.organisation import Organisation
from templates.actions import Field, Form
from templates.blocks import Block, View, context, input_block, modal, section
from templates.elements import (
    Element,
    option,
    plain_text_input,
    static_select,
    users_select,
)
from templates.text import Mrkdwn, bold, bullet, join, mrkdwn

Typed = Mapping[str, str]


def declare_form(organisation: Organisation, typed: Typed | None = None) -> View:
    """Title, severity with what counts as each, and what people notice. `typed` fills it again."""
    typed = typed or {}
    severities = organisation.severities
    return modal(
        "Declare an incident",
        "Declare",
        "Cancel",
        [
            input_block(
                "What is happening?",
                _line(Field.TITLE, typed, "Checkout is down", focus=True, most=250),
                Field.TITLE,
                hint="A few words are enough. You can say more in the channel.",
            ),
            input_block(
                "Severity",
                static_select(
                    Field.SEVERITY,
                    [option(f"{one.key}: {one.name}", one.key, one.meaning) for one in severities],
                    initial=typed.get(Field.SEVERITY, organisation.default_severity),
                ),
                Field.SEVERITY,
                hint="In doubt take the higher one. It can be changed at any time.",
                optional=True,
            ),
            input_block(
                "What do people notice?",
                _text(Field.NOTICED, typed, "Customers see an error when they pay"),
                Field.NOTICED,
                optional=True,
            ),
            *_thresholds(organisation),
        ],
        Form.DECLARE,
    )


def update_form(facts: Facts) -> View:
    """Condition, actions, needs; the last update's words stand there to be changed."""
    last = facts.last_update
    typed: Typed = (
        {
            Field.CONDITION: last.condition,
            Field.ACTIONS: last.actions,
            Field.NEEDS: last.needs,
        }
        if last
        else {}
    )
    return modal(
        "Write an update",
        "Send",
        "Cancel",
        [
            input_block(
                "What is the situation now?",
                _text(Field.CONDITION, typed, "Payments fail for one customer in ten", focus=True),
                Field.CONDITION,
                hint="For everyone, also those who were not there.",
            ),
            input_block(
                "What are we doing?",
                _text(Field.ACTIONS, typed, "Rolling back the release of 09:10"),
                Field.ACTIONS,
                optional=True,
            ),
            input_block(
                "What do we need?",
                _text(Field.NEEDS, typed, "Somebody who knows the card gateway"),
                Field.NEEDS,
                optional=True,
            ),
            context(
                mrkdwn(
                    "It goes to the channel and under the announcement of {ref}.",
                    ref=facts.incident.ref,
                )
            ),
        ],
        Form.UPDATE,
        private_metadata=str(facts.incident.id),
    )


def handoff_form(facts: Facts) -> View:
    """Who takes command next, and what they should know."""
    return modal(
        "Hand over command",
        "Offer command",
        "Cancel",
        [
            input_block(
                "Who takes command next?",
                users_select(Field.RECEIVER, placeholder="Choose a person"),
                Field.RECEIVER,
            ),
            input_block(
                "What should they know?",
                _text(
                    Field.BRIEFING,
                    {},
                    "What is broken, what was tried, what comes next, what we wait for",
                ),
                Field.BRIEFING,
                hint="The latest update is shown to them as well.",
                optional=True,
            ),
            context(Mrkdwn("You keep command until they press _I have command_.")),
        ],
        Form.HANDOFF,
        private_metadata=str(facts.incident.id),
    )


def _thresholds(organisation: Organisation) -> list[Block]:
    lines = [
        join("\n", [bold(f"{one.key}: {one.meaning}"), bullet(one.thresholds)])
        for one in organisation.severities
        if one.thresholds
    ]
    return [section(line) for line in lines]


def _line(field: Field, typed: Typed, example: str, *, most: int, focus: bool = False) -> Element:
    return plain_text_input(
        field, typed.get(field) or None, placeholder=example, max_length=most, focus=focus
    )


def _text(field: Field, typed: Typed, example: str, *, focus: bool = False) -> Element:
    return plain_text_input(
        field, typed.get(field) or None, multiline=True, placeholder=example, focus=focus
    )
