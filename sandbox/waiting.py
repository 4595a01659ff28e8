"""Waiting for what an app will do: woken by every change, bounded in real time, clear when in vain."""

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sandbox.core import Core
from sandbox.journal import Delivery
from sandbox.state import Channel, Json, Message, View

if TYPE_CHECKING:
    from sandbox.people import Person

Found = TypeVar("Found")
WITHIN = 5.0
QUIET = 0.04
_RECENT = 8


class WaitedInVain(AssertionError):
    """What was waited for did not come; says what came instead."""


class Wait:
    """Waits for things in a workspace; `within` is in seconds of real time."""

    def __init__(self, core: Core, within: float = WITHIN) -> None:
        self.core = core
        self.within = within

    async def until(
        self,
        predicate: Callable[[], Found | None],
        expected: str,
        within: float | None = None,
    ) -> Found:
        """Wait until `predicate` gives something true, and return that."""
        deadline = asyncio.get_running_loop().time() + (self.within if within is None else within)
        changed = asyncio.Event()
        stop = self.core.watch(changed.set)
        try:
            while True:
                changed.clear()
                if found := predicate():
                    return found
                left = deadline - asyncio.get_running_loop().time()
                try:
                    await asyncio.wait_for(changed.wait(), left)
                except TimeoutError:
                    raise WaitedInVain(
                        f"Waited for {expected}, in vain.\n{self.recent()}"
                    ) from None
        finally:
            stop()

    async def channel(self, name: str | re.Pattern[str]) -> Channel:
        """Wait for a channel of exactly this name, or one whose whole name fits the pattern."""

        def look() -> Channel | None:
            rooms = [c for c in self.core.workspace.channels.values() if c.is_room]
            return next((c for c in rooms if re.fullmatch(_pattern(name), c.name)), None)

        return await self.until(look, f"a channel called {name!r}")

    async def message(
        self,
        channel: str | Channel | None = None,
        text: str = "",
        metadata: str | Json | None = None,
        thread: Message | str | None = None,
    ) -> Message:
        """Wait for the newest message by the app that shows `text`.

        `metadata` is an event_type or a part of the metadata's payload; `thread` is the message
        (or its timestamp) below which to look.
        """

        def look() -> Message | None:
            places = (
                list(self.core.workspace.channels.values())
                if channel is None
                else self._maybe(channel)
            )
            posts = (m for place in places for m in reversed(place.messages))
            return next((m for m in posts if self._fits(m, text, metadata, thread)), None)

        where = f" in {_name(channel)}" if channel else ""
        return await self.until(look, f"a message of the app with {text or metadata!r}{where}")

    def _maybe(self, channel: str | Channel) -> list[Channel]:
        if isinstance(channel, Channel):
            return [channel]
        workspace = self.core.workspace
        found = workspace.channels.get(channel) or workspace.channel_by_name(channel)
        return [found] if found else []

    def _fits(
        self,
        message: Message,
        text: str,
        metadata: str | Json | None,
        thread: Message | str | None,
    ) -> bool:
        below = thread.ts if isinstance(thread, Message) else thread
        return (
            message.user == self.core.workspace.bot_user
            and not message.subtype
            and text in message.shown
            and (below is None or (message.is_reply and message.thread_ts == below))
            and _has_metadata(message, metadata)
        )

    async def ephemeral(self, person: "Person", text: str = "") -> Message:
        """Wait for the newest message that only this person sees and that shows `text`."""

        def look() -> Message | None:
            seen = reversed(person.ephemerals())
            return next((m for m in seen if text in m.shown), None)

        return await self.until(look, f"{text!r} seen by {person.handle} alone")

    async def modal(self, person: "Person", title: str = "") -> View:
        """Wait for a modal on top of the person's stack, with `title` in its title."""

        def look() -> View | None:
            top = person.modal
            return top if top is not None and title in top.title else None

        return await self.until(look, f"a modal {title!r} before {person.handle}")

    async def home(self, person: "Person", text: str = "") -> View:
        """Wait for an App Home published to the person that shows `text`."""

        def look() -> View | None:
            view = self.core.workspace.homes.get(person.id)
            return view if view is not None and text in person.reads(view) else None

        return await self.until(look, f"an App Home with {text!r} for {person.handle}")

    async def answer(self, delivery: Delivery) -> Delivery:
        """Wait until nothing more will come of a delivery.

        With a still clock, an app that does not answer within the bound of real time has not
        answered: nobody moves the clock for it.
        """
        try:
            await self.until(lambda: delivery.done, f"an answer to: {delivery.about}")
        except WaitedInVain:
            if self.core.clock.ticks:
                raise
            self.core.deliveries.time_out(delivery)
        return delivery

    async def settle(self, quiet: float = QUIET, within: float | None = None) -> None:
        """Wait until nothing is in flight and nothing has happened for `quiet` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (self.within if within is None else within)
        changed = asyncio.Event()
        stop = self.core.watch(changed.set)
        try:
            while True:
                changed.clear()
                try:
                    await asyncio.wait_for(changed.wait(), quiet)
                except TimeoutError:
                    if not (busy := self.busy()):
                        return
                    if loop.time() >= deadline:
                        raise WaitedInVain(f"It did not settle: {busy}.\n{self.recent()}") from None
        finally:
            stop()

    def busy(self) -> str:
        """Return what is in flight, in words, or an empty string."""
        parts = [f"no answer yet to: {d.about}" for d in self.core.deliveries.in_flight]
        parts += [f"{call.method} is being answered" for call in self.core.journal.unanswered]
        due = self.core.agenda.next_due
        if due is not None and due <= self.core.now():
            parts.append("something is due now")
        return "; ".join(parts)

    def recent(self) -> str:
        """Return what happened last, for a person who wonders why nothing came."""
        journal = self.core.journal
        lines = ["The last calls:"]
        for call in journal.calls()[-_RECENT:]:
            result = "ok" if call.ok else call.response.get("error") or call.fault or "no answer"
            lines.append(f"  {call.method} {_brief(call.arguments)} -> {result}")
        lines.append("The last deliveries:")
        lines += [f"  {d.about} -> {d.outcome}" for d in journal.deliveries()[-_RECENT:]]
        lines.append("The last messages:")
        channels = self.core.workspace.channels.values()
        posts = sorted(
            ((m.ts, c, m) for c in channels for m in [*c.messages, *c.ephemerals]),
            key=lambda item: item[0],
        )
        for _ts, place, message in posts[-_RECENT:]:
            only = f" (only {message.only_for})" if message.only_for else ""
            lines.append(f"  #{place.name or place.id}{only}: {_brief(message.shown)}")
        lines += [f"VIOLATION {violation}" for violation in journal.violations]
        return "\n".join(lines)


def _pattern(name: str | re.Pattern[str]) -> str | re.Pattern[str]:
    return name if isinstance(name, re.Pattern) else re.escape(name)


def _name(channel: str | Channel) -> str:
    return channel.name if isinstance(channel, Channel) else channel


def _has_metadata(message: Message, wanted: str | Json | None) -> bool:
    if wanted is None:
        return True
    held = message.metadata or {}
    if isinstance(wanted, str):
        return held.get("event_type") == wanted
    payload = held.get("event_payload", {})
    return all(payload.get(key) == value for key, value in wanted.items())


def _brief(value: object, limit: int = 120) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
