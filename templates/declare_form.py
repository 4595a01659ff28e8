"""The form in which an incident is declared: only the title must be known."""

from collections.abc import Mapping

from models.organisation import Organisation
from templates.actions import Field, Form, How
from templates.blocks import Block, View, input_block, modal, section
from templates.elements import Element, checkboxes, option, plain_text_input, static_select
from templates.text import bold, bullet, join

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
            input_block(
                "How is it meant?",
                checkboxes(
                    Field.HOW,
                    [
                        option("Private", How.PRIVATE, "Only those who are invited know of it"),
                        option("A drill", How.DRILL, "A rehearsal: whatever is said of it says so"),
                    ],
                    initial=typed.get(Field.HOW, "").splitlines(),
                ),
                Field.HOW,
                optional=True,
            ),
            *_thresholds(organisation),
        ],
        Form.DECLARE,
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
