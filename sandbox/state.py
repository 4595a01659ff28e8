"""What a workspace consists of: people, channels, messages, views and files, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
_MASS_MENTIONS = ("<!here", "<!channel", "<!everyone", "'type': 'broadcast'")
ChannelKind = Literal["public", "private", "im", "mpim"]
Guest = Literal["", "multi", "single"]


@dataclass(slots=True, eq=False)
class User:
    """A member of the workspace, a guest, or a bot; `zone` is an IANA name."""

    id: str
    handle: str
    real_name: str
    zone: str
    email: str = ""
    display_name: str = ""
    title: str = ""
    office: str = ""
    guest: Guest = ""
    admin: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0

    @property
    def is_bot(self) -> bool:
        """Whether this is an app's user rather than a person."""
        return bool(self.bot_id)

    @property
    def shown_name(self) -> str:
        """The name that others see: the display name, or the real one where that is empty."""
        return self.display_name or self.real_name


@dataclass(slots=True, eq=False)
class UserGroup:
    """A group of people that can be mentioned, such as @payments."""

    id: str
    handle: str
    name: str
    description: str = ""
    members: list[str] = field(default_factory=list)
    disabled: bool = False
    made: int = 0


@dataclass(slots=True)
class Reaction:
    """One emoji (without colons) under a message and who put it there, in order."""

    name: str
    users: list[str]


@dataclass(slots=True, eq=False)
class Message:
    """A message in a channel; an ephemeral one has `only_for` and is seen by that user alone."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    only_for: str = ""
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    username: str = ""
    icons: Json = field(default_factory=dict)
    edited: tuple[str, str] | None = None
    broadcast: bool = False
    reactions: list[Reaction] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    chosen: dict[tuple[str, str], Json] = field(default_factory=dict)
    reading: Callable[["Message"], str] = field(default=lambda message: message.text, repr=False)

    @property
    def shown(self) -> str:
        """All words that the message shows: text of its blocks flattened, or its text without blocks."""
        return self.reading(self)

    @property
    def alerts_many(self) -> bool:
        """Whether it mentions @here, @channel or @everyone, by intention or by accident."""
        said = f"{self.text} {self.blocks}"
        return any(token in said for token in _MASS_MENTIONS)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass(slots=True)
class Pin:
    """A message held at the top of its channel."""

    message: Message
    user: str
    created: int


@dataclass(slots=True)
class Bookmark:
    """A link in the bar of a channel."""

    id: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int
    user: str


@dataclass(slots=True)
class Remark:
    """A topic or a purpose with its author and moment (epoch seconds)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation of any kind with everything that stands in it."""

    id: str
    name: str
    kind: ChannelKind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic_remark: Remark = field(default_factory=Remark)
    purpose_remark: Remark = field(default_factory=Remark)
    posts: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    archived: bool = False
    is_general: bool = False
    canvas: str = ""
    read_up_to: dict[str, str] = field(default_factory=dict)
    previous_names: list[str] = field(default_factory=list)
    updated: int = 0

    @property
    def private(self) -> bool:
        """Whether only its members know that it exists."""
        return self.kind != "public"

    @property
    def is_room(self) -> bool:
        """Whether it is a named channel rather than a direct conversation."""
        return self.kind in ("public", "private")

    @property
    def topic(self) -> str:
        """The words of the topic."""
        return self.topic_remark.value

    @property
    def purpose(self) -> str:
        """The words of the purpose."""
        return self.purpose_remark.value

    @property
    def messages(self) -> list[Message]:
        """Everything posted here that all members see, oldest first."""
        return list(self.posts.values())

    def replies(self, ts: str) -> list[Message]:
        """Return the replies below the message `ts`, oldest first."""
        return list(self.threads.get(ts, ()))

    def add(self, message: Message) -> None:
        """Take a message in."""
        self.posts[message.ts] = message
        if message.is_reply:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: Message) -> None:
        """Let go of a message."""
        del self.posts[message.ts]
        if message.is_reply:
            self.threads[message.thread_ts].remove(message)

    def is_pinned(self, ts: str) -> bool:
        """Tell whether the message `ts` is pinned."""
        return any(pin.message.ts == ts for pin in self.pins)


@dataclass(slots=True, eq=False)
class View:
    """A modal or an App Home, as one person has it before them."""

    id: str
    user: str
    kind: Literal["modal", "home"]
    content: Json
    root_id: str
    previous_id: str = ""
    external_id: str = ""
    hash: str = ""
    chosen: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    response_urls: list[Json] = field(default_factory=list)

    @property
    def blocks(self) -> list[Json]:
        """The blocks it shows."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's name for this kind of view."""
        return str(self.content.get("callback_id", ""))

    @property
    def title(self) -> str:
        """The words at its top; empty for an App Home."""
        return str(self.content.get("title", {}).get("text", ""))


@dataclass(slots=True, eq=False)
class File:
    """An uploaded file; it is complete once files.completeUploadExternal has named it."""

    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    alt_text: str = ""
    content: bytes = b""
    received: bool = False
    complete: bool = False
    channels: list[str] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Canvas:
    """A document: its title, its sections of markdown and who may do what with it."""

    id: str
    title: str
    sections: list[tuple[str, str]] = field(default_factory=list)
    channel: str = ""
    access: dict[str, str] = field(default_factory=dict)
    locked: bool = False


@dataclass(slots=True)
class ScheduledMessage:
    """A message that waits for its time; `post_at` is in epoch seconds."""

    id: str
    channel: str
    post_at: int
    made_at: int
    arguments: Json
    take_back: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Token:
    """A secret by which an app speaks, with what it may do."""

    value: str
    kind: Literal["bot", "app"]
    user: str
    scopes: frozenset[str]
    expires: datetime | None = None
    revoked: str = ""
