"""`/incident near-miss`: telling of what nearly went wrong, and the three questions about it."""

import re

from commands.command import Command, Forms, Presses
from commands.declaration import read
from commands.request import Pressed, Submitted, Typed
from templates.actions import Action, Field, Form
from templates.blocks import View
from templates.near_miss import QUESTIONS, questions_form, report_form
from templates.typed import as_line, as_words
from workflows.declaration import Declaration
from workflows.facts import any_incident
from workflows.near_miss import answer_questions, report_near_miss

#: `near miss` is two words, and only the first of them is the command.
_SECOND_WORD = re.compile(r"^miss\b\s*", re.IGNORECASE)


async def run(typed: Typed) -> None:
    """Write down what was typed, or open the form when nothing was."""
    words = _SECOND_WORD.sub("", as_words(typed.words))
    said = read(typed.organisation, words, special=("private",))
    if not said.title:
        await typed.open_form(report_form())
        return
    declaration = Declaration(
        title=said.title,
        severity=said.severity,
        is_private=said.is_private,
        named=typed.start.catalogue.current.named_in(said.title),
    )
    async with typed.start(typed.slack_id) as work:
        if await work.first_time(typed.receipt):
            await report_near_miss(work, declaration, response_url=typed.response_url)


async def press_report(pressed: Pressed) -> None:
    """Open the form from a button."""
    await pressed.open_form(report_form())


async def submit_report(submitted: Submitted) -> View | None:
    """Write down what was filled in, and go on to the three questions."""
    title = as_line(submitted.fields.get(Field.TITLE, ""))
    declaration = Declaration(title=title, named=submitted.start.catalogue.current.named_in(title))
    async with submitted.start(submitted.slack_id) as work:
        if not await work.first_time(submitted.receipt):
            return None
        incident = await report_near_miss(work, declaration)
    return questions_form(incident)


async def press_questions(pressed: Pressed) -> None:
    """Open the three questions."""
    async with pressed.start.preparing(pressed.slack_id) as work:
        incident = await any_incident(work, int(pressed.value))
    await pressed.open_form(questions_form(incident))


async def submit_answers(submitted: Submitted) -> None:
    """Keep the answers."""
    answers = {str(name): as_words(submitted.fields.get(name, "")) for name in QUESTIONS}
    async with submitted.start(submitted.slack_id) as work:
        # The questions may stand where the report stood: the same form to Slack.
        if await work.first_time(f"{submitted.receipt}:answers"):
            incident = await any_incident(work, int(submitted.about))
            await answer_questions(work, incident, answers)


COMMAND = Command(
    name="near-miss",
    usage="[what nearly happened]",
    help="Tell of what nearly went wrong: no channel, one quiet line, and something to learn",
    aliases=("nearmiss", "near", "close-call"),
    run=run,
)
PRESSES: Presses = {
    Action.REPORT_NEAR_MISS: press_report,
    Action.TELL_OF_NEAR_MISS: press_questions,
}
FORMS: Forms = {Form.REPORT_NEAR_MISS: submit_report, Form.NEAR_MISS: submit_answers}
