"""`/incident declare`: with words it is declared at once, without them the form asks."""

from commands.command import Command, Forms, Presses, Shortcuts
from commands.request import Pressed, Request, Submitted, Typed
from models.organisation import Organisation
from models.wording import same
from templates.actions import DECLARE_SHORTCUT, Action, Field, Form
from templates.forms import declare_form
from templates.typed import as_line, as_typed
from workflows import declare as workflow


async def run(typed: Typed) -> None:
    """Declare with what was typed as the title, or open the form when nothing was."""
    title, severity = _title_and_severity(typed.organisation, as_line(typed.words))
    if not title:
        chosen: dict[str, str] = {Field.SEVERITY: severity} if severity else {}
        await typed.open_form(declare_form(typed.organisation, chosen))
        return
    async with typed.start(typed.slack_id) as work:
        if await work.first_time(typed.receipt):
            await workflow.declare(
                work, title=title, severity=severity, response_url=typed.response_url
            )


def _title_and_severity(organisation: Organisation, line: str) -> tuple[str, str | None]:
    """`sev1 checkout is down` is "checkout is down" as SEV-1; it may stand at the end, too.

    Only a severity's key counts, but for capitals, spaces and hyphens; nothing is guessed.
    """
    keys = [severity.key for severity in organisation.severities]
    words = line.split()
    for taken in (1, 2):
        for part, rest in (
            (words[:taken], words[taken:]),
            (words[-taken:], words[:-taken]),
        ):
            found = same(" ".join(part).strip(":,()[]"), keys)
            if found is not None:
                return " ".join(rest), found
    return line, None


async def open_form(request: Request) -> None:
    """Open the declare form."""
    await request.open_form(declare_form(request.organisation))


async def press(pressed: Pressed) -> None:
    """Open the declare form from a button, with the words that the button carries."""
    await pressed.open_form(declare_form(pressed.organisation, {Field.TITLE: pressed.value}))


async def submit(submitted: Submitted) -> None:
    """Declare with what was filled in."""
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            await workflow.declare(
                work,
                title=as_line(submitted.fields.get(Field.TITLE, "")),
                severity=submitted.fields.get(Field.SEVERITY) or None,
                noticed=as_typed(submitted.fields.get(Field.NOTICED, "")).strip(),
            )


COMMAND = Command(
    name="declare",
    usage="[severity] [what is happening]",
    help="Declare an incident: a channel opens with the right people in it",
    aliases=("new", "start", "open", "create"),
    run=run,
)
PRESSES: Presses = {Action.OPEN_DECLARE: press}
FORMS: Forms = {Form.DECLARE: submit}
SHORTCUTS: Shortcuts = {DECLARE_SHORTCUT: open_form}
