"""The sandbox itself: a workspace, its server, its people and what can be made to go wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from sandbox.api import WebApi
from sandbox.clock import Clock
from sandbox.colleagues import find_channel, find_user
from sandbox.core import Core, Plan
from sandbox.events import check_subscriptions
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.manifest import read_manifest, sample_manifest
from sandbox.people import Person
from sandbox.pushes import Pushes
from sandbox.rates import Rates
from sandbox.seed import default_seed, people_workspace
from sandbox.server import Latency, Server
from sandbox.sockets import Sockets
from sandbox.staff import Staff
from sandbox.state import Channel, Json, Message, User
from sandbox.waiting import Wait, WaitedInVain
from sandbox.workspace import Workspace

# How much real time an app has to answer what one step of a still clock has sent it.
GRACE = 0.5


class RuleBroken(AssertionError):
    """The run broke rules, or used what the sandbox has not been taught; lists each of them."""


class Sandbox:
    """A Slack workspace on this machine, with one app installed from its manifest.

    `clock` ticks with real time unless one is given; `latency` (seconds, or a range) is real time
    that each Web API call takes, with its effect in the middle; `rates` switches rate limits on;
    `patience` is the bound of real time for every wait. With `request_url` everything is delivered
    there as signed HTTP, whatever the manifest says.
    """

    def __init__(
        self,
        manifest: Json | None = None,
        seed: Json | None = None,
        clock: Clock | None = None,
        *,
        rates: bool = False,
        latency: Latency = 0.0,
        journal: Path | None = None,
        random_seed: int = 0,
        patience: float = 5.0,
        request_url: str = "",
    ) -> None:
        self.clock = clock or Clock.ticking()
        self.journal = Journal(self.clock, journal)
        app = read_manifest(manifest or sample_manifest())
        check_subscriptions(app)
        now = self.clock.now()
        self.workspace: Workspace = people_workspace(app, seed or default_seed(), now)
        self.core = Core(self.workspace, self.clock, self.journal, random_seed)
        self.faults = Faults()
        self.wait = Wait(self.core, patience)
        self._api = WebApi(self.core, Rates() if rates else None)
        self._latency = latency
        self._request_url = request_url
        self.pushes: Pushes | None = None
        self.tricks = self.core.deliveries.mischief
        self.staff = Staff(self.core)
        self._server: Server | None = None

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator["Sandbox"]:
        """Serve the workspace on 127.0.0.1; port 0 takes any free one."""
        from sandbox import remote, web

        server = Server(self.core, self._api, self.faults, self._latency)
        await server.start(port, [*web.routes(self), *remote.routes(self)])
        self._server = server
        self.pushes = server.connect(self._request_url)
        try:
            yield self
        finally:
            await server.stop()
            self._server = None

    @property
    def server(self) -> Server:
        """The running server, for what happens to connections."""
        if self._server is None:
            raise RuntimeError("The sandbox is not being served.")
        return self._server

    @property
    def sockets(self) -> Sockets:
        """The app's Socket Mode connections, and what can happen to them."""
        return self.server.sockets

    @property
    def base_url(self) -> str:
        """The address for a Web API client, with the slash at its end that clients need."""
        return f"{self.core.origin}/api/"

    @property
    def page_url(self) -> str:
        """The address of the page."""
        return f"{self.core.origin}/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self._token("bot")

    @property
    def app_token(self) -> str:
        """The app-level token that opens Socket Mode connections."""
        return self._token("app")

    @property
    def signing_secret(self) -> str:
        """The secret with which HTTP requests to the app are signed."""
        return self.core.signing_secret

    def _token(self, kind: str) -> str:
        return next(t.value for t in self.workspace.tokens.values() if t.kind == kind)

    @property
    def bot(self) -> User:
        """The app's user."""
        return self.workspace.bot

    def person(self, handle: str) -> Person:
        """Return the person with that handle."""
        return Person(self.core, self.wait, find_user(self.core, handle))

    def channel(self, where: str | Channel) -> Channel:
        """Return a channel by name or id."""
        return find_channel(self.core, where)

    def messages(self, where: str | Channel) -> list[Message]:
        """Return the messages of a channel, oldest first, without those that Slack itself writes."""
        return [m for m in self.channel(where).messages if not m.subtype or m.broadcast]

    def plans(self, tells: Plan) -> Callable[[], None]:
        """Let the app say when it will next do something, so that "next due" on the page knows it.

        `tells` returns an aware moment or None and is asked often, so it should only look at what
        is in memory. The returned function ends it.
        """
        return self.core.plan(tells)

    async def settle(self, quiet: float = 0.04, within: float | None = None) -> None:
        """Wait until nothing is in flight and a short quiet has passed."""
        await self.wait.settle(quiet, within)

    async def advance(self, by: timedelta, grace: float = GRACE) -> None:
        """Move the clock forward, stopping at each deadline on the way.

        At each stop the app has up to `grace` seconds of real time to answer what it was sent.
        """
        end = self.clock.now() + by
        while (due := self.core.agenda.next_due) is not None and due <= end:
            self.clock.advance(max(timedelta(0), due - self.clock.now()))
            await self._breathe(grace)
        self.clock.advance(max(timedelta(0), end - self.clock.now()))
        await self._breathe(grace)

    async def _breathe(self, grace: float) -> None:
        await asyncio.sleep(0)
        if not self.wait.busy():
            return
        try:
            await self.wait.until(lambda: not self.wait.busy(), "quiet", grace)
        except WaitedInVain:
            return

    def check(self) -> None:
        """Raise `RuleBroken` when the run broke a rule; says each of them."""
        if violations := self.journal.violations:
            lines = "\n".join(f"  {violation}" for violation in violations)
            raise RuleBroken(f"{len(violations)} rules were broken:\n{lines}")
