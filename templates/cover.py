"""Asking for cover: the form, the message to those who are asked, and what whoever asked is told."""

from collections.abc import Iterator, Mapping

from models.cover import Cover, CoverAsked, CoverState
from templates.actions import Action, Field, Form
from templates.blocks import Block, View, actions, context, input_block, modal, section
from templates.dates import when
from templates.elements import (
    button,
    datetimepicker,
    multi_users_select,
    option,
    plain_text_input,
    static_select,
)
from templates.message import Message, message
from templates.text import Mrkdwn, mention, mrkdwn

#: As many options as a menu has.
MOST_SHIFTS = 100


def _exchange(theirs: Mapping[str, str]) -> Iterator[Block]:
    """The menu of what to take in return, where others have any shift to give."""
    if theirs:
        yield input_block(
            "In exchange for",
            static_select(
                Field.IN_RETURN,
                [option(words, value) for value, words in theirs.items()],
                placeholder="A shift that I take from them",
            ),
            Field.IN_RETURN,
            hint="Then only the person whose shift it is will be asked.",
            optional=True,
        )


def cover_form(
    mine: Mapping[str, str], theirs: Mapping[str, str], zone: str, why: str = ""
) -> View:
    """Which shift, whom to ask, and what to give for it; both menus hold words by what is sent for them.

    `zone` is the one by whose clocks they are written.
    """
    return modal(
        "Ask for cover",
        "Ask",
        "Cancel",
        [
            input_block(
                "Which shift?",
                static_select(
                    Field.SHIFT,
                    [option(words, value) for value, words in mine.items()],
                    initial=next(iter(mine)),
                ),
                Field.SHIFT,
                hint=f"Times in these menus are {zone} time.",
            ),
            input_block(
                "Only from",
                datetimepicker(Field.SINCE),
                Field.SINCE,
                hint="Empty: from its beginning, or from now.",
                optional=True,
            ),
            input_block("Only until", datetimepicker(Field.UNTIL), Field.UNTIL, optional=True),
            input_block(
                "Whom to ask",
                multi_users_select(Field.ASKED),
                Field.ASKED,
                hint="Empty: everybody in the schedule. Whoever answers first steps in.",
                optional=True,
            ),
            *_exchange(theirs),
            input_block(
                "A word to them",
                plain_text_input(Field.WHY, why or None, max_length=300),
                Field.WHY,
                optional=True,
            ),
        ],
        Form.COVER,
    )


def cover_asked(cover: Cover, asked: CoverAsked, schedule: str) -> Message:
    """What somebody reads who was asked, with the presses while it is open."""
    who = mention(cover.asked_by.slack_id)
    blocks: list[Block] = [
        section(
            mrkdwn(
                "{who} asks for cover: *{schedule}*, {since} until {until}.",
                who=who,
                schedule=schedule,
                since=when(cover.starts_at),
                until=when(cover.ends_at),
            )
        )
    ]
    if cover.return_starts_at and cover.return_ends_at:
        exchange = mrkdwn(
            "In exchange {who} takes your shift, {since} until {until}.",
            who=who,
            since=when(cover.return_starts_at),
            until=when(cover.return_ends_at),
        )
        blocks.append(section(exchange))
    if cover.why:
        blocks.append(section(mrkdwn("> {why}", why=cover.why.replace("\n", " "))))
    if cover.state == CoverState.OPEN and asked.declined_at is None:
        value = str(cover.id)
        yes = "Swap" if cover.is_swap else "I'll cover"
        blocks.append(
            actions(
                button(yes, Action.TAKE_COVER, value, "primary"),
                button("I can't", Action.DECLINE_COVER, value),
            )
        )
    return message(*blocks, context(_state(cover, asked)))


def _state(cover: Cover, asked: CoverAsked) -> Mrkdwn:
    match CoverState(cover.state):
        case CoverState.TAKEN if cover.taken_by is not None:
            mine = cover.taken_by.slack_id == asked.slack_id
            if mine and cover.is_swap:
                return mrkdwn(
                    "Both shifts are swapped: {who} takes yours. Thank you.",
                    who=mention(cover.asked_by.slack_id),
                )
            who = Mrkdwn("You step in") if mine else mention(cover.taken_by.slack_id) + " steps in"
            return mrkdwn("{who}. Thank you.", who=who)
        case CoverState.WITHDRAWN:
            return Mrkdwn("Taken back: nobody needs to step in.")
        case CoverState.PASSED:
            return Mrkdwn("Nobody stepped in, and it is no longer asked for.")
        case _ if asked.declined_at is not None:
            return Mrkdwn("You said that you can't. That is all right.")
        case _:
            return mrkdwn(
                "Until somebody steps in, {who} stays on call.",
                who=mention(cover.asked_by.slack_id),
            )


def cover_told(cover: Cover, schedule: str) -> Message:
    """What whoever asked reads of how it stands."""
    about = mrkdwn(
        "*{schedule}*, {since} until {until}",
        schedule=schedule,
        since=when(cover.starts_at),
        until=when(cover.ends_at),
    )
    match CoverState(cover.state):
        case CoverState.TAKEN if cover.taken_by is not None:
            words = mrkdwn(
                "{who} steps in for you: {about}.",
                who=mention(cover.taken_by.slack_id),
                about=about,
            )
            return message(section(words), *_in_return(cover, cover.taken_by.slack_id))
        case CoverState.PASSED:
            words = mrkdwn("Nobody stepped in for you: {about}. You stay on call.", about=about)
            return message(section(words))
        case _:
            words = mrkdwn("Nobody has stepped in for you so far: {about}.", about=about)
            return message(
                section(words),
                actions(button("Take it back", Action.WITHDRAW_COVER, str(cover.id))),
                context(Mrkdwn("Until somebody does, you stay on call. You can ask others, too.")),
            )


def _in_return(cover: Cover, slack_id: str) -> list[Block]:
    """That whoever asked is on call in the place of whoever steps in, and when."""
    if not cover.return_starts_at or not cover.return_ends_at:
        return []
    words = mrkdwn(
        "In exchange you are on call for {who}, {since} until {until}.",
        who=mention(slack_id),
        since=when(cover.return_starts_at),
        until=when(cover.return_ends_at),
    )
    return [section(words)]


def cover_sent(cover: Cover) -> View:
    """What takes the form's place once it is sent."""
    return modal(
        "Ask for cover",
        None,
        "Close",
        [
            section(Mrkdwn("Sent. You are told by direct message when somebody steps in.")),
            actions(button("Take it back", Action.WITHDRAW_COVER, str(cover.id))),
            context(Mrkdwn("Until then you stay on call.")),
        ],
        Form.COVER,
    )


def cover_withdrawn() -> Message:
    """The private answer to whoever took their request back."""
    return message(section(_TAKEN_BACK))


def cover_withdrawn_form() -> View:
    """The same, where the press was in a form."""
    return modal("Ask for cover", None, "Close", [section(_TAKEN_BACK)], Form.COVER)


_TAKEN_BACK = Mrkdwn("Taken back. You stay on call, and everybody who was asked sees it.")


def shift_option(schedule: str, start: str, end: str, who: str = "") -> str:
    """A shift in a menu, on the clock of whoever reads it."""
    return ", ".join(part for part in (who, schedule, f"{start} to {end}") if part)
