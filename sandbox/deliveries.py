"""Payloads on their way to the app: three seconds to answer, retries for events, none for people."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from sandbox.agenda import Agenda, Entry
from sandbox.journal import Attempt, Delivery, Journal
from sandbox.mischief import Mischief, Trick
from sandbox.state import Json

ACK_WITHIN = timedelta(seconds=3)
# After the first attempt: nearly at once, after a minute, after five minutes.
RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
EVENTS = "events_api"

Transport = Callable[[Delivery, Attempt], None]
_SUCCESS = range(200, 300)


class Deliveries:
    """Hands payloads to whatever carries them and decides what becomes of each attempt.

    The carrier is given as `transport` and reports back with `answered` or `failed`. An event that
    fails is sent again, with a new envelope and the same event_id; anything else is lost.
    """

    def __init__(self, agenda: Agenda, journal: Journal, random: Random) -> None:
        self.agenda = agenda
        self.journal = journal
        self.transport: Transport | None = None
        self.mischief = Mischief()
        self._random = random
        self._open: dict[str, tuple[Delivery, Attempt, Entry]] = {}
        self._kept_back: list[Delivery] = []

    @property
    def in_flight(self) -> list[Delivery]:
        """The deliveries that the app has been given and has not answered yet."""
        return [delivery for delivery, _attempt, _deadline in self._open.values()]

    def send(
        self,
        kind: str,
        payload: Json,
        about: str,
        *,
        takes_answer: bool = False,
        on_done: Callable[[Delivery], None] | None = None,
    ) -> Delivery:
        """Deliver `payload`; `on_done` is called once when nothing more will come of it."""
        now = self.agenda.clock.now()
        delivery = Delivery(kind, payload, about, takes_answer, now, on_done=on_done)
        self.journal.begin_delivery(delivery)
        trick = self.mischief.take(about)
        if trick is None:
            self._attempt(delivery, reason="")
        else:
            self._play(trick, delivery)
        return delivery

    def _play(self, trick: Trick, delivery: Delivery) -> None:
        delivery.trick = trick.kind
        if trick.kind == "lost":
            delivery.outcome = "lost"
        elif trick.kind == "late":
            pause = timedelta(seconds=trick.seconds)
            self.agenda.after(pause, lambda: self._attempt(delivery, reason=""))
        elif trick.kind == "reversed":
            self._kept_back.append(delivery)
            if not self.mischief.more(delivery.about, "reversed"):
                self._let_go()
        elif trick.kind == "twice":
            again = Delivery(
                delivery.kind,
                delivery.payload,
                f"{delivery.about}, again",
                delivery.takes_answer,
                delivery.created,
            )
            self.journal.begin_delivery(again)
            self._attempt(delivery, reason="")
            self._attempt(again, reason="")
        else:
            self._attempt(delivery, reason="")

    def _let_go(self) -> None:
        held, self._kept_back = self._kept_back, []
        for delivery in reversed(held):
            self._attempt(delivery, reason="")

    def find(self, envelope_id: str) -> tuple[Delivery, Attempt] | None:
        """Return the open attempt with that envelope, or None when it is unknown or too late."""
        found = self._open.get(envelope_id)
        return (found[0], found[1]) if found else None

    def answered(
        self, attempt: Attempt, status: int = 200, body: Any = None, *, no_retry: bool = False
    ) -> None:
        """Take the app's answer; one that comes too late changes nothing."""
        if attempt.envelope_id not in self._open:
            return
        attempt.status, attempt.body = status, body
        attempt.answered = self.agenda.clock.now()
        if status in _SUCCESS:
            self._close(attempt, "acknowledged", "")
        else:
            self._close(attempt, "http_error", "" if no_retry else "http_error")

    def failed(self, attempt: Attempt, reason: str) -> None:
        """Take the news that the payload did not reach the app."""
        self._close(attempt, reason, reason)

    def time_out(self, delivery: Delivery) -> None:
        """Give up waiting for whatever attempt of `delivery` is open."""
        for attempt in delivery.attempts:
            self._close(attempt, "timed_out", "http_timeout")

    def _attempt(self, delivery: Delivery, reason: str) -> None:
        envelope = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        now = self.agenda.clock.now()
        attempt = Attempt(len(delivery.attempts), reason, envelope, now)
        delivery.attempts.append(attempt)
        deadline = self.agenda.after(
            ACK_WITHIN, lambda: self._close(attempt, "timed_out", "http_timeout")
        )
        self._open[envelope] = (delivery, attempt, deadline)
        if self.transport is None:
            self.failed(attempt, "connection_failed")
        else:
            self.transport(delivery, attempt)

    def _close(self, attempt: Attempt, outcome: str, retry: str) -> None:
        found = self._open.pop(attempt.envelope_id, None)
        if found is None:
            return
        delivery, _attempt, deadline = found
        deadline.cancel()
        attempt.outcome = outcome
        if retry and delivery.kind == EVENTS and attempt.number < len(RETRY_AFTER):
            pause = RETRY_AFTER[attempt.number]
            self.agenda.after(pause, lambda: self._attempt(delivery, retry))
        else:
            delivery.outcome = outcome
            if delivery.on_done is not None:
                delivery.on_done(delivery)
        self.journal.end_attempt(delivery, attempt)
