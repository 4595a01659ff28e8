"""A person at their desk: what they type, press, choose and submit, and what they see."""

from dataclasses import dataclass
from typing import Any

from sandbox import forms, interactions, modals, posts, rooms
from sandbox.blocks.shown import words_of
from sandbox.core import Core
from sandbox.errors import NotPossible
from sandbox.journal import Delivery
from sandbox.manifest import Shortcut
from sandbox.posts import Draft
from sandbox.state import Channel, Json, Message, User, View
from sandbox.text import as_message_text
from sandbox.waiting import Wait

Where = str | Channel


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app said within its three seconds; over Socket Mode the status is always 200."""

    status: int
    body: Any

    @property
    def text(self) -> str:
        """The words in it, if it carried a message."""
        if isinstance(self.body, dict):
            return str(self.body.get("text", ""))
        return str(self.body or "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of something a person did."""

    delivery: Delivery | None
    errors: dict[str, str]

    @property
    def ack(self) -> Ack | None:
        """The app's acknowledgement; None when there was none in time."""
        answer = self.delivery.answer if self.delivery else None
        return Ack(answer.status, answer.body) if answer else None

    @property
    def timed_out(self) -> bool:
        """Whether the app did not answer in time."""
        return self.delivery is not None and self.delivery.outcome == "timed_out"

    @property
    def failed(self) -> bool:
        """Whether the app did not acknowledge at all."""
        return self.delivery is not None and self.delivery.answer is None


