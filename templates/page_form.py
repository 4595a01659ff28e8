"""The form in which somebody is paged, and what is offered where no incident can be told."""

from collections.abc import Callable, Sequence
from typing import Final

from models.escalation import Policy
from models.facts import Facts
from templates.actions import Action, Field, Form
from templates.blocks import Block, View, actions, context, input_block, modal, section
from templates.elements import (
    button,
    multi_external_select,
    multi_users_select,
    option,
    plain_text_input,
    static_select,
)
from templates.message import Message, message
from templates.parts import incident_title
from templates.replies import OpenOnes, which_incident
from templates.text import Mrkdwn, mrkdwn

_MOST: Final = 100
_WORDS: Final = 2_000


def page_form(facts: Facts, policies: Sequence[Policy], *, has_services: bool) -> View:
    """Whom to page, in whichever way they are best named, and what they should know."""
    blocks: list[Block] = [section(mrkdwn("For {title}.", title=incident_title(facts)))]
    if policies:
        blocks.append(
            input_block(
                "Who is on call for",
                static_select(
                    Field.POLICY,
                    [option(one.name, one.key) for one in policies[:_MOST]],
                    placeholder="Choose an escalation policy",
                ),
                Field.POLICY,
                optional=True,
            )
        )
    if has_services:
        blocks.append(
            input_block(
                "Whoever answers for a service",
                multi_external_select(Field.SERVICES, placeholder="A few letters of its name"),
                Field.SERVICES,
                optional=True,
            )
        )
    blocks += [
        input_block(
            "People",
            multi_users_select(Field.PEOPLE, placeholder="Choose people"),
            Field.PEOPLE,
            optional=True,
        ),
        input_block(
            "What should they know?",
            plain_text_input(
                Field.WORDS,
                multiline=True,
                max_length=_WORDS,
                placeholder="The ledger is behind, and we need somebody who knows the queue",
            ),
            Field.WORDS,
            optional=True,
        ),
        context(
            Mrkdwn(
                "They are told in Slack, and by what the on-call file says, until somebody answers."
            )
        ),
    ]
    return modal(
        "Page somebody",
        "Page",
        "Cancel",
        blocks,
        Form.PAGE,
        private_metadata=str(facts.incident.id),
    )


def page_outside(
    found: OpenOnes, value_of: Callable[[int], str], typed: str, *, name: str, carried: str
) -> Message:
    """Somebody pages where no incident can be told: declare one for it, or choose one that is open."""
    press = button("Declare and page", Action.DECLARE_AND_PAGE, carried, "primary")
    head: list[Block] = [
        section(
            mrkdwn(
                "Nobody was paged yet. {name} can be paged for a new incident, or for one that is open.",
                name=Mrkdwn(name),
            )
        ),
        actions(press),
    ]
    if not found:
        return message(*head, context(mrkdwn("You typed: {typed}", typed=typed)))
    return message(*head, *which_incident(found, value_of, typed).blocks)


def nothing_to_page_in() -> Mrkdwn:
    """Nobody was named, and no incident is open: how one gets somebody nevertheless."""
    return Mrkdwn(
        "Whom, and for what? Type it behind the command, such as `/incident page @cara checkout is "
        "slow`: no incident is open, and one press then declares it and pages. Nobody was paged yet."
    )
