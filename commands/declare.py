"""`/incident declare`: with words it is declared at once, without them the form asks."""

from commands.command import Command, Forms, Presses, Shortcuts
from commands.declaration import Said, read
from commands.request import Pressed, Request, Submitted, Typed
from models.incident import Kind
from templates.actions import DECLARE_SHORTCUT, Action, Field, Form, How
from templates.declare_form import declare_form
from templates.typed import as_line, as_typed
from workflows.declaration import Declaration
from workflows.declare import declare


async def run(typed: Typed) -> None:
    """Declare with what was typed as the title, or open the form when nothing was."""
    said = read(typed.organisation, as_line(typed.words))
    if not said.title:
        await typed.open_form(declare_form(typed.organisation, _filled(said)))
        return
    async with typed.start(typed.slack_id) as work:
        if await work.first_time(typed.receipt):
            declaration = Declaration(
                title=said.title,
                severity=said.severity,
                kind=Kind.DRILL if said.is_drill else Kind.INCIDENT,
                is_private=said.is_private,
                named=typed.start.catalogue.current.named_in(said.title),
            )
            await declare(work, declaration, response_url=typed.response_url)


def _filled(said: Said) -> dict[str, str]:
    """What was said without a title, as the form's fields hold it."""
    special = [
        *([How.PRIVATE] if said.is_private else []),
        *([How.DRILL] if said.is_drill else []),
    ]
    filled: dict[str, str] = {Field.HOW: "\n".join(special)}
    return filled | ({Field.SEVERITY: said.severity} if said.severity else {})


async def open_form(request: Request) -> None:
    """Open the declare form."""
    await request.open_form(declare_form(request.organisation))


async def press(pressed: Pressed) -> None:
    """Open the declare form from a button, with the words that the button carries."""
    await pressed.open_form(declare_form(pressed.organisation, {Field.TITLE: pressed.value}))


async def submit(submitted: Submitted) -> None:
    """Declare with what was filled in."""
    how = submitted.chosen(Field.HOW)
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            declaration = Declaration(
                title=as_line(submitted.fields.get(Field.TITLE, "")),
                severity=submitted.fields.get(Field.SEVERITY) or None,
                noticed=as_typed(submitted.fields.get(Field.NOTICED, "")).strip(),
                kind=Kind.DRILL if How.DRILL in how else Kind.INCIDENT,
                is_private=How.PRIVATE in how,
            )
            await declare(work, declaration)


COMMAND = Command(
    name="declare",
    usage="[severity] [private] [drill] [what is happening]",
    help="Declare an incident: a channel opens with the right people in it",
    aliases=("new", "start", "open", "create"),
    run=run,
)
PRESSES: Presses = {Action.OPEN_DECLARE: press}
FORMS: Forms = {Form.DECLARE: submit}
SHORTCUTS: Shortcuts = {DECLARE_SHORTCUT: open_form}
