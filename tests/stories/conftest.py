"""A workspace with the bot in it: stories enter where people enter and look where people look."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import pytest
from pydantic import SecretStr

import bot.dispatch
from bot.errand_store import ErrandStore
from bot.program import Program, running
from bot.settings import SLACK_PATH, Settings
from commands.manifest import manifest
from models.organisation import Organisation
from sandbox import Clock, Sandbox
from sandbox.people import Person
from sandbox.state import Channel, Message
from tests.conftest import free_port

WayIn = Literal["socket", "http"]

#: How many seconds of real time a story waits for what must come: many, since a busy machine is slow.
PATIENCE = 20.0


@dataclass
class Story:
    """The people, what they see, and a clock that the story moves."""

    slack: Sandbox
    settings: Settings
    organisation: Organisation
    program: Program | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _running: "asyncio.Task[None] | None" = None

    def __getattr__(self, handle: str) -> Person:
        return self.slack.person(handle)

    async def bot_starts(self) -> None:
        """Start the bot, in this event loop, over the real protocols."""
        ready = asyncio.Event()
        self._ended.clear()

        async def run() -> None:
            async with running(self.settings, self.organisation, self.slack.clock) as program:
                stop = self.slack.clock.subscribe(lambda _: program.bell.set())
                self.program = program
                ready.set()
                await self._ended.wait()
                stop()

        self._running = asyncio.create_task(run())
        waiting = asyncio.create_task(ready.wait())
        done, _ = await asyncio.wait({self._running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._running in done:
            self._running.result()

    async def bot_stops(self) -> None:
        """Stop the bot as SIGTERM does."""
        self._ended.set()
        if self._running is not None:
            await self._running
        self.program = self._running = None

    def bot_failed(self) -> None:
        """Forget a bot that could not start."""
        self.program = self._running = None

    async def settle(self) -> None:
        """Wait until nothing is under way anywhere."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.slack.settle(quiet=0)
                if self.program is None or self.program.is_idle:
                    return
                await asyncio.sleep(0.002)

    async def answered(self, handle: str, text: str, channel: Channel | str) -> str:
        """What a person is told privately after typing a command in a channel they have joined."""
        person = self.slack.person(handle)
        await self.joined(handle, channel)
        before = len(person.ephemerals())
        outcome = await person.types(text, channel)
        assert not outcome.timed_out
        await self.settle()
        return "\n".join(plain(one.shown) for one in person.ephemerals()[before:])

    async def joined(self, handle: str, channel: Channel | str) -> None:
        """Have a person join a channel, if they are not in it."""
        person, there = self.slack.person(handle), self.slack.channel(channel)
        if self.program is not None and there.name == self.organisation.channels.announcements:
            # The bot goes there beside everything else that it does when it starts.
            bot = self.slack.bot.id
            await self.slack.wait.until(lambda: bot in there.members, f"the bot in #{there.name}")
        if person.id not in there.members:
            await person.joins(channel)

    async def pressed(self, handle: str, label: str, message: Message) -> None:
        """Have a person join the channel of a message, if need be, and press a button there."""
        await self.joined(handle, self.slack.workspace.channels[message.channel])
        outcome = await self.slack.person(handle).presses(label, message)
        assert not outcome.timed_out
        await self.settle()

    async def reads_back(
        self, handle: str, offer: Message, words: str = "It is slow, Dev restarts it"
    ) -> None:
        """Have a person take command that was offered to them, saying what they take over."""
        await self.pressed(handle, "I have command", offer)
        person = self.slack.person(handle)
        await self.slack.wait.modal(person)
        await person.fills("In one line: what do you take over?", words)
        assert (await person.submits()).errors == {}
        await self.settle()

    async def previews_and_sends(self, handle: str) -> None:
        """Have a person look at the update that they wrote, and send it."""
        for _ in ("Preview", "Send"):
            assert (await self.slack.person(handle).submits()).errors == {}
        assert self.slack.person(handle).modal is None
        await self.settle()

    async def pass_time(self, **by: float) -> None:
        """Let time pass, as far as `timedelta(**by)`, stopping wherever something falls due."""
        await self.settle()
        end = self.slack.clock.now() + timedelta(**by)
        while (due := await self._next_due()) is not None and due <= end:
            await self.slack.advance(due - self.slack.clock.now())
            await self.settle()
        await self.slack.advance(end - self.slack.clock.now())
        await self.settle()

    async def _next_due(self) -> datetime | None:
        if self.program is None:
            return None
        return await ErrandStore(self.program.database, ()).next_due(self.slack.clock.now())

    async def declared(self, title: str = "checkout is down", by: str = "ana") -> Channel:
        """An incident, declared by typing, with its channel ready."""
        before = set(self.slack.workspace.channels)
        await self.slack.person(by).types(f"/incident declare {title}", channel="general")
        await self.settle()
        (new,) = [
            one
            for channel_id, one in self.slack.workspace.channels.items()
            if channel_id not in before and one.name.startswith("inc-")
        ]
        return new

    def card(self, channel: Channel) -> Message:
        """The pinned card of an incident's channel."""
        (pinned,) = [pin.message for pin in channel.pins]
        return pinned

    def last(self, channel: Channel | str) -> str:
        """What the newest message of a channel shows."""
        return plain(self.slack.messages(channel)[-1].shown)

    def whispered(self, handle: str) -> str:
        """What a person was last told privately, where only they see it."""
        return plain(self.slack.person(handle).ephemerals()[-1].shown)

    def told(self, handle: str) -> str:
        """Everything in a person's direct conversation with the bot."""
        dm = self.slack.person(handle).dm
        return plain("\n".join(one.shown for one in self.slack.messages(dm)))


@pytest.fixture
def way_in() -> WayIn:
    """How Slack reaches the bot; a story that is to be lived over HTTP too is parametrised with both."""
    return "socket"


@pytest.fixture
async def quiet_story(
    database_url: str,
    clock: Clock,
    organisation: Organisation,
    way_in: WayIn,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Story]:
    """A workspace in which the bot is installed and not started yet.

    Slack and the bot wait for one another as long as a story does: a busy machine is no trouble of theirs.
    """
    monkeypatch.setattr(bot.dispatch, "FORM_SECONDS", PATIENCE)
    port = free_port() if way_in == "http" else None
    url = f"http://127.0.0.1:{port}{SLACK_PATH}" if port else ""
    sandbox = Sandbox(manifest=manifest(request_url=url), clock=clock, patience=PATIENCE)
    async with sandbox.serve() as slack:
        settings = Settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr("" if port else slack.app_token),
            slack_signing_secret=SecretStr(slack.signing_secret if port else ""),
            http_port=port,
            slack_base_url=slack.base_url,
            database_url=database_url,
            drain_seconds=2,
        )
        story = Story(slack, settings, organisation)
        yield story
        await story.bot_stops()
        slack.check()


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    """A workspace with the bot running in it."""
    await quiet_story.bot_starts()
    return quiet_story


def plain(shown: str) -> str:
    """What a message shows, without its marks for bold and code."""
    return shown.replace("*", "").replace("`", "")
