"""A page as whoever is paged reads it, and what they say if they cannot come."""

from typing import Final

from models.facts import Facts
from models.incident import Incident
from models.page import Answer, Ending, Page, Paged, PageState
from templates.actions import Action, Field, Form
from templates.blocks import Block, View, actions, context, input_block, modal, section
from templates.dates import when
from templates.elements import button, plain_text_input
from templates.message import Message, message
from templates.parts import (
    incident_title,
    join_button,
    private_mark,
    room_link,
    take_command_button,
)
from templates.text import Mrkdwn, bold, cut, escape, join, mention, mrkdwn

_WORDS: Final = 2_000
_LINE: Final = 200


def page_to_person(facts: Facts, page: Page, paged: Paged) -> Message:
    """What happens, why they, where to go, and what to press; once it is answered, what became of it."""
    blocks = [section(_calls(facts, page)), *_words(page)]
    why = mrkdwn("You are asked as {via}. ", via=paged.via) if paged.via else Mrkdwn("")
    where = mrkdwn("People work on it in {room}.", room=room_link(facts))
    blocks.append(section(join(" ", [why + where, *private_mark(facts)])))
    if page.is_running and facts.incident.is_open and paged.answer == Answer.NONE:
        blocks.append(
            actions(
                button("Acknowledge", Action.ACKNOWLEDGE_PAGE, str(page.id), "primary"),
                button("I can't", Action.DECLINE_PAGE, str(paged.id)),
                button("Escalate now", Action.ESCALATE_PAGE, str(page.id)),
            )
        )
        return message(*blocks, context(_unless(facts, page)))
    blocks.append(section(_outcome(facts, page, paged)))
    mine = paged.answer == Answer.ACKNOWLEDGED and page.state != PageState.ENDED
    if mine and facts.incident.is_open and facts.commander is None:
        blocks.append(actions(take_command_button(facts)))
    return message(*blocks)


def page_to_channel(facts: Facts, page: Page) -> Message:
    """The same for a channel, whose people are asked which of them can."""
    blocks = [section(_calls(facts, page)), *_words(page)]
    if page.is_running and facts.incident.is_open:
        acknowledge = button("Acknowledge", Action.ACKNOWLEDGE_PAGE, str(page.id), "primary")
        blocks.append(actions(acknowledge, join_button(facts)))
        return message(*blocks, context(Mrkdwn("Whoever can take it, please acknowledge.")))
    return message(*blocks, section(_ended(facts, page)))


def _calls(facts: Facts, page: Page) -> Mrkdwn:
    who = mention(page.started_by.slack_id) if page.started_by else Mrkdwn("Muster")
    name = cut(Mrkdwn(page.name), _LINE)
    return mrkdwn(
        "{page} {who} pages {name} for {title} ({severity}).",
        page=bold("You are wanted."),
        who=who,
        name=name,
        title=incident_title(facts),
        severity=facts.incident.severity,
    )


def _words(page: Page) -> list[Block]:
    if not page.words:
        return []
    return [section(mrkdwn("“{words}”", words=cut(escape(page.words), _WORDS)))]


def _unless(facts: Facts, page: Page) -> Mrkdwn:
    if page.next_at is None:
        return Mrkdwn("Please answer either way, so that others know.")
    if page.is_at_its_end(facts.incident.severity):
        return mrkdwn(
            "Please answer either way. Nobody is asked after this: if nobody acknowledges, the "
            "channel reads that {at}.",
            at=when(page.next_at),
        )
    return mrkdwn(
        "Please answer either way. If nobody acknowledges, it goes on {at}.", at=when(page.next_at)
    )


