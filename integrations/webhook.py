"""Calling other people's programs: signed, following nobody, and into no private network by surprise."""

import asyncio
import hashlib
import hmac
import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from integrations.errors import Unavailable

SECONDS: Final = 10.0
#: Answers after which the same call may succeed.
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class CannotCall(Exception):
    """A webhook that cannot be called as it stands."""


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


class _Outside(AbstractResolver):
    """Finds hosts, but for those whose addresses are not the public Internet's."""

    def __init__(self, inside: Collection[str]) -> None:
        self._inside = inside
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises CannotCall where one of them is not public."""
        found = await self._resolver.resolve(host, port, family)
        if host not in self._inside and not all(_is_public(one["host"]) for one in found):
            raise CannotCall(
                f"{host} stands in a private network, and `webhooks` does not allow it"
            )
        return found

    async def close(self) -> None:
        """Close what finds them."""
        await self._resolver.close()


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


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
    _check(hook)
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "Muster-Delivery": delivery,
        "Muster-Timestamp": str(timestamp),
        "Muster-Signature": signature(secret, timestamp, body),
    }
    try:
        status = await _post(hook, body, headers)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"{hook.host}: {type(error).__name__}") from error
    if status in _PASSING:
        raise Unavailable(f"{hook.host} answered {status}")
    if not 200 <= status < 300:  # noqa: PLR2004 -- the statuses of success
        raise CannotCall(f"{hook.host} answered {status}")


def _check(hook: Hook) -> None:
    if hook.host in hook.inside:
        return
    if urlsplit(hook.url).scheme != "https":
        raise CannotCall(f"{hook.host} is not called over https")
    try:
        address = ip_address(hook.host)
    except ValueError:
        return
    # aiohttp asks no resolver for an address that is written out.
    if not address.is_global:
        raise CannotCall(
            f"{hook.host} stands in a private network, and `webhooks` does not allow it"
        )


async def _post(hook: Hook, body: bytes, headers: dict[str, str]) -> int:
    connector = aiohttp.TCPConnector(resolver=_Outside(hook.inside))
    async with (
        asyncio.timeout(SECONDS),
        aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status
