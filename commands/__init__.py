"""What a person types, presses or submits in Slack. Help, manifest and dispatch are made from these lists."""

from dataclasses import replace
from typing import Final

from commands import (
    automations,
    cover,
    declare,
    declare_form,
    declare_from,
    fields,
    handoff,
    handoffs,
    home,
    keep,
    looking,
    members,
    merge,
    near_miss,
    on_call,
    override,
    page,
    picking,
    reactions,
    region,
    region_change,
    resolve,
    review,
    roles,
    room,
    service,
    services,
    severity,
    snooze,
    status,
    task,
    update,
)
from commands import help as helping
from commands.command import (
    Command,
    Events,
    Forms,
    Menus,
    MessageShortcuts,
    Presses,
    Shortcuts,
)
from commands.here import WhichIncident
from commands.request import Opened, Pressed, Typed
from models.wording import same
from templates.actions import Action
from templates.typed import clean, visible


async def _help(typed: Typed) -> None:
    await helping.show(typed, COMMANDS)


async def _go_on(pressed: Pressed) -> None:
    await picking.go_on(pressed, run_typed)


#: In the order in which help shows them.
COMMANDS: Final[tuple[Command, ...]] = (
    declare.COMMAND,
    near_miss.COMMAND,
    roles.COMMAND,
    update.COMMAND,
    severity.COMMAND,
    region.COMMAND,
    status.COMMAND,
    status.NOTE,
    task.COMMAND,
    task.TASKS,
    fields.FIELDS,
    fields.COMMAND,
    page.COMMAND,
    handoff.COMMAND,
    handoffs.COMMAND,
    snooze.COMMAND,
    status.MITIGATE,
    resolve.COMMAND,
    resolve.CANCEL,
    status.REOPEN,
    review.COMMAND,
    merge.COMMAND,
    looking.CATCHUP,
    looking.TIMELINE,
    looking.SHOW,
    looking.MINE,
    looking.LIST,
    service.SERVICE,
    service.OWNER,
    on_call.COMMAND,
    room.JOIN,
    room.SUBSCRIBE,
    room.UNSUBSCRIBE,
    Command(
        name="help",
        usage="[topic | command]",
        help="Show this; topics: paging, on call, handoff, roles, severity, updates, review, private, drills",
        aliases=("?", "commands"),
        run=_help,
        only_looks=True,
    ),
)
_BY_WORD: Final = helping.by_word(COMMANDS)
PRESSES: Final[Presses] = {
    **declare.PRESSES,
    **declare_form.PRESSES,
    **near_miss.PRESSES,
    **services.PRESSES,
    **roles.PRESSES,
    **update.PRESSES,
    **severity.PRESSES,
    **fields.PRESSES,
    **handoff.PRESSES,
    **region_change.PRESSES,
    **resolve.PRESSES,
    **status.PRESSES,
    **snooze.PRESSES,
    **review.PRESSES,
    **task.PRESSES,
    **merge.PRESSES,
    **room.PRESSES,
    **automations.PRESSES,
    **page.PRESSES,
    **cover.PRESSES,
    **override.PRESSES,
    Action.PICK_INCIDENT: _go_on,
}
FORMS: Final[Forms] = {
    **declare_form.FORMS,
    **near_miss.FORMS,
    **services.FORMS,
    **roles.FORMS,
    **update.FORMS,
    **fields.FORMS,
    **handoff.FORMS,
    **keep.FORMS,
    **snooze.FORMS,
    **resolve.FORMS,
    **page.FORMS,
    **cover.FORMS,
    **override.FORMS,
}
SHORTCUTS: Final[Shortcuts] = {**declare.SHORTCUTS}
MESSAGE_SHORTCUTS: Final[MessageShortcuts] = {
    **declare_from.MESSAGE_SHORTCUTS,
    **keep.MESSAGE_SHORTCUTS,
}
MENUS: Final[Menus] = {**services.MENUS}
EVENTS: Final[Events] = {**declare_from.EVENTS, **reactions.EVENTS}
#: What nobody said to us: no failure of ours is told to whoever did it.
OVERHEARD: Final[Events] = {**room.OVERHEARD, **members.OVERHEARD, **keep.OVERHEARD}


async def draw_home(opened: Opened) -> None:
    """Draw the app's home for whoever opened it."""
    await home.draw(opened, COMMANDS)


def only_looks(words: str) -> bool:
    """Whether what was typed changes nothing: a command that only looks, or a word that is no command."""
    word, _ = _split(words)
    command = _command(word)
    return command is None or command.only_looks


def _split(words: str) -> tuple[str, str]:
    """The word that names the command, or two that are one with a space in it; and what stands after it."""
    word, rest = _first(visible(clean(words)))
    second, after = _first(rest)
    if second and _command(word) is None:
        both = same(word + second, _BY_WORD)
        return (both, after) if both else (word, rest)
    return word, rest


def _first(words: str) -> tuple[str, str]:
    first, rest = (*words.split(maxsplit=1), "", "")[:2]
    return first, rest


def _command(word: str) -> Command | None:
    return _BY_WORD.get(word.casefold() or "help")


async def run_typed(typed: Typed) -> None:
    """Run the command whose name comes first in what was typed; the rest is for the command."""
    word, rest = _split(typed.words)
    command = _command(word)
    if command is None:
        await helping.suggest(replace(typed, words=rest), word, COMMANDS)
        return
    try:
        await picking.run_and_tell(replace(typed, words=rest), command.run)
    except WhichIncident as which:
        await picking.ask(typed, f"{command.name} {rest}", which)
