"""The forms of handing over command: what the next commander should know, and their answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from models.facts import Facts
from models.role import BriefPart, Handoff, Trend
from templates.actions import Field, Form
from templates.blocks import Block, View, context, input_block, modal, paragraphs
from templates.elements import option, plain_text_input, radio_buttons, users_select
from templates.parts import holder_name, incident_title, update_due
from templates.text import Mrkdwn, mention, mrkdwn

LONGEST_READ_BACK: Final = 300
TRENDS: Final[Mapping[Trend, str]] = {
    Trend.BETTER: "Better",
    Trend.SAME: "The same",
    Trend.WORSE: "Worse",
}
#: Each part as it is asked, with an example.
_ASKED: Final[Mapping[BriefPart, tuple[str, str]]] = {
    BriefPart.IMPACT: ("What is broken now, and for whom?", "Payments fail for one in ten"),
    BriefPart.TRIED: ("What was tried, and what came of it?", "Restarted the cache: no change"),
    BriefPart.HYPOTHESIS: (
        "What do you think it is, and what speaks against it?",
        "The new gateway; but it failed before the release, too",
    ),
    BriefPart.NEXT_STEPS: ("What comes next: who, by when?", "Dev rolls back by 11:00"),
    BriefPart.WAITING: ("Who or what are we waiting for?", "The vendor calls back at 11:30"),
    BriefPart.IF_THEN: (
        "If ..., then ...: when do we page, roll back, go public?",
        "If it reaches one in five, close the shop. If Dev is stuck at 11:00, page the vendor",
    ),
    BriefPart.RISKY: ("What risky things are under way?", "A migration runs until noon"),
}


def handoff_form(
    facts: Facts,
    brief: Mapping[str, str],
    now: datetime,
    briefing: str = "",
    receiver: str | None = None,
) -> View:
    """Who takes command next, and what they should know; what is given stands there already."""
    trends = [option(words, trend) for trend, words in TRENDS.items()]
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
            context(
                mrkdwn(
                    "{severity}, {status}. {due}. What is known stands below; only "
                    "the name is needed. {holder} has command until they press _I have command_.",
                    holder=holder_name(facts.commander),
                    severity=facts.incident.severity,
                    status=facts.incident.status,
                    due=update_due(facts, now),
                )
            ),
            input_block(
                "Is it getting better?",
                radio_buttons(Field.TREND, trends, brief.get(BriefPart.TREND)),
                Field.TREND,
                optional=True,
            ),
            *(_part(part, brief) for part in _ASKED),
            input_block(
                "What should they know?",
                plain_text_input(
                    Field.BRIEFING,
                    briefing or None,
                    multiline=True,
                    placeholder="Who is tired, whom to wake, where to look",
                ),
                Field.BRIEFING,
                hint="Whatever else there is, in your own words.",
                optional=True,
            ),
            context("Slack keeps nothing of a form that is closed without being sent."),
        ],
        Form.HANDOFF,
        private_metadata=str(facts.incident.id),
    )


def _part(part: BriefPart, brief: Mapping[str, str]) -> Block:
    question, example = _ASKED[part]
    field = Field(part.value)
    return input_block(
        question,
        plain_text_input(field, brief.get(part) or None, multiline=True, placeholder=example),
        field,
        optional=True,
    )


def read_back_form(facts: Facts, handoff: Handoff) -> View:
    """One line of what the new commander understood."""
    return _answer_form(
        ("I have command", "I have command", Form.READ_BACK),
        [
            context(mrkdwn("You take command of {title}.", title=incident_title(facts))),
            input_block(
                "In one line: what do you take over?",
                plain_text_input(
                    Field.READ_BACK,
                    max_length=LONGEST_READ_BACK,
                    focus=True,
                    placeholder="Payments fail, Dev rolls back by 11:00, else I page the vendor",
                ),
                Field.READ_BACK,
                hint="What is broken, what comes next. It shows that it has come across.",
            ),
            context(
                mrkdwn(
                    "{sender} reads it, and can put it right. Something is not clear? "
                    "Close this and ask in the thread first.",
                    sender=mention(handoff.sender.slack_id),
                )
            ),
        ],
        handoff,
    )


def decline_form(handoff: Handoff) -> View:
    """Why not, for whoever wants to say so."""
    return _answer_form(
        ("Not now", "I cannot take it", Form.DECLINE_HANDOFF),
        [
            input_block(
                "What stands in the way?",
                plain_text_input(
                    Field.WHY,
                    max_length=LONGEST_READ_BACK,
                    focus=True,
                    placeholder="I lead another one until noon",
                ),
                Field.WHY,
                hint="You need not say. Everyone in the channel reads it.",
                optional=True,
            ),
        ],
        handoff,
    )


def correct_form(handoff: Handoff) -> View:
    """What is otherwise than the new commander understood."""
    return _answer_form(
        ("Correct it", "Tell them", Form.CORRECT_READ_BACK),
        [
            *paragraphs(mrkdwn("They read back: “{words}”", words=handoff.read_back)),
            input_block(
                "What is it rather?",
                plain_text_input(Field.CORRECTION, multiline=True, max_length=1_000, focus=True),
                Field.CORRECTION,
                hint="They are told in the thread of the handover, and keep command.",
            ),
        ],
        handoff,
    )


def _answer_form(names: tuple[str, str, Form], blocks: Sequence[Block], handoff: Handoff) -> View:
    title, submit, form = names
    return modal(title, submit, "Cancel", blocks, form, private_metadata=str(handoff.id))


def told_as(part: BriefPart) -> Mrkdwn:
    """A part's name over what was said of it."""
    return mrkdwn("*{question}*", question=_ASKED[part][0])
