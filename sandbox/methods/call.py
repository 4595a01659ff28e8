"""One call as a method sees it, and the lookups that many methods share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sandbox.arguments import Arguments, Spec, invalid
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.state import Channel, Json, Message, Token, User
from sandbox.workspace import Workspace

Thing = TypeVar("Thing")
LIMIT_MAX = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has passed the gate: known method, known arguments, right token and scope."""

    core: Core
    spec: Spec
    args: Arguments
    token: Token

    @property
    def workspace(self) -> Workspace:
        """The workspace that the call is about."""
        return self.core.workspace

    @property
    def caller(self) -> User:
        """The user who calls: the app's own."""
        return self.workspace.users[self.token.user]

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that the argument names by id, if the caller may know of it."""
        channel = self.workspace.channels.get(self.args.text(name))
        if channel is None or (channel.private and self.caller.id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def member_channel(self, name: str = "channel") -> Channel:
        """Return the channel if the caller is a member, else `not_in_channel`."""
        channel = self.channel(name)
        if self.caller.id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def writable_channel(self, name: str = "channel") -> Channel:
        """Return the channel if it is open and the caller is a member."""
        channel = self.member_channel(name)
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def user(self, name: str = "user", error: str = "user_not_found") -> User:
        """Return the user that the argument names by id."""
        user = self.workspace.users.get(self.args.text(name))
        if user is None:
            raise SlackError(error)
        return user

    def message(self, channel: Channel, name: str) -> Message:
        """Return the message that the argument names by its timestamp."""
        message = channel.posts.get(self.args.text(name))
        if message is None:
            raise SlackError("message_not_found")
        return message

    def page(self, things: Sequence[Thing], default: int, high: int = LIMIT_MAX) -> "Page[Thing]":
        """Return the page that `cursor` and `limit` ask for."""
        limit = self.args.number("limit", default)
        if not 0 < limit <= high:
            raise (
                SlackError("invalid_limit")
                if "invalid_limit" in self.spec.errors
                else invalid(f"must be less than {high} [json-pointer:/limit]")
            )
        start = 0
        if cursor := self.args.text("cursor"):
            kind, _, offset = cursor.partition(":")
            if kind != self.spec.name or not offset.isdigit() or int(offset) > len(things):
                raise SlackError("invalid_cursor")
            start = int(offset)
        end = start + limit
        following = f"{self.spec.name}:{end}" if end < len(things) else ""
        return Page(list(things[start:end]), following)


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """Part of a list, and the cursor of the part that follows it (empty at the end)."""

    things: list[Thing]
    cursor: str

    @property
    def metadata(self) -> Json:
        """Return `response_metadata` for it."""
        return {"response_metadata": {"next_cursor": self.cursor}}


Method = Callable[[Call], Json]
Methods = dict[str, Method]
