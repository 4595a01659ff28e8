"""The workspace at work: its state, its time, its record and what it sends, without any I/O."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from sandbox.agenda import Agenda
from sandbox.blocks.shown import words_of
from sandbox.clock import Clock
from sandbox.deliveries import ACK_WITHIN, Deliveries
from sandbox.installs import Installs
from sandbox.journal import Journal
from sandbox.state import Channel, Message, User
from sandbox.text import as_shown
from sandbox.workspace import Workspace

Told = Callable[[], None]
# Says when the app will next do something by itself, or None.
Plan = Callable[[], datetime | None]


class Core:
    """Everything that the families of rules share.

    `origin` is where the sandbox can be reached (no slash at its end); the driver sets it.
    """

    def __init__(self, workspace: Workspace, clock: Clock, journal: Journal, seed: int = 0) -> None:
        self.workspace = workspace
        self.clock = clock
        self.journal = journal
        self.random = Random(seed)  # noqa: S311 - repeatable, not secret
        self.agenda = Agenda(clock)
        self.deliveries = Deliveries(self.agenda, journal, Random(seed + 1))  # noqa: S311
        self.origin = ""
        self.signing_secret = "5a2d0b0c0f3e4d1b8e7a6c5f4b3a2d1e"  # noqa: S105 - known on purpose
        self.verification_token = "sandbox-verification"  # noqa: S105 - known on purpose
        self.tickets: set[str] = set()
        self.socket_mode_off = False
        self.installs = Installs(workspace, clock)
        # Channel names that two calls are creating at the same moment, which both succeed.
        self.racing: set[str] = set()
        self._told: list[Told] = []
        self._plans: list[Plan] = []
        journal.on_change = self.changed

    def now(self) -> datetime:
        """Return the present moment of the workspace."""
        return self.clock.now()

    def seconds(self) -> int:
        """Return the present moment in whole seconds of the epoch."""
        return int(self.clock.now().timestamp())

    def new_ticket(self) -> str:
        """Return an address for one Socket Mode connection, to be used once."""
        ticket = f"{self.random.getrandbits(96):024x}"
        self.tickets.add(ticket)
        address = self.origin.replace("http", "ws", 1)
        return f"{address}/link/?ticket={ticket}&app_id={self.workspace.app_id}"

    def until(self, epoch: int) -> timedelta:
        """Return how long it is until a moment given in seconds of the epoch."""
        return datetime.fromtimestamp(epoch, UTC) - self.now()

    def changed(self) -> None:
        """Tell everybody who watches that something is different now."""
        for tell in tuple(self._told):
            tell()

    def watch(self, tell: Told) -> Callable[[], None]:
        """Call `tell` at each change; the returned function ends it."""
        self._told.append(tell)
        return lambda: self._told.remove(tell)

    def plan(self, tells: Plan) -> Callable[[], None]:
        """Ask `tells` whenever somebody wants to know what is due next; the returned function ends it."""
        self._plans.append(tells)
        return lambda: self._plans.remove(tells)

    def next_planned(self) -> datetime | None:
        """Return what the workspace or the app plans next; what comes within seconds comes by itself."""
        soon = self.now() + ACK_WITHIN
        told = [due for tells in self._plans if (due := tells()) is not None and due > soon]
        own = self.agenda.first_after(soon)
        return min([*told, own] if own else told, default=None)

    @property
    def bot(self) -> User:
        """The app's own user."""
        return self.workspace.bot

    def has_bot(self, channel: Channel) -> bool:
        """Tell whether the app is a member of the channel."""
        return self.workspace.bot_user in channel.members

    def read(self, message: Message) -> str:
        """Return the words that a message shows."""
        if message.blocks:
            return words_of(message.blocks, self.workspace)
        return as_shown(message.text, self.workspace)
