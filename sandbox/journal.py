"""The record of a run: every Web API call, every delivery and its answer, every broken rule."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.clock import Clock
from sandbox.state import Json


@dataclass(slots=True, eq=False)
class Call:
    """One Web API call as it was received and answered; `finished` is None while it is in flight."""

    method: str
    arguments: Json
    started: datetime
    finished: datetime | None = None
    status: int = 0
    response: Json = field(default_factory=dict)
    fault: str = ""
    held: bool = False

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked."""
        return bool(self.response.get("ok"))

    @property
    def milliseconds(self) -> float | None:
        """How long the call took on the sandbox's clock."""
        if self.finished is None:
            return None
        return (self.finished - self.started).total_seconds() * 1000


@dataclass(slots=True, eq=False)
class Attempt:
    """One try to hand a payload to the app, and what the app said to it."""

    number: int
    reason: str
    envelope_id: str
    sent: datetime
    answered: datetime | None = None
    status: int = 0
    body: Any = None
    outcome: str = "waiting"

    @property
    def open(self) -> bool:
        """Whether the app may still answer."""
        return self.outcome == "waiting"

    @property
    def milliseconds(self) -> float | None:
        """How long the app took to answer on the sandbox's clock, None when it has not."""
        if self.answered is None:
            return None
        return (self.answered - self.sent).total_seconds() * 1000


@dataclass(slots=True, eq=False)
class Delivery:
    """A payload for the app: an event, an interaction or a command, with every attempt to deliver it."""

    kind: str
    payload: Json
    about: str
    takes_answer: bool
    created: datetime
    attempts: list[Attempt] = field(default_factory=list)
    outcome: str = "waiting"
    trick: str = ""
    on_done: Callable[["Delivery"], None] | None = field(default=None, repr=False)

    @property
    def answer(self) -> Attempt | None:
        """The attempt that the app acknowledged in time, if any."""
        return next((a for a in self.attempts if a.outcome == "acknowledged"), None)

    @property
    def done(self) -> bool:
        """Whether nothing more will come of it."""
        return self.outcome != "waiting"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken by the app, or something that the sandbox has not been taught."""

    what: str
    method: str
    at: datetime

    def __str__(self) -> str:
        """Return the rule and where it was broken."""
        return f"{self.method}: {self.what}" if self.method else self.what


class Journal:
    """Keeps what happened in order; a file given as `path` receives one JSON line for each."""

    def __init__(self, clock: Clock, path: Path | None = None) -> None:
        self.clock = clock
        self.violations: list[Violation] = []
        self.unanswered: list[Call] = []
        self._calls: list[Call] = []
        self._deliveries: list[Delivery] = []
        self._path = path
        self.on_change: Callable[[], None] = lambda: None

    def calls(self, method: str | None = None) -> list[Call]:
        """Return the calls in the order of their arrival, all or those of one method."""
        return [call for call in self._calls if method in (None, call.method)]

    def deliveries(self, kind: str | None = None) -> list[Delivery]:
        """Return the deliveries in order, all or those of one kind (`events_api`, `interactive`, ...)."""
        return [delivery for delivery in self._deliveries if kind in (None, delivery.kind)]

    def begin_call(self, method: str, arguments: Json) -> Call:
        """Write down that a call has arrived."""
        call = Call(method, arguments, self.clock.now())
        self._calls.append(call)
        self.unanswered.append(call)
        self.on_change()
        return call

    def end_call(self, call: Call, status: int, response: Json) -> None:
        """Write down what the call was answered."""
        call.finished, call.status, call.response = self.clock.now(), status, response
        self.unanswered.remove(call)
        self._write(
            call=call.method,
            arguments=call.arguments,
            status=status,
            response=response,
            started=call.started,
            milliseconds=call.milliseconds,
            fault=call.fault,
        )
        self.on_change()

    def begin_delivery(self, delivery: Delivery) -> None:
        """Write down that a payload is on its way to the app."""
        self._deliveries.append(delivery)
        self.on_change()

    def end_attempt(self, delivery: Delivery, attempt: Attempt) -> None:
        """Write down what became of one attempt."""
        self._write(
            delivery=delivery.about,
            kind=delivery.kind,
            payload=delivery.payload,
            attempt=attempt.number,
            outcome=attempt.outcome,
            status=attempt.status,
            body=attempt.body,
            started=attempt.sent,
            milliseconds=attempt.milliseconds,
        )
        self.on_change()

    def violate(self, what: str, method: str = "") -> None:
        """Write down a broken rule; `Sandbox.check()` will fail the run."""
        self.violations.append(Violation(what, method, self.clock.now()))
        self._write(violation=what, method=method)
        self.on_change()

    def _write(self, **line: Any) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"at": self.clock.now(), **line}, default=str) + "\n")
