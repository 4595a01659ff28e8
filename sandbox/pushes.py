"""HTTP mode: every payload as a signed POST to the address that the manifest gives for it."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.core import Core
from sandbox.deliveries import EVENTS
from sandbox.interactions import COMMANDS, as_form
from sandbox.journal import Attempt, Delivery
from sandbox.manifest import App
from sandbox.sockets import Spawn
from sandbox.state import Json

# Apps refuse a request that is more than five minutes old.
_TOO_OLD = timedelta(minutes=6)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the v0 signature of a raw body."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Pushes:
    """Carries deliveries over HTTP; `everything_to` replaces every address of the manifest."""

    def __init__(
        self, core: Core, spawn: Spawn, session: aiohttp.ClientSession, everything_to: str = ""
    ) -> None:
        self.core = core
        self.spawn = spawn
        self._session = session
        self._everything_to = everything_to

    def carry(self, delivery: Delivery, attempt: Attempt) -> None:
        """Send one attempt."""
        self.spawn(self._carry(delivery, attempt))

    async def verify_url(self) -> bool:
        """Ask the events address to echo a challenge, as Slack does before it trusts an address."""
        challenge = f"{self.core.random.getrandbits(128):032x}"
        asked = {
            "type": "url_verification",
            "token": self.core.verification_token,
            "challenge": challenge,
        }
        url = self._everything_to or self.core.workspace.app.events_url
        status, body, _headers = await self._post(url, json.dumps(asked), "application/json", "")
        echoed = body.get("challenge") if isinstance(body, dict) else body
        return status == 200 and echoed == challenge  # noqa: PLR2004 - OK

    async def _carry(self, delivery: Delivery, attempt: Attempt) -> None:
        body, content_type = _body(delivery)
        url = self._everything_to or _address(self.core.workspace.app, delivery)
        more = {}
        if attempt.number:
            more = {
                "X-Slack-Retry-Num": str(attempt.number),
                "X-Slack-Retry-Reason": attempt.reason,
            }
        try:
            status, answer, headers = await self._post(
                url, body, content_type, delivery.trick, more
            )
        except aiohttp.TooManyRedirects:
            self.core.deliveries.failed(attempt, "too_many_redirects")
        except aiohttp.ClientSSLError:
            self.core.deliveries.failed(attempt, "ssl_error")
        except aiohttp.ClientError:
            self.core.deliveries.failed(attempt, "connection_failed")
        else:
            no_retry = headers.get("X-Slack-No-Retry") == "1"
            self.core.deliveries.answered(attempt, status, answer, no_retry=no_retry)

    async def _post(
        self,
        url: str,
        body: str,
        content_type: str,
        trick: str,
        more: dict[str, str] | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        now = self.core.now() - (_TOO_OLD if trick == "old_timestamp" else timedelta(0))
        timestamp = str(int(now.timestamp()))
        raw = body.encode()
        signature = sign(self.core.signing_secret, timestamp, raw)
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + "0" * 64 if trick == "bad_signature" else signature,
            **(more or {}),
        }
        async with self._session.post(url, data=raw, headers=headers) as response:
            text = await response.text()
            is_json = response.content_type == "application/json" and text
            answer = json.loads(text) if is_json else text
            return response.status, answer, dict(response.headers)


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == EVENTS:
        return json.dumps(delivery.payload), "application/json"
    fields: Json = as_form(delivery.payload, delivery.kind)
    return urlencode(fields), "application/x-www-form-urlencoded"


def _address(app: App, delivery: Delivery) -> str:
    if delivery.kind == EVENTS:
        return app.events_url
    if delivery.kind == COMMANDS:
        known = app.command(delivery.payload["command"])
        return known.url if known else ""
    if delivery.payload["type"] == "block_suggestion":
        return app.options_url or app.interactivity_url
    return app.interactivity_url
