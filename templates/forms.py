"""The form for handing over command. Only what must be known is required."""

from models.facts import Facts
from templates.actions import Field, Form
from templates.blocks import View, context, input_block, modal
from templates.elements import (
    plain_text_input,
    users_select,
)
from templates.text import Mrkdwn


def handoff_form(facts: Facts, briefing: str = "", receiver: str | None = None) -> View:
    """Who takes command next, and what they should know; `briefing` and `receiver` stand there already."""
    return modal(
        "Hand over command",
        "Offer command",
        "Cancel",
        [
            input_block(
                "Who takes command next?",
                users_select(Field.RECEIVER, receiver, placeholder="Choose a person"),
                Field.RECEIVER,
            ),
            input_block(
                "What should they know?",
                plain_text_input(
                    Field.BRIEFING,
                    briefing or None,
                    multiline=True,
                    placeholder="What is broken, what was tried, what comes next, what we wait for",
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
