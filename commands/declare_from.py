"""Declaring from a message: with the shortcut on it, or by mentioning the bot in it."""

import re
from dataclasses import replace

from commands import declare
from commands.command import Events, MessageShortcuts
from commands.declaration import read
from commands.declare_form import first_drawing
from commands.request import Heard, Pointed
from templates.actions import DECLARE_FROM_SHORTCUT, Field
from templates.declare_memory import Memory
from templates.mention import how_to_mention
from templates.text import shorten
from templates.typed import as_words, visible
from workflows.declare import declare as declare_now
from workflows.source import Source

#: What still reads as a title.
_TITLE = 120
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>\s*[:,]?\s*")


async def point(pointed: Pointed) -> None:
    """Open the form with the message's words: the first line as the title, and more as what people notice."""
    words = as_words(pointed.words)
    first = next((line for line in words.splitlines() if visible(line.strip())), "")
    title = shorten(first, _TITLE)
    noticed = "" if title == words else words
    fields: dict[str, str] = {Field.TITLE: title, Field.NOTICED: noticed}
    source = Source(pointed.channel_id or "", pointed.message_ts)
    await pointed.open_form(first_drawing(pointed, fields, Memory(source=str(source))))


async def on_mention(heard: Heard) -> None:
    """`@muster declare checkout is down` declares as the command does; anything else is told how."""
    words = as_words(_MENTION.sub("", heard.words, count=1))
    word, rest = (*words.split(None, 1), "", "")[:2]
    if word.casefold() not in (declare.COMMAND.name, *declare.COMMAND.aliases):
        await heard.reply(how_to_mention())
        return
    said = read(heard.organisation, rest)
    if not said.title:
        # A mention carries no right to open a form; a press does.
        await heard.reply(how_to_mention())
        return
    source = Source(heard.channel_id or "", heard.message_ts)
    declaration = replace(declare.declared(heard, said), source=str(source))
    async with heard.start(heard.slack_id) as work:
        # Slack tells of a mention anew when somebody edits it.
        if await work.first_time(f"mention:{source}"):
            await declare_now(work, declaration)


MESSAGE_SHORTCUTS: MessageShortcuts = {DECLARE_FROM_SHORTCUT: point}
EVENTS: Events = {"app_mention": on_mention}