def _outcome(facts: Facts, page: Page, paged: Paged) -> Mrkdwn:
    at = when(paged.answered_at) if paged.answered_at else Mrkdwn("")
    if paged.answer == Answer.DECLINED:
        return mrkdwn("You could not, {at}. The channel knows, so you need do nothing.", at=at)
    thanks = mrkdwn("You acknowledged {at}. Thank you.", at=at)
    if paged.answer == Answer.ACKNOWLEDGED and page.ending == Ending.EXHAUSTED:
        return thanks + Mrkdwn(" Not everybody who was asked did.")
    if paged.answer == Answer.ACKNOWLEDGED and page.state != PageState.ENDED:
        if not facts.incident.is_open:
            return thanks
        if facts.commander is not None:
            return thanks + _leads(facts.commander.person.slack_id, paged)
        return thanks + Mrkdwn(" Nobody has command yet. Do you take it?")
    return _ended(facts, page)


def _leads(slack_id: str, paged: Paged) -> Mrkdwn:
    if slack_id == paged.slack_id:
        return Mrkdwn(" You have command.")
    return mrkdwn(" {who} has command.", who=mention(slack_id))


def _ended(facts: Facts, page: Page) -> Mrkdwn:
    if not facts.incident.is_open:
        return mrkdwn("{ref} is over. There is nothing left to do.", ref=facts.incident.ref)
    if page.state == PageState.ACKNOWLEDGED and page.acknowledged_by is not None:
        return mrkdwn(
            "{who} acknowledged it {at}. You need do nothing, and are welcome in {room}.",
            who=mention(page.acknowledged_by.slack_id),
            at=when(page.acknowledged_at) if page.acknowledged_at else "",
            room=room_link(facts),
        )
    if page.ending == Ending.OVER:
        return ended_with_incident(facts.incident)
    if page.ending == Ending.JOINED:
        return mrkdwn(
            "This became one with another page in {room}, which counts for both. There is nothing to "
            "answer here.",
            room=room_link(facts),
        )
    if page.ending == Ending.DECLINED:
        return Mrkdwn("All who were asked cannot come. `/incident page` begins anew.")
    return Mrkdwn("It has gone all its ways, and nobody answered. `/incident page` begins anew.")


def ended_with_incident(incident: Incident) -> Mrkdwn:
    """That a page is over since its incident was, though that goes on again."""
    return mrkdwn(
        "This page ended with {ref}, which was opened again since. `/incident page` begins anew.",
        ref=incident.ref,
    )


def page_went_on(facts: Facts, page: Page) -> Message:
    """What stays of a message after which the same person was paged again."""
    return message(
        section(
            mrkdwn(
                "{name} for {title}: you were asked again since, further down.",
                name=cut(Mrkdwn(page.name), _LINE),
                title=incident_title(facts),
            )
        )
    )


def page_moved(target: Facts) -> Message:
    """What stays of a page in the channel of an incident that goes on as part of another."""
    return message(
        section(
            mrkdwn(
                "This page goes on in {title}, {room}.",
                title=incident_title(target),
                room=room_link(target),
            )
        )
    )


def acknowledged(facts: Facts) -> Message:
    """The answer to whoever acknowledged where others see it, who may lead, too."""
    if facts.commander is not None or not facts.incident.is_open:
        return message(section(Mrkdwn("Noted. Thank you.")))
    return message(
        section(
            mrkdwn(
                "Noted, thank you. Nobody has command of {ref} yet. Do you take it?",
                ref=facts.incident.ref,
            )
        ),
        actions(take_command_button(facts)),
    )


def cannot_form(paged_id: int) -> View:
    """Why somebody cannot come. Nothing is required."""
    return modal(
        "I can't come",
        "Ask others",
        "Back",
        [
            input_block(
                "What should the others know?",
                plain_text_input(
                    Field.WHY, placeholder="On a train until ten", max_length=_LINE, focus=True
                ),
                Field.WHY,
                hint="Everybody in the incident's channel sees it. It may stay empty.",
                optional=True,
            ),
            context(
                "Whoever comes next is asked at once; where nobody does, the channel reads that."
            ),
        ],
        Form.DECLINE_PAGE,
        private_metadata=str(paged_id),
    )
