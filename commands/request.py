"""What a person asked for, in our words, with the ways to answer. No payload of Slack's comes further than this."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from models.organisation import Organisation
from templates.blocks import View, section
from templates.elements import Element
from templates.message import Message, message
from templates.text import Mrkdwn
from workflows.work import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody wants something."""

    slack_id: str
    #: The channel where they are, where there is one.
    channel_id: str | None
    start: Start
    #: Answers so that only this person sees it.
    reply: Callable[[Message], Awaitable[None]]
    #: Opens a form for this person. The right to do so lives for three seconds.
    open_form: Callable[[View], Awaitable[None]]

    @property
    def organisation(self) -> Organisation:
        """The configuration."""
        return self.start.organisation

    async def say(self, words: Mrkdwn | str) -> None:
        """Answer with one paragraph."""
        await self.reply(message(section(words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Request):
    """A command was typed. `words` is what stands after its name, as Slack handed it over."""

    words: str
    response_url: str
    #: Marks this command: delivered or tried twice, it counts once.
    receipt: str
    #: Is told of the incident that was named in front, once it is known that they may know of it.
    named: Callable[[int], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Request):
    """A button was pressed, or an option chosen: `value` is its own, or what was chosen."""

    value: str
    block_id: str
    #: The message in which it was pressed, where it was one.
    message_ts: str = ""
    #: The form in which it was pressed, where it was not a message.
    form: "OpenForm | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A form that somebody is filling in: what stands there so far, and the way to draw it anew."""

    about: str
    fields: Mapping[str, str]
    #: Keeps what was filled in wherever a block and its id stay the same.
    redraw: Callable[[View], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed(Request):
    """A message was pointed at, by a shortcut on it."""

    message_ts: str
    #: The message's words, as Slack handed them over.
    words: str
    #: Who wrote it; None for what a program posted.
    author: str | None
    #: The thread in which it stands, where it is a reply.
    thread_ts: str = ""
    #: When its author last edited it, as Slack writes it; empty where they never did.
    edited_ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Request):
    """Something happened in a channel where the bot is; `slack_id` is empty where Slack names nobody."""

    #: Slack's name for it; for a message of a special sort, that sort, such as `channel_topic`.
    what: str
    #: The message that it is about, where there is one, and the thread in which that stands.
    message_ts: str = ""
    thread_ts: str = ""
    #: When that message was last edited, as Slack writes it; empty where it never was.
    edited_ts: str = ""
    #: A message's words, a reaction's name, a channel's new name or topic: what it is about.
    words: str = ""
    #: Whether it was said to have happened in a private channel.
    in_private: bool = False
    #: Whether it was ourselves.
    by_us: bool = False
    #: Marks this event: delivered twice, it counts once.
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought(Request):
    """Somebody types into a menu that asks us for its options."""

    words: str
    #: The form in which the menu stands, where it is one.
    about: str


#: What a menu is answered with.
Options: TypeAlias = list[Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Request):
    """The app's home was opened. `publish` shows this person what stands there."""

    publish: Callable[[View], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Request):
    """A form was sent. Its handler only writes down; whatever it refuses stands beside the field."""

    view_id: str
    #: The private metadata: what the form is about.
    about: str
    #: What was filled in, by block id, as Slack handed it over; empty fields are empty strings.
    #: Where several may be chosen, each stands on a line of its own.
    fields: Mapping[str, str]

    def chosen(self, field: str) -> tuple[str, ...]:
        """Everything that was chosen where several may be."""
        return tuple(self.fields.get(field, "").splitlines())

    @property
    def receipt(self) -> str:
        """Marks this form: sent twice, it counts once."""
        return f"view:{self.view_id}"
