"""`/incident declare`: with words it is declared at once, without them the form asks."""

from commands.command import Command, Presses, Shortcuts
from commands.declaration import Said, read
from commands.declare_form import first_drawing
from commands.request import Pressed, Request, Typed
from models.incident import TITLE_LIMIT, Kind
from templates.actions import DECLARE_SHORTCUT, Action, Field, How
from templates.text import shorten
from templates.typed import as_words, one_line
from workflows.declaration import Declaration
from workflows.declare import declare


async def run(typed: Typed) -> None:
    """Declare with what was typed as the title, or open the form when nothing was."""
    said = read(typed.organisation, as_words(typed.words))
    if not said.title:
        await typed.open_form(first_drawing(typed, _filled(said)))
        return
    async with typed.start(typed.slack_id) as work:
        if await work.first_time(typed.receipt):
            await declare(work, declared(typed, said), response_url=typed.response_url)


def declared(request: Request, said: Said) -> Declaration:
    """What was said in words, as a declaration."""
    return Declaration(
        title=said.title,
        severity=said.severity,
        kind=Kind.DRILL if said.is_drill else Kind.INCIDENT,
        is_private=said.is_private,
        named=request.start.catalogue.current.named_in(said.title),
    )


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
    await request.open_form(first_drawing(request, {}))


async def press(pressed: Pressed) -> None:
    """Open the declare form from a button, with the words that the button carries."""
    title = shorten(pressed.value, TITLE_LIMIT)
    noticed = pressed.value if title != one_line(pressed.value) else ""
    await pressed.open_form(first_drawing(pressed, {Field.TITLE: title, Field.NOTICED: noticed}))


COMMAND = Command(
    name="declare",
    usage="[severity] [private] [drill] [what is happening]",
    help="Declare an incident: a channel opens with the right people in it",
    aliases=("new", "start", "open", "create"),
    run=run,
)
PRESSES: Presses = {Action.OPEN_DECLARE: press}
SHORTCUTS: Shortcuts = {DECLARE_SHORTCUT: open_form}
