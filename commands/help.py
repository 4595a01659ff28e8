"""`/incident help`, and the answer to a word that is no command."""

from collections.abc import Sequence

from commands.command import SLASH, Command
from commands.request import Typed
from models.wording import meant
from templates.replies import help_page, unknown_command
from templates.typed import as_line


async def show(typed: Typed, commands: Sequence[Command]) -> None:
    """List every command with its usage and one line of help."""
    await typed.reply(help_page([(command.line, command.help) for command in commands]))


async def suggest(typed: Typed, word: str, commands: Sequence[Command]) -> None:
    """Answer a word that is no command with the nearest one. Nothing is done on a guess."""
    known = {name: one for one in commands for name in (one.name, *one.aliases)}
    near = meant(word, known)
    await typed.reply(
        unknown_command(
            typed=as_line(f"{word} {typed.words}"),
            slash=SLASH,
            nearest=known[near].line if near else None,
        )
    )
