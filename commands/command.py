"""What a command is: a word after /incident, with its help and what it runs."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from commands.request import Heard, Options, Pointed, Pressed, Request, Sought, Submitted, Typed
from templates.blocks import View

#: What a file of this folder answers to, by the id that Slack tells us.
Presses: TypeAlias = Mapping[str, Callable[[Pressed], Awaitable[None]]]
#: A form that is sent closes, unless its handler returns another that takes its place.
Forms: TypeAlias = Mapping[str, Callable[[Submitted], Awaitable[View | None]]]
Shortcuts: TypeAlias = Mapping[str, Callable[[Request], Awaitable[None]]]
MessageShortcuts: TypeAlias = Mapping[str, Callable[[Pointed], Awaitable[None]]]
Menus: TypeAlias = Mapping[str, Callable[[Sought], Awaitable[Options]]]
#: What happens in channels, by `Heard.what`.
Events: TypeAlias = Mapping[str, Callable[[Heard], Awaitable[None]]]

#: The one slash command; everything else is a word after it.
SLASH = "/incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word after `/incident`."""

    name: str
    #: One line for the list of commands: what it does, as a person would say it.
    help: str
    run: Callable[[Typed], Awaitable[None]]
    #: What may stand after the name: `[words]` where it may be left out, `<words>` where not.
    usage: str = ""
    aliases: tuple[str, ...] = ()
    #: Whether it changes nothing, whatever stands after its name.
    only_looks: bool = False

    @property
    def line(self) -> str:
        """The command as it is typed: `/incident severity <severity> [why]`."""
        return f"{SLASH} {self.name} {self.usage}".rstrip()
