"""The form in which an incident is declared: only the title must be known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from models.custom_field import Required, asked_fields
from models.facts import Facts
from models.incident import TITLE_LIMIT
from models.organisation import Organisation
from models.suggestions import Suggestions
from templates.actions import Action, Field, Form, How, block_of
from templates.blocks import Block, View, context, input_block, modal, section
from templates.custom_fields import field_inputs, filled_fields
from templates.declare_memory import Memory
from templates.elements import (
    button,
    checkboxes,
    datetimepicker,
    multi_static_select,
    option,
    plain_text_input,
    static_select,
)
from templates.lookalikes import Lookalike, named
from templates.parts import felt_in
from templates.services import services_menu
from templates.subscription import invited
from templates.suggestions import matched_services, severity_words, suggestion_blocks
from templates.text import Mrkdwn, bold, bullet, join


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands in the form already."""

    fields: Mapping[str, str] = field(default_factory=dict)
    #: The names of the chosen services, by their keys.
    services: Mapping[str, str] = field(default_factory=dict)
    alike: Sequence[Lookalike] = ()
    #: The names of services that the title seems to name, by their keys.
    matched: Mapping[str, str] = field(default_factory=dict)
    suggestions: Suggestions = field(default_factory=Suggestions)
    #: The ids of the offers that stand ticked.
    ticked_offers: Collection[str] = ()
    memory: Memory = field(default_factory=Memory)

    def typed(self, name: Field) -> str | None:
        """What stands in a field for one thing, or None for an empty one."""
        return self.fields.get(name) or None

    def ticked(self, name: Field) -> list[str]:
        """What stands in a field for several."""
        return self.fields.get(name, "").splitlines()

    def block(self, name: Field) -> str:
        """The id of a field's block: another one for each value that we put there."""
        return block_of(name, self.memory.put.get(name, ""))


def declare_form(organisation: Organisation, filled: Filled | None = None) -> View:
    """Ask for title, severity, services, what these rules want, regions, what is noticed, and how it is meant."""
    filled = filled or Filled()
    return modal(
        "Declare an incident",
        "Declare",
        "Cancel",
        [
            _title(filled),
            *matched_services(filled.matched),
            *_alike(filled.alike),
            _severity(organisation, filled),
            input_block(
                "What is affected?",
                services_menu(filled.services),
                filled.block(Field.SERVICES),
                optional=True,
                dispatch_action=True,
            ),
            *_suggested(filled),
            *_own_fields(organisation, filled),
            *_regions(organisation, filled),
            input_block(
                "What do people notice?",
                plain_text_input(
                    Field.NOTICED,
                    filled.typed(Field.NOTICED),
                    multiline=True,
                    placeholder="Customers see an error when they pay",
                ),
                Field.NOTICED,
                optional=True,
            ),
            _how(filled),
            *_past(filled),
            *_thresholds(organisation),
        ],
        Form.DECLARE,
        private_metadata=str(filled.memory),
    )


def _title(filled: Filled) -> Block:
    return input_block(
        "What is happening?",
        plain_text_input(
            Field.TITLE,
            filled.typed(Field.TITLE),
            placeholder="Checkout is down",
            max_length=TITLE_LIMIT,
            focus=True,
        ),
        Field.TITLE,
        hint="A few words are enough. Press Enter to see whether it is declared already.",
        dispatch_action=True,
    )


def _alike(alike: Sequence[Lookalike]) -> list[Block]:
    if not alike:
        return []
    return [
        section("*Is it one of these?* Then there is no need to declare it again."),
        *(
            section(named(one), accessory=button("Join instead", Action.JOIN_INSTEAD, str(one.id)))
            for one in alike
        ),
    ]


def _severity(organisation: Organisation, filled: Filled) -> Block:
    severities = organisation.severities
    chosen = filled.typed(Field.SEVERITY)
    known = {one.key for one in severities}
    return input_block(
        "Severity",
        static_select(
            Field.SEVERITY,
            [option(f"{one.key}: {one.name}", one.key, one.meaning) for one in severities],
            initial=chosen if chosen in known else organisation.default_severity,
        ),
        filled.block(Field.SEVERITY),
        hint=severity_words(filled.suggestions.severity)
        + "In doubt take the higher one. It can be changed at any time.",
        optional=True,
        # Where other fields depend on it the form is drawn anew.
        dispatch_action=any(one.shown_when.severity for one in organisation.fields),
    )


def _regions(organisation: Organisation, filled: Filled) -> list[Block]:
    if not organisation.regions:
        return []
    chosen = filled.ticked(Field.REGION)
    menu = multi_static_select(
        Field.REGION,
        [option(region, region) for region in organisation.regions],
        initial=[region for region in organisation.regions if region in chosen],
        placeholder="Choose regions",
    )
    suggested = felt_in(filled.suggestions.regions)
    return [
        input_block(
            "Where is it felt?",
            menu,
            filled.block(Field.REGION),
            hint=f"Suggested by the service catalogue: {suggested}. " * bool(suggested)
            + "It can be changed at any time.",
            optional=True,
        )
    ]


def _suggested(filled: Filled) -> list[Block]:
    how = filled.ticked(Field.HOW)
    return suggestion_blocks(
        filled.suggestions,
        filled.ticked_offers,
        is_quiet=How.PRIVATE in how or How.PAST in how,
        is_drill=How.DRILL in how,
    )


def _own_fields(organisation: Organisation, filled: Filled) -> list[Block]:
    severity = filled.typed(Field.SEVERITY) or organisation.default_severity
    values = filled_fields(filled.fields)
    asked = asked_fields(organisation.fields, severity, values)
    return field_inputs(asked, values, {Required.DECLARE}, among=organisation.fields)


def _how(filled: Filled) -> Block:
    return input_block(
        "How is it meant?",
        checkboxes(
            Field.HOW,
            [
                option("Private", How.PRIVATE, "Only those who are invited know of it"),
                option("A drill", How.DRILL, "A rehearsal: whatever is said of it says so"),
                option("It is over already", How.PAST, "Write down what happened earlier"),
            ],
            initial=filled.ticked(Field.HOW),
        ),
        Field.HOW,
        optional=True,
        dispatch_action=True,
    )


def _past(filled: Filled) -> list[Block]:
    if How.PAST not in filled.ticked(Field.HOW):
        return []
    with_room = option(
        "Open a channel for it", "yes", "To talk it over; the review's draft goes there"
    )
    return [
        input_block("When did it begin?", datetimepicker(Field.BEGAN), Field.BEGAN),
        input_block("When did it end?", datetimepicker(Field.ENDED), Field.ENDED),
        input_block(
            "Does it need a place?",
            checkboxes(Field.WITH_ROOM, [with_room]),
            Field.WITH_ROOM,
            optional=True,
        ),
        context(
            "It is written down as resolved. Nobody is called, nothing is announced, and nobody is "
            "reminded of anything."
        ),
    ]


def _thresholds(organisation: Organisation) -> list[Block]:
    lines = [
        join("\n", [bold(f"{one.key}: {one.meaning}"), bullet(one.thresholds)])
        for one in organisation.severities
        if one.thresholds
    ]
    return [section(line) for line in lines]


def joined_instead(facts: Facts) -> View:
    """What stands in the form's place after somebody joined an open incident."""
    words = context(Mrkdwn("Nothing was declared."))
    return modal("You are in", None, "Close", [*invited(facts).blocks, words], Form.DECLARE)
