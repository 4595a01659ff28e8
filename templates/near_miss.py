"""What is said of a near-miss: thanks, three questions, one quiet line, and all of it to whoever looks."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.facts import Facts
from models.incident import TITLE_LIMIT, Incident
from models.timeline import TimelineEvent
from templates.actions import Action, Field, Form
from templates.blocks import Block, View, actions, context, header, input_block, modal, section
from templates.dates import when
from templates.elements import Element, button, plain_text_input
from templates.message import Message, message
from templates.parts import all_kept, noticed_words, title_of
from templates.text import Mrkdwn, bold, code, cut, escape, join, mention, mrkdwn

#: The three questions, by the names of their answers.
QUESTIONS: Final[Mapping[Field, str]] = {
    Field.WHAT_HAPPENED: "What happened?",
    Field.WHAT_STOPPED_IT: "What kept it from getting worse?",
    Field.WHAT_WE_LEARN: "What could we do or learn?",
}
#: So many people's answers, and so much of each, fit into one message beside all else.
_TOLD, _ANSWER = 10, 250
_EXAMPLES: Final[Mapping[Field, str]] = {
    Field.WHAT_HAPPENED: "A backup was about to overwrite the orders of today",
    Field.WHAT_STOPPED_IT: "Ben read the plan twice and asked",
    Field.WHAT_WE_LEARN: "Ask before anything is overwritten",
}


def thanks(incident: Incident) -> Message:
    """The answer to whoever told: thank you, and three questions when they have a minute."""
    words = mrkdwn(
        "Thank you for telling. {headline} is written down; no channel opens and nobody is called.",
        headline=title_of(incident),
    )
    steps = Mrkdwn("When you have a minute, three short questions help others to learn from it.")
    kept = map(context, all_kept(incident))
    return message(section(words), *kept, section(steps), actions(_tell_more(incident)))


def _tell_more(incident: Incident) -> Element:
    return button("Answer three questions", Action.TELL_OF_NEAR_MISS, str(incident.id))


def questions_form(incident: Incident) -> View:
    """The three questions; any one may stay empty."""
    return modal(
        "What can we learn?",
        "Send",
        "Cancel",
        [
            *(
                input_block(
                    question,
                    plain_text_input(name, multiline=True, placeholder=_EXAMPLES[name]),
                    name,
                    optional=True,
                )
                for name, question in QUESTIONS.items()
            ),
            context(
                mrkdwn(
                    "Your answers stand on the timeline of {ref}. Nobody is to blame.",
                    ref=incident.ref,
                )
            ),
        ],
        Form.NEAR_MISS,
        private_metadata=str(incident.id),
    )


def report_form() -> View:
    """The form for a near-miss: only what happened must be known."""
    return modal(
        "Tell of a near-miss",
        "Send",
        "Cancel",
        [
            input_block(
                "What nearly happened?",
                plain_text_input(
                    Field.TITLE,
                    placeholder="A backup nearly overwrote the orders of today",
                    max_length=TITLE_LIMIT,
                    focus=True,
                ),
                Field.TITLE,
                hint="A few words are enough. No channel opens and nobody is called.",
            )
        ],
        Form.REPORT_NEAR_MISS,
    )


def quiet_line(facts: Facts) -> Message:
    """The one line in the announcement channel."""
    incident = facts.incident
    return message(
        context(
            mrkdwn(
                "{headline}. {who} told us of it; thank you. {line} shows more.",
                headline=title_of(incident),
                who=mention(incident.declared_by.slack_id),
                line=code(f"/incident show {incident.ref}"),
            )
        )
    )


def near_miss_page(facts: Facts, told: Sequence[TimelineEvent]) -> Message:
    """A near-miss with all that people told of it."""
    incident = facts.incident
    blocks: list[Block] = [
        header(incident.headline),
        section(
            mrkdwn(
                "Told by {who} {at}. It nearly happened, so nothing is open.",
                who=mention(incident.declared_by.slack_id),
                at=when(incident.declared_at),
            )
        ),
        *([section(noticed_words(incident))] if incident.noticed else []),
        *(section(_answers(event)) for event in told[-_TOLD:]),
        *([context(_all_of_it(incident))] if _is_more(told) else []),
        actions(_tell_more(incident)),
    ]
    return message(*blocks)


def _is_more(told: Sequence[TimelineEvent]) -> bool:
    """Whether people told more than is shown at once."""
    answers = [
        event.details[name] for event in told for name in QUESTIONS if event.details.get(name)
    ]
    return len(told) > _TOLD or any(len(escape(one)) > _ANSWER for one in answers)


def _all_of_it(incident: Incident) -> Mrkdwn:
    return mrkdwn("{line} shows all of it.", line=code(f"/incident timeline {incident.ref}"))


def _answers(event: TimelineEvent) -> Mrkdwn:
    answered = [
        join("\n", [bold(question), cut(escape(event.details[name]), _ANSWER)])
        for name, question in QUESTIONS.items()
        if event.details.get(name)
    ]
    who = mention(event.actor.slack_id) if event.actor else Mrkdwn("Somebody")
    return join("\n", [*answered, mrkdwn("_{who}, {at}_", who=who, at=when(event.at))])


def told_line(event: TimelineEvent, who: Mrkdwn) -> Mrkdwn:
    """What somebody told, on the timeline."""
    answers = [event.details[name] for name in QUESTIONS if event.details.get(name)]
    return mrkdwn("{who} told: {answers}", who=who, answers=join(" / ", answers))
