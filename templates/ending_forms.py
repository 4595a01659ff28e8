"""The forms in which an incident ends: what ended it, or why it was a false alarm. Nothing is required."""

from collections.abc import Sequence

from models.custom_field import CustomField, Required
from models.facts import Facts
from templates.actions import Field, Form
from templates.blocks import Block, View, context, input_block, modal, section
from templates.custom_fields import field_inputs
from templates.elements import datetimepicker, plain_text_input
from templates.parts import incident_title
from templates.text import Mrkdwn, mrkdwn


def resolve_form(
    facts: Facts, missing: Sequence[CustomField], words: str = "", *, ask_when: bool
) -> View:
    """What ended it, what else must be known by then, and since when nobody was affected, if nobody said so.

    `words` are what was typed already.
    """
    return modal(
        "Resolve it",
        "Resolve",
        "Not yet",
        [
            section(
                mrkdwn(
                    "{title} ends: reminders stop, and a draft of the review is posted.",
                    title=incident_title(facts),
                )
            ),
            input_block(
                "What ended it?",
                plain_text_input(
                    Field.ENDED_BY,
                    words or None,
                    multiline=True,
                    placeholder="The release of 09:10 was rolled back",
                    focus=True,
                ),
                Field.ENDED_BY,
                hint="Leave it empty if you do not know yet.",
                optional=True,
            ),
            *field_inputs(missing, {}, {Required.DECLARE, Required.RESOLVE}),
            *(_when() if ask_when else []),
            context(Mrkdwn("`/incident reopen` takes it back if it was too early.")),
        ],
        Form.RESOLVE,
        private_metadata=str(facts.incident.id),
    )


def _when() -> list[Block]:
    return [
        input_block(
            "When was nobody affected any longer?",
            datetimepicker(Field.MITIGATED_AT),
            Field.MITIGATED_AT,
            hint="By your own clock. Leave it empty if nobody knows.",
            optional=True,
        )
    ]


def cancel_form(facts: Facts) -> View:
    """Why it was a false alarm; sending it is the yes."""
    return modal(
        "A false alarm?",
        "It was one",
        "Not yet",
        [
            section(
                mrkdwn(
                    "{title} ends as a false alarm: reminders stop, and there is no review.",
                    title=incident_title(facts),
                )
            ),
            input_block(
                "Why?",
                plain_text_input(
                    Field.ENDED_BY, placeholder="A test of the monitoring", focus=True
                ),
                Field.ENDED_BY,
                optional=True,
            ),
            context(Mrkdwn("`/incident reopen` takes it back.")),
        ],
        Form.CANCEL,
        private_metadata=str(facts.incident.id),
    )