class Person:
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

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = modals.stack_of(self.core, self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> list[Json]:
        """The blocks of the App Home as published for this person."""
        view = self.core.workspace.homes.get(self.id)
        return view.blocks if view else []

    @property
    def dm(self) -> Channel:
        """The direct conversation with the app."""
        return rooms.open_direct(self.core, self.core.bot, self.user)

    def ephemerals(self, channel: Where | None = None) -> list[Message]:
        """Return what only this person sees, oldest first."""
        channels = (
            [self._channel(channel)] if channel else list(self.core.workspace.channels.values())
        )
        mine = [m for place in channels for m in place.ephemerals if m.only_for == self.id]
        return sorted(mine, key=lambda message: message.ts)

    def reads(self, what: View | Message) -> str:
        """Return every word that a view or a message shows."""
        if isinstance(what, Message):
            return what.shown
        return "\n".join([what.title, words_of(what.blocks, self.core.workspace)])

    async def types(self, text: str, channel: Where = "general") -> Outcome:
        """Type a slash command; the outcome says whether and what the app answered."""
        place = self._member_of(channel)
        name, _, rest = text.partition(" ")
        known = self.core.workspace.app.command(name)
        if known is None:
            raise NotPossible(f"{name} is not a command of this app.")
        delivery = interactions.command(self.core, self.user, place, known, rest.strip())
        return await self._outcome(delivery)

    async def types_for_form(self, text: str, channel: Where = "general") -> View:
        """Type a slash command that opens a modal, and return that modal."""
        before = self.modal
        await self.types(text, channel)

        def look() -> View | None:
            return self.modal if self.modal is not before else None

        return await self.wait.until(look, f"a modal for {self.handle} after {text!r}")

    async def posts(
        self, text: str, channel: Where = "general", thread: Message | str | None = None
    ) -> Message:
        """Write a message, in a thread if one is given."""
        place = self._member_of(channel)
        thread_ts = thread.ts if isinstance(thread, Message) else thread or ""
        words = as_message_text(text, self.core.workspace)
        return posts.post(self.core, place, self.user, Draft(text=words, thread_ts=thread_ts))

    async def presses(self, label: str, message: Message | None = None) -> Outcome:
        """Press a button in a message, else in the modal on top, else in the App Home."""
        place = self._place(message)
        block, element = forms.find(
            place.blocks, label, self.core.workspace, {"button", "workflow_button"}
        )
        delivery = interactions.block_action(self.core, self.user, place, block, element, {})
        return await self._outcome(delivery)

    async def chooses(self, label: str, choice: Any, message: Message | None = None) -> Outcome:
        """Make a choice in a menu, picker, radio or checkbox, by its label."""
        place = self._place(message)
        block, element = forms.find(place.blocks, label, self.core.workspace)
        offered = forms.offered_by(element)
        if element["type"].endswith("external_select"):
            words = choice if isinstance(choice, str) else " ".join(choice)
            offered = await self.looks_for(label, words, message)
        held = forms.chosen_value(element, choice, offered, self._directory())
        if element["type"] != "overflow":
            place.chosen[(block["block_id"], element["action_id"])] = held
        self.core.changed()
        return await self._told_if_wanted(place, block, element, held)

    async def looks_for(self, label: str, typed: str, message: Message | None = None) -> list[Json]:
        """Type into an external menu and return the options that the app offers."""
        place = self._place(message)
        block, element = forms.find(place.blocks, label, self.core.workspace)
        if len(typed) < element.get("min_query_length", 3):
            raise NotPossible(f"{typed!r} is too short for this menu to look anything up.")
        delivery = interactions.suggestion(self.core, self.user, place, block, element, typed)
        await self.wait.answer(delivery)
        body = (delivery.answer.body if delivery.answer else None) or {}
        grouped = [o for group in body.get("option_groups", []) for o in group["options"]]
        return [*body.get("options", []), *grouped]

    async def fills(self, label: str, text: str) -> Outcome:
        """Type into a field of the modal on top (or of the App Home)."""
        place = self._place(None)
        block, element = forms.find(place.blocks, label, self.core.workspace)
        held = forms.typed_value(element, text)
        place.chosen[(block["block_id"], element["action_id"])] = held
        self.core.changed()
        return await self._told_if_wanted(place, block, element, held)

    async def _told_if_wanted(
        self, place: Message | View, block: Json, element: Json, held: Json
    ) -> Outcome:
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Outcome(None, {})
        delivery = interactions.block_action(self.core, self.user, place, block, element, held)
        return await self._outcome(delivery)

    async def submits(self) -> Outcome:
        """Submit the modal on top; raises `NotPossible` for what the client would not send."""
        view = self._open_modal()
        if "submit" not in view.content:
            raise NotPossible(f"The modal {view.title!r} has no submit button.")
        if problems := forms.problems_of(view, self.core.workspace):
            raise NotPossible("The client does not send this form. " + " ".join(problems))
        delivery = interactions.submission(self.core, self.user, view)
        await self.wait.answer(delivery)
        return Outcome(delivery, dict(view.errors))

    async def closes(self, *, all_of_them: bool = False) -> Outcome:
        """Close the modal on top, or the whole stack by the x at its corner."""
        view = self._open_modal()
        delivery = interactions.closing(self.core, self.user, view, is_cleared=all_of_them)
        return await self._outcome(delivery) if delivery else Outcome(None, {})

    async def uses_shortcut(self, name: str) -> Outcome:
        """Use a global shortcut, by its name or callback_id."""
        shortcut = self._shortcut(name, "global")
        return await self._outcome(interactions.global_shortcut(self.core, self.user, shortcut))

    async def uses_message_shortcut(self, name: str, message: Message) -> Outcome:
        """Use a shortcut on a message, by its name or callback_id."""
        shortcut = self._shortcut(name, "message")
        place = self._member_of(self.core.workspace.channels[message.channel])
        delivery = interactions.message_shortcut(self.core, self.user, shortcut, place, message)
        return await self._outcome(delivery)

    async def opens_home(self, tab: str = "home") -> None:
        """Open the App Home; wait for what it shows with `wait.home`."""
        interactions.opened_home(self.core, self.user, tab)

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

    async def invites(self, who: "Person | User", channel: Where) -> None:
        """Invite somebody, or the app, into a channel."""
        rooms.join(self.core, self._member_of(channel), _user(who), self.id)

    async def removes(self, who: "Person | User", channel: Where) -> None:
        """Remove somebody, or the app, from a channel."""
        rooms.leave(self.core, self._member_of(channel), _user(who))

    async def archives(self, channel: Where) -> None:
        """Archive a channel."""
        rooms.archive(self.core, self._member_of(channel), self.user)

    async def renames(self, channel: Where, name: str) -> None:
        """Rename a channel."""
        rooms.rename(self.core, self._member_of(channel), self.user, name)

    async def sets_topic(self, channel: Where, topic: str) -> None:
        """Give a channel a topic."""
        rooms.set_topic(self.core, self._member_of(channel), self.user, topic)

    async def _outcome(self, delivery: Delivery) -> Outcome:
        return Outcome(await self.wait.answer(delivery), {})

    def _channel(self, where: Where) -> Channel:
        return find_channel(self.core, where)

    def _member_of(self, where: Where) -> Channel:
        place = self._channel(where)
        if self.id not in place.members:
            raise NotPossible(f"{self.handle} is not in #{place.name} and must join first.")
        if place.archived:
            raise NotPossible(f"#{place.name} is archived.")
        return place

    def _open_modal(self) -> View:
        if self.modal is None:
            raise NotPossible(f"{self.handle} has no modal open.\n{self.wait.recent()}")
        return self.modal

    def _place(self, message: Message | None) -> Message | View:
        if message is not None:
            if message.only_for not in ("", self.id):
                raise NotPossible(f"{self.handle} does not see this message.")
            return message
        place = self.modal or self.core.workspace.homes.get(self.id)
        if place is None:
            raise NotPossible(f"{self.handle} has neither a modal nor an App Home before them.")
        return place

    def _shortcut(self, name: str, kind: str) -> Shortcut:
        shortcut = self.core.workspace.app.shortcut(name, kind)
        if shortcut is None:
            raise NotPossible(f"The app has no {kind} shortcut {name!r}.")
        return shortcut

    def _own(self, message: Message) -> None:
        if message.user != self.id:
            raise NotPossible(f"{self.handle} did not write this message.")

    def _directory(self) -> forms.Directory:
        return forms.Directory(
            lambda who: find_user(self.core, who).id, lambda where: self._channel(where).id
        )


def _user(who: Person | User) -> User:
    return who.user if isinstance(who, Person) else who


def find_user(core: Core, who: "str | Person | User") -> User:
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
