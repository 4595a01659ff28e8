"""Calling other people's programs: signed, following nobody, and into no private network by surprise."""

import asyncio
import hashlib
import hmac
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from integrations.errors import CannotCall, Unavailable
from integrations.outside import NotOutside, OutsideResolver, look_at

SECONDS: Final = 10.0
#: Answers after which the same call may succeed.
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a call goes, and the environment variable that holds its secret."""

    url: str
    secret_in: str
    #: Hosts that may stand in our own network, or be spoken to without TLS.
    inside: Collection[str] = ()

    @property
    def host(self) -> str:
        """The host that is called."""
        return urlsplit(self.url).hostname or ""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of a body: HMAC-SHA256 over `timestamp.body`, in hexadecimal after `v1=`."""
    signed = str(timestamp).encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


async def call(hook: Hook, body: bytes, *, delivery: str, at: datetime) -> None:
    """Post a signed body of JSON. `delivery` stays the same when it is tried again.

    Raises Unavailable where trying again may help, CannotCall where it cannot.
    """
    secret = os.environ.get(hook.secret_in, "")
    if not secret:
        raise CannotCall(f"the environment variable {hook.secret_in} is not set")
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "Muster-Delivery": delivery,
        "Muster-Timestamp": str(timestamp),
        "Muster-Signature": signature(secret, timestamp, body),
    }
    try:
        look_at(hook.url, hook.inside)
        status = await _post(hook, body, headers)
    except NotOutside as error:
        raise CannotCall(f"{error}, and `webhooks` does not allow it") from None
    except aiohttp.InvalidURL as error:
        raise CannotCall(f"{hook.host} is no host that can be called") from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"{hook.host}: {type(error).__name__}") from error
    if status in _PASSING:
        raise Unavailable(f"{hook.host} answered {status}")
    if not 200 <= status < 300:  # noqa: PLR2004 -- the statuses of success
        raise CannotCall(f"{hook.host} answered {status}")


async def _post(hook: Hook, body: bytes, headers: dict[str, str]) -> int:
    connector = aiohttp.TCPConnector(resolver=OutsideResolver(hook.inside))
    async with (
        asyncio.timeout(SECONDS),
        aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status
