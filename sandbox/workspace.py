"""The state of one workspace and how things in it are found; it holds values and makes no decisions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.manifest import App
from sandbox.state import (
    Canvas,
    Channel,
    File,
    Json,
    Message,
    ScheduledMessage,
    Token,
    User,
    UserGroup,
    View,
)

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Trigger:
    """The right to open one view, from one interaction of one person."""

    id: str
    user: str
    made: datetime
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer into one conversation: five times within thirty minutes."""

    secret: str
    user: str
    channel: str
    made: datetime
    message: Message | None = None
    used: int = 0


@dataclass(slots=True)
class Rules:
    """The settings of the workspace that an admin decides."""

    may_create_public: bool = True
    may_create_private: bool = True
    may_archive: bool = True
    paid: bool = True
    canvases: bool = True


@dataclass(slots=True, eq=False)
class Workspace:
    """A company's workspace with one installed app."""

    app: App
    name: str = "Lantern"
    domain: str = "lantern"
    team_id: str = "T0LANTERN1"
    app_id: str = "A0SANDBOX1"
    rules: Rules = field(default_factory=Rules)
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    scheduled: dict[str, ScheduledMessage] = field(default_factory=dict)
    bot_id: str = ""
    bot_user: str = ""
    _count: int = 0
    _last_ts: int = 0

    def new_id(self, prefix: str) -> str:
        """Return an id that was not given before, in Slack's form; the same run gives the same ids."""
        self._count += 1
        rest, number = "", self._count * 7919
        while number:
            number, digit = divmod(number, 36)
            rest = _DIGITS[digit] + rest
        return f"{prefix}0{rest:0>8}"

    def new_ts(self, now: datetime) -> str:
        """Return a message timestamp at `now`, later than every one before it."""
        self._last_ts = max(int(now.timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    @property
    def bot(self) -> User:
        """The app's own user."""
        return self.users[self.bot_user]

    def user_by_handle(self, handle: str) -> User | None:
        """Return the user with that handle, or None."""
        return next((user for user in self.users.values() if user.handle == handle), None)

    def people(self) -> Iterator[User]:
        """Give everyone who is a person and still here."""
        return (
            u for u in self.users.values() if not u.is_bot and not u.deleted and u.id != SLACKBOT
        )

    def channel_by_name(self, name: str) -> Channel | None:
        """Return the channel of that name, open ones first, or None."""
        rooms = [room for room in self.channels.values() if room.is_room and room.name == name]
        return min(rooms, key=lambda room: room.archived, default=None)

    def direct(self, *users: str) -> Channel | None:
        """Return the direct conversation of exactly these users, if there is one."""
        wanted = set(users)
        return next(
            (c for c in self.channels.values() if not c.is_room and set(c.members) == wanted), None
        )

    def find_view(self, view_id: str) -> View | None:
        """Return an open modal or a published home by its id."""
        return self.views.get(view_id)

    def label(self, item_id: str) -> str:
        """Return the visible name of a user, channel or group id, or an empty string."""
        if user := self.users.get(item_id):
            return user.shown_name
        if channel := self.channels.get(item_id):
            return channel.name
        if group := self.groups.get(item_id):
            return group.handle
        return ""

    def token_for(self, sigil: str, name: str) -> str:
        """Return the token for a typed @name or #name, or an empty string when nobody is called so.

        People are found however their name is spelt, since their shown names begin with a capital.
        """
        if sigil == "#":
            channel = self.channel_by_name(name)
            if channel is None:
                return ""
            return f"<#{channel.id}|{'' if channel.private else channel.name}>"
        handle = name.lower()
        if user := self.user_by_handle(handle):
            return f"<@{user.id}|{user.handle}>"
        group = next((g for g in self.groups.values() if g.handle == handle), None)
        return f"<!subteam^{group.id}|@{group.handle}>" if group else ""

    def team_json(self) -> Json:
        """Return the team as payloads carry it."""
        return {"id": self.team_id, "domain": self.domain}
