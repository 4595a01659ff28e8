"""The forms that people fill in: declare, update, hand over. Only what must be known is required."""

from collections.abc import Mapping

from models.facts import Facts
from templates.actions import Field, Form
from templates.blocks import View, context, input_block, modal
from templates.elements import (
    Element,
    plain_text_input,
    users_select,
)
from templates.text import Mrkdwn, mrkdwn

Typed = Mapping[str, str]


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


def _text(field: Field, typed: Typed, example: str, *, focus: bool = False) -> Element:
    return plain_text_input(
        field, typed.get(field) or None, multiline=True, placeholder=example, focus=focus
    )
