"""What a person asked for, in our words, with the ways to answer. No payload of Slack's comes further than this."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from models.organisation import Organisation
from templates.blocks import View, section
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Request):
    """A button was pressed, or an option chosen: `value` is its own, or what was chosen."""

    value: str
    block_id: str


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
    fields: Mapping[str, str]

    @property
    def receipt(self) -> str:
        """Marks this form: sent twice, it counts once."""
        return f"view:{self.view_id}"
