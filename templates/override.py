"""Exceptions from a schedule: the form, the list of them, and what those concerned are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from models.on_call_sheet import OnCallPerson
from models.override import MadeOverride
from templates.actions import Action, Field, Form
from templates.blocks import Block, View, actions, context, input_block, modal, section
from templates.dates import when
from templates.elements import (
    button,
    datetimepicker,
    option,
    plain_text_input,
    static_select,
    users_select,
)
from templates.message import Message, message
from templates.on_call import person_on_call
from templates.text import Mrkdwn, join, mention, mrkdwn

#: Those whom exceptions name, by the names that the schedules use.
Known: TypeAlias = Mapping[str, OnCallPerson]

#: Stands for everybody who is on call then.
EVERYBODY = "*"
#: As many options as a menu has, besides everybody.
MOST_PEOPLE = 99


def override_form(schedule: str, mark: str, people: Mapping[str, str], now: datetime) -> View:
    """Who, when, and in whose place; `people` are those of the schedule, their names by what is sent."""
    places = [option("Everybody who is on call then", EVERYBODY)]
    places += [option(name, value) for value, name in people.items()]
    return modal(
        "Change who is on call",
        "Change",
        "Cancel",
        [
            section(mrkdwn("An exception from *{schedule}*.", schedule=schedule)),
            input_block("Who is on call", users_select(Field.RECEIVER), Field.RECEIVER),
            input_block("From", datetimepicker(Field.SINCE, now), Field.SINCE),
            input_block("Until", datetimepicker(Field.UNTIL), Field.UNTIL),
            input_block(
                "In whose place",
                static_select(Field.INSTEAD_OF, places, initial=EVERYBODY),
                Field.INSTEAD_OF,
            ),
            input_block(
                "Why",
                plain_text_input(Field.WHY, max_length=300),
                Field.WHY,
                hint="Those whom it concerns read it.",
                optional=True,
            ),
        ],
        Form.OVERRIDE,
        private_metadata=mark,
    )


def override_made(override: MadeOverride, schedule: str, known: Known) -> View:
    """What takes the form's place once it is sent."""
    return modal(
        "Change who is on call",
        None,
        "Close",
        [
            section(mrkdwn("Done: {what}.", what=_what(override, schedule, known))),
            actions(button("Take it back", Action.WITHDRAW_OVERRIDE, str(override.id))),
            context(Mrkdwn("Those whom it concerns are told by direct message.")),
        ],
        Form.OVERRIDE,
    )


def override_withdrawn(override: MadeOverride, schedule: str, known: Known) -> Mrkdwn:
    """The answer to whoever took one back."""
    return mrkdwn("Taken back: {what}.", what=_what(override, schedule, known))


def override_withdrawn_form(override: MadeOverride, schedule: str, known: Known) -> View:
    """The same, where the press was in a form."""
    words = override_withdrawn(override, schedule, known)
    return modal("Change who is on call", None, "Close", [section(words)], Form.OVERRIDE)


def override_told(
    override: MadeOverride, schedule: str, known: Known, *, steps_in: bool, by: str
) -> Message:
    """What somebody reads whom it concerns: whether they step in or are relieved, or it was taken back."""
    who = mention(by)
    if override.withdrawn_at is not None:
        words = mrkdwn(
            "{who} took an exception back: {what}. The schedule holds again.",
            who=who,
            what=_what(override, schedule, known),
        )
    elif steps_in:
        words = mrkdwn(
            "{who} put you on call for *{schedule}*, {since} until {until}.",
            who=who,
            schedule=schedule,
            since=when(override.starts_at),
            until=when(override.ends_at),
        )
    else:
        words = mrkdwn(
            "Somebody else is on call in your place. {who} changed it: {what}.",
            who=who,
            what=_what(override, schedule, known),
        )
    blocks: list[Block] = [section(words)]
    if override.why and override.withdrawn_at is None:
        blocks.append(section(mrkdwn("> {why}", why=override.why)))
    if override.withdrawn_at is None:
        press = button("Take it back", Action.WITHDRAW_OVERRIDE, str(override.id))
        blocks += [actions(press), context(Mrkdwn("If this is wrong, anybody can take it back."))]
    return message(*blocks)


def override_list(
    overrides: Sequence[MadeOverride], names: Mapping[str, str], known: Known
) -> Message:
    """What was arranged in Slack and is not over; `names` are the schedules' by key."""
    if not overrides:
        return message(
            section(
                Mrkdwn("Nothing was arranged in Slack. `/incident oncall override <name>` does it.")
            )
        )
    blocks: list[Block] = []
    for one in overrides:
        name = names.get(one.schedule, one.schedule)
        told = mrkdwn(
            "{what}. By {by}", what=_what(one, name, known), by=mention(one.made_by.slack_id)
        )
        press = button("Take it back", Action.WITHDRAW_OVERRIDE, str(one.id))
        blocks.append(section(told, accessory=press))
    return message(*blocks)


def _what(override: MadeOverride, schedule: str, known: Known) -> Mrkdwn:
    people = join(" and ", [person_on_call(known[one]) for one in override.people])
    place = (
        mrkdwn(" in the place of {who}", who=person_on_call(known[override.instead_of]))
        if override.instead_of
        else Mrkdwn("")
    )
    return mrkdwn(
        "{people} for *{schedule}*{place}, {since} until {until}",
        people=people,
        schedule=schedule,
        place=place,
        since=when(override.starts_at),
        until=when(override.ends_at),
    )
