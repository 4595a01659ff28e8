"""The form for a status update: what to say, then a look at where it goes before it is sent."""

from collections.abc import Mapping
from datetime import datetime

from models.facts import Facts
from models.incident import OVER, Status
from templates.actions import Field, Form
from templates.blocks import Block, View, context, divider, input_block, modal, paragraphs, section
from templates.dates import when
from templates.elements import Element, option, plain_text_input, static_select
from templates.parts import room_link, update_body
from templates.text import Mrkdwn, bold, bullet, channel_link, join, mrkdwn

Draft = Mapping[str, str]

_OPEN = [status.value for status in Status if status not in OVER]


def last_said(facts: Facts) -> Draft:
    """What stands in the form at first: the last update's words, to be changed."""
    last = facts.last_update
    return {
        Field.CONDITION: last.condition if last else "",
        Field.ACTIONS: last.actions if last else "",
        Field.NEEDS: last.needs if last else "",
        Field.STATUS: facts.incident.status,
    }


def update_form(facts: Facts, draft: Draft, about: str) -> View:
    """Condition, actions, needs, and how far it has come. `about` comes back with the form."""
    return modal(
        "Write an update",
        "Preview",
        "Cancel",
        [
            *_fields(draft, focus=True),
            context(
                mrkdwn(
                    "Next you see what goes where for {ref}; nothing is sent before that.",
                    ref=facts.incident.ref,
                )
            ),
        ],
        Form.UPDATE,
        private_metadata=about,
    )


def update_preview(
    facts: Facts, draft: Draft, about: str, *, subscribers: int, now: datetime, again: bool
) -> View:
    """What is sent, and to whom. The fields stand below, so that going back loses nothing."""
    words = update_body(draft[Field.CONDITION], draft[Field.ACTIONS], draft[Field.NEEDS])
    # Whoever changed something stands further down, where only the title and the buttons are in sight.
    title = "Send it as changed?" if again else "Send this update?"
    changed = [context("You changed something, so here is what goes out now.")] if again else []
    return modal(
        title,
        "Send",
        "Cancel",
        [
            *changed,
            *paragraphs(words),
            section(join("\n", [bold("Where it goes"), _where(facts, draft, subscribers, now)])),
            divider(),
            context("To change something, do it here. Nothing is sent yet."),
            *_fields(draft, focus=False),
        ],
        Form.UPDATE,
        private_metadata=about,
    )


def _where(facts: Facts, draft: Draft, subscribers: int, now: datetime) -> Mrkdwn:
    lines = [mrkdwn("{room}, and the card there", room=room_link(facts))]
    if not facts.incident.is_private:
        lines.append(mrkdwn("Under the announcement in {channel}", channel=_announced_in(facts)))
    if subscribers:
        people = "1 subscriber" if subscribers == 1 else f"{subscribers} subscribers"
        lines.append(mrkdwn("{people}, by direct message", people=people))
    else:
        lines.append(Mrkdwn("Nobody else: there are no subscribers"))
    if draft[Field.STATUS] != facts.incident.status:
        lines.append(
            mrkdwn(
                "The status changes from {before} to {after}",
                before=facts.incident.status,
                after=draft[Field.STATUS],
            )
        )
    lines.append(
        mrkdwn("The next update is then due {due}", due=when(now + facts.severity.update_every))
    )
    return bullet(lines)


def _announced_in(facts: Facts) -> Mrkdwn:
    if facts.room is not None and facts.room.announcement_channel_id is not None:
        return channel_link(facts.room.announcement_channel_id)
    return mrkdwn("#{name}", name=facts.organisation.channels.announcements)


def _fields(draft: Draft, *, focus: bool) -> list[Block]:
    return [
        input_block(
            "What is the situation now?",
            _text(Field.CONDITION, draft, "Payments fail for one customer in ten", focus=focus),
            Field.CONDITION,
            hint="For everyone, also those who were not there.",
        ),
        input_block(
            "What are we doing?",
            _text(Field.ACTIONS, draft, "Rolling back the release of 09:10"),
            Field.ACTIONS,
            optional=True,
        ),
        input_block(
            "What do we need?",
            _text(Field.NEEDS, draft, "Somebody who knows the card gateway"),
            Field.NEEDS,
            optional=True,
        ),
        input_block(
            "How far has it come?",
            static_select(
                Field.STATUS,
                [option(status.capitalize(), status) for status in _OPEN],
                initial=draft[Field.STATUS],
            ),
            Field.STATUS,
            optional=True,
        ),
    ]


def _text(field: Field, draft: Draft, example: str, *, focus: bool = False) -> Element:
    return plain_text_input(
        field, draft[field] or None, multiline=True, placeholder=example, focus=focus
    )
