"""Fetches a calendar or an export from the web: over https, only so much, only so long, and from public hosts."""

import asyncio
import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from integrations.catalogue.files import LARGEST_FILE
from integrations.outside import NotOutside, OutsideResolver, look_at
from integrations.schedules.values import NotAnExport

SECONDS: Final = 30.0
_MOST_HOPS: Final = 5
_ADDRESS: Final = re.compile(r"(?:https?|webcals?)://", re.IGNORECASE)
_ELSEWHERE: Final = frozenset({301, 302, 303, 307, 308})
_PIECE: Final = 256 * 1024


def is_address(word: str) -> bool:
    """Whether this is an address, and no file."""
    return _ADDRESS.match(word) is not None


def host_of(address: str) -> str:
    """The host of an address. The rest of it is often a secret, and is told to nobody."""
    try:
        return urlsplit(address).hostname or "the address"
    except ValueError:
        return "the address"


async def fetch(address: str, inside: Collection[str] = ()) -> bytes:
    """Get what stands at an address. Raises NotAnExport.

    Hosts that are `inside` may stand in a private network, or be spoken to without TLS.
    """
    # Calendars' own scheme means https with every host that has it.
    url = re.sub(r"(?i)^webcals?://", "https://", address.strip())
    connector = aiohttp.TCPConnector(resolver=OutsideResolver(inside))
    try:
        async with (
            asyncio.timeout(SECONDS),
            aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            ) as session,
        ):
            for _ in range(_MOST_HOPS):
                look_at(url, inside)
                leads_to, written = await _get(session, url)
                if not leads_to:
                    return written
                url = urljoin(url, leads_to)
    except NotOutside as error:
        raise NotAnExport(f"It is not fetched: {error}.") from None
    except TimeoutError:
        raise NotAnExport(f"It did not come within {SECONDS:.0f} seconds.") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotAnExport(f"It cannot be fetched ({type(error).__name__}).") from None
    raise NotAnExport(f"It leads elsewhere more than {_MOST_HOPS} times.")


async def _get(session: aiohttp.ClientSession, url: str) -> tuple[str, bytes]:
    """Where an address leads to, or what stands there."""
    # What is packed could unpack to anything.
    headers = {"Accept": "text/calendar, application/json", "Accept-Encoding": "identity"}
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        if answer.status in _ELSEWHERE and (leads_to := answer.headers.get("Location", "")):
            return leads_to, b""
        if answer.status != 200:  # noqa: PLR2004 -- HTTP's own number
            raise NotAnExport(f"{host_of(url)} answered with HTTP {answer.status}.")
        written = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            written += piece
            if len(written) > LARGEST_FILE:
                raise NotAnExport(f"It is larger than {LARGEST_FILE // 2**20} MiB.")
        return "", bytes(written)
