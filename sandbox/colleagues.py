"""A person among colleagues: what they write, mark and open, without any app in it."""

from sandbox import posts, rooms
from sandbox.core import Core
from sandbox.errors import NotPossible
from sandbox.posts import Draft
from sandbox.state import Channel, Message, User
from sandbox.text import as_message_text
from sandbox.waiting import Wait

Where = str | Channel


class Colleague:
    """One user of the workspace, acting as the real client lets them."""

    def __init__(self, core: Core, wait: Wait, user: User) -> None:
        self.core = core
        self.wait = wait
        self.user = user

    def __repr__(self) -> str:
        """Return the handle."""
        return f"Person({self.handle!r})"

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def handle(self) -> str:
        """The handle, such as `ana`."""
        return self.user.handle

    async def posts(
        self,
        text: str,
        channel: Where = "general",
        thread: Message | str | None = None,
        *,
        broadcast: bool = False,
    ) -> Message:
        """Write a message, in a thread if one is given; `broadcast` also shows it in the channel."""
        place = self._member_of(channel)
        thread_ts = thread.ts if isinstance(thread, Message) else thread or ""
        words = as_message_text(text, self.core.workspace)
        draft = Draft(text=words, thread_ts=thread_ts, broadcast=broadcast and bool(thread_ts))
        return posts.post(self.core, place, self.user, draft)

    async def reacts(self, emoji: str, message: Message) -> None:
        """Put an emoji (its name without colons) under a message."""
        place = self._member_of(self.core.workspace.channels[message.channel])
        posts.react(self.core, place, message, self.user, emoji)

    async def unreacts(self, emoji: str, message: Message) -> None:
        """Take one's own emoji away again."""
        place = self.core.workspace.channels[message.channel]
        posts.unreact(self.core, place, message, self.user, emoji)

    async def pins(self, message: Message) -> None:
        """Pin a message."""
        place = self._member_of(self.core.workspace.channels[message.channel])
        posts.pin(self.core, place, message, self.user)

    async def unpins(self, message: Message) -> None:
        """Unpin a message."""
        place = self._member_of(self.core.workspace.channels[message.channel])
        posts.unpin(self.core, place, message, self.user)

    async def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self._own(message)
        words = as_message_text(text, self.core.workspace)
        place = self.core.workspace.channels[message.channel]
        posts.edit(self.core, place, message, Draft(text=words))

    async def deletes(self, message: Message) -> None:
        """Delete one's own message."""
        self._own(message)
        posts.delete(self.core, self.core.workspace.channels[message.channel], message)

    async def opens_direct(self, *others: "Colleague | User") -> Channel:
        """Open a direct conversation, or find the one that there is."""
        return rooms.open_direct(self.core, self.user, *(_user(one) for one in others))

    async def creates(self, name: str, *, private: bool = False) -> Channel:
        """Create a channel."""
        return rooms.create(self.core, name, self.user, private=private)

    async def joins(self, channel: Where) -> None:
        """Join a public channel."""
        place = self._channel(channel)
        if place.private:
            raise NotPossible("Nobody joins a private channel without being invited.")
        if self.id not in place.members:
            rooms.join(self.core, place, self.user)

    async def leaves(self, channel: Where) -> None:
        """Leave a channel."""
        rooms.leave(self.core, self._member_of(channel), self.user)

    async def invites(self, who: "Colleague | User", channel: Where) -> None:
        """Invite somebody, or the app, into a channel."""
        rooms.join(self.core, self._member_of(channel), _user(who), self.id)

    async def removes(self, who: "Colleague | User", channel: Where) -> None:
        """Remove somebody, or the app, from a channel."""
        rooms.leave(self.core, self._member_of(channel), _user(who))

    async def archives(self, channel: Where) -> None:
        """Archive a channel."""
        rooms.archive(self.core, self._member_of(channel), self.user)

    async def unarchives(self, channel: Where) -> None:
        """Open an archived channel again."""
        rooms.unarchive(self.core, self._channel(channel), self.user)

    async def renames(self, channel: Where, name: str) -> None:
        """Rename a channel."""
        rooms.rename(self.core, self._member_of(channel), self.user, name)

    async def sets_topic(self, channel: Where, topic: str) -> None:
        """Give a channel a topic."""
        rooms.set_topic(self.core, self._member_of(channel), self.user, topic)

    def _channel(self, where: Where) -> Channel:
        return find_channel(self.core, where)

    def _member_of(self, where: Where) -> Channel:
        place = self._channel(where)
        if self.id not in place.members:
            raise NotPossible(f"{self.handle} is not in #{place.name} and must join first.")
        if place.archived:
            raise NotPossible(f"#{place.name} is archived.")
        return place

    def _own(self, message: Message) -> None:
        if message.user != self.id:
            raise NotPossible(f"{self.handle} did not write this message.")


def _user(who: Colleague | User) -> User:
    return who.user if isinstance(who, Colleague) else who


def find_user(core: Core, who: "str | Colleague | User") -> User:
    """Return a user by handle, by id, or as themselves."""
    if not isinstance(who, str):
        return _user(who)
    user = core.workspace.user_by_handle(who.removeprefix("@")) or core.workspace.users.get(who)
    if user is None:
        raise NotPossible(f"Nobody here is called {who!r}.")
    return user


def find_channel(core: Core, where: Where) -> Channel:
    """Return a channel by name, by id, or as itself."""
    if isinstance(where, Channel):
        return where
    workspace = core.workspace
    channel = workspace.channels.get(where) or workspace.channel_by_name(where.removeprefix("#"))
    if channel is None:
        names = ", ".join(c.name for c in workspace.channels.values() if c.is_room)
        raise NotPossible(f"There is no channel {where!r}. There is: {names}.")
    return channel
