"""`/incident help`, and the answer to a word that is no command."""

import re
from collections.abc import Sequence
from typing import Final

from commands import declare, severity
from commands.command import SLASH, Command
from commands.request import Typed
from models.wording import meant, same
from templates.replies import CommandHelp, help_on, help_page, no_help, unknown_command
from templates.topics import TOPICS
from templates.typed import as_line, as_words, one_line
from workflows.errors import Refused

#: What is called otherwise elsewhere, and is like none of our words or like a wrong one.
_OTHERWISE: Final = {
    "done": "task done",
    "claim": "role commander",
    "ic": "role commander",
    "lead": "role commander",
}
#: Short words are like one another soon, and a wrong guess misleads.
_ALIKE: Final = 0.7
_REFERENCE: Final = re.compile(r"INC-?\d+\b", re.IGNORECASE)


async def show(typed: Typed, commands: Sequence[Command]) -> None:
    """List every command with its usage and one line of help, or tell of the topic or command that is named."""
    topic = as_line(typed.words)
    if topic:
        await _tell_of(typed, topic, commands)
        return
    lines = [(command.line, command.help) for command in commands]
    await typed.reply(help_page(lines, [one.words[0] for one in TOPICS]))


async def _tell_of(typed: Typed, topic: str, commands: Sequence[Command]) -> None:
    by_name, topics = by_word(commands), {word: one for one in TOPICS for word in one.words}
    word = same(topic, topics) or same(topic, by_name) or meant(topic, [*topics, *by_name])
    if word is None:
        raise Refused(no_help(topic, SLASH, [one.words[0] for one in TOPICS]))
    if word in topics:
        found = topics[word]
        about = found.about(typed.organisation)
        await typed.reply(help_on([_told(by_name[name]) for name in found.commands], about))
        return
    await typed.reply(help_on([_told(by_name[word])]))


def _told(command: Command) -> CommandHelp:
    return command.line, command.help, command.aliases


def by_word(commands: Sequence[Command]) -> dict[str, Command]:
    """Every word that runs a command, with that command."""
    return {word: command for command in commands for word in (command.name, *command.aliases)}


async def suggest(typed: Typed, word: str, commands: Sequence[Command]) -> None:
    """Answer a word that is no command with the nearest one. Nothing is done on a guess."""
    known = by_word(commands)
    line, rest = as_words(f"{word} {typed.words}"), as_words(typed.words)
    slip = meant(word, known, alike=_ALIKE)
    near = _OTHERWISE.get(word.casefold()) or (known[slip].name if slip else None)
    if named := _REFERENCE.match(line):
        after, words = (*rest.split(None, 1), "", "")[:2]
        near, rest = (after, f"{named[0]} {words}") if after in known else ("show", named[0])
    title = rest if near and known.get(near) is declare.COMMAND and rest else line
    if same(word, [one.key for one in typed.organisation.severities]):
        near, rest = severity.COMMAND.name, line
    await typed.reply(
        unknown_command(
            typed=one_line(line),
            slash=SLASH,
            nearest=f"{SLASH} {near} {rest}".rstrip() if near else None,
            topic=same(word, [one for topic in TOPICS for one in topic.words]),
            title=title,
        )
    )
