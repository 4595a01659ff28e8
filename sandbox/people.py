"""A person at their desk: what they type, press, choose and submit, and what they see."""

from dataclasses import dataclass
from typing import Any

from sandbox import forms, interactions, modals, rooms
from sandbox.blocks.shown import words_of
from sandbox.colleagues import Colleague, Where, find_user
from sandbox.errors import NotPossible
from sandbox.journal import Delivery
from sandbox.manifest import Shortcut
from sandbox.state import Channel, Json, Message, View


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


class Person(Colleague):
    """A colleague with the app before them."""

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
            sought = [choice] if isinstance(choice, str) else choice
            offered = [
                one for words in sought for one in await self.looks_for(label, words, message)
            ]
        held = forms.chosen_value(element, choice, offered, self._directory(element))
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

    async def _outcome(self, delivery: Delivery) -> Outcome:
        return Outcome(await self.wait.answer(delivery), {})

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

    def _directory(self, element: Json) -> forms.Directory:
        included = element.get("filter", {}).get("include")

        def channel_id(where: Where) -> str:
            place = self._channel(where)
            if included is not None and place.kind not in included:
                raise NotPossible(f"This menu does not offer {place.name or place.id}.")
            return place.id

        return forms.Directory(lambda who: find_user(self.core, who).id, channel_id)
