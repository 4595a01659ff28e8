"""The way in over HTTP: Slack's signed requests, at one path for commands, presses, forms and events."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk import signature
from yarl import query_to_pairs

from bot.payloads import Hear, Payload
from bot.web import Answer, Asked
from workflows.clock import Clock


class _Seconds(signature.Clock):
    """The clock that was passed in, as the SDK reads one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class Door:
    """Lets in what Slack has signed, and nothing before the program is ready for it."""

    def __init__(self, signing_secret: str, clock: Clock) -> None:
        self._verifier = signature.SignatureVerifier(signing_secret, _Seconds(clock))
        self._app: AsyncApp | None = None
        self._hear: Hear | None = None

    @asynccontextmanager
    async def open(self, app: AsyncApp, hear: Hear) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
        """Hand what people do to Bolt and events to `hear`, until the block ends.

        Gives a function that says whether it does.
        """

        async def is_open() -> bool:
            return self._app is not None

        self._app, self._hear = app, hear
        try:
            yield is_open
        finally:
            self._app = self._hear = None

    async def answer(self, asked: Asked) -> Answer:
        """Answer one of Slack's requests."""
        # Looked at before anything is read: whoever cannot sign has no say in what is parsed here.
        if not self._is_slacks(asked):
            return Answer(401, "The signature is not Slack's, or more than five minutes old.\n")
        if self._app is None or self._hear is None:
            return Answer(503, "Not ready yet, or stopping.\n")
        try:
            body = _read(asked)
        except (ValueError, RecursionError):
            return Answer(400, "The body cannot be read.\n")
        if body.get("type") == "event_callback":
            await self._hear(body)
            return Answer(200)
        # In the mode in which Bolt takes a body that is read already.
        request = AsyncBoltRequest(body=body, mode="socket_mode")
        said = await self._app.async_dispatch(request)
        return Answer(said.status, said.body or "", said.first_headers_without_set_cookie())

    def _is_slacks(self, asked: Asked) -> bool:
        try:
            return self._verifier.is_valid(
                asked.body,
                asked.headers.get("x-slack-request-timestamp"),
                asked.headers.get("x-slack-signature"),
            )
        except (ValueError, TypeError):
            # A time that is no number, a body or signature in no known letters.
            return False


def _read(asked: Asked) -> Payload:
    """What Slack says: events are JSON, a command is a form, all else is JSON in a form's field `payload`.

    Bolt would not do: it goes by whether the word "payload" stands anywhere, also in what was typed.
    """
    text = asked.body.decode()
    if asked.headers.get("content-type", "").startswith("application/json"):
        found = json.loads(text)
    else:
        fields = dict(query_to_pairs(text))
        found = json.loads(fields["payload"]) if "payload" in fields else fields
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004 -- of the same kind as what cannot be parsed
    return found
