"""The public Internet, and no way from it into a private network."""

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

#: Where gateways translate into version 4, and what of version 6 belongs to single machines.
_NAT64: Final = IPv6Network("64:ff9b::/96")
_UNICAST: Final = IPv6Network("2000::/3")
#: The bits of an address of version 4.
_LOW: Final = 2**32 - 1


class NotOutside(Exception):
    """An address that may not be gone to; the text says why."""


class OutsideResolver(AbstractResolver):
    """Finds hosts, but for those whose addresses are not the public Internet's."""

    def __init__(self, inside: Collection[str] = ()) -> None:
        """Take hosts that may stand in our own network all the same."""
        self._inside = inside
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises NotOutside where one of them is not public."""
        found = await self._resolver.resolve(host, port, family)
        if host not in self._inside and not all(_is_public(one["host"]) for one in found):
            raise NotOutside(f"{host} stands in a private network")
        return found

    async def close(self) -> None:
        """Close what finds them."""
        await self._resolver.close()


def look_at(url: str, inside: Collection[str] = ()) -> None:
    """See that an address is one of https, and of no private network. Raises NotOutside."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in inside:
        return
    if parts.scheme != "https":
        raise NotOutside(f"{host} is not called over https")
    # aiohttp asks no resolver for an address that is written out.
    if _is_address(host) and not _is_public(host):
        raise NotOutside(f"{host} stands in a private network")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    """Whether an address, or the one of version 4 that it carries, is one machine's of the public Internet."""
    if not _is_address(address):
        return False
    reached = ip_address(address)
    if isinstance(reached, IPv6Address):
        carried = IPv4Address(int(reached) & _LOW) if reached in _NAT64 else None
        reached = carried or reached.ipv4_mapped or reached.sixtofour or reached
    if isinstance(reached, IPv6Address) and reached not in _UNICAST:
        return False
    return reached.is_global and not reached.is_multicast
