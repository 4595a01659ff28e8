"""Slack's long lists, read page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

#: How much goes on a page; Slack gives less than a thousand.
PAGE = 999


async def pages(
    read: Callable[..., Awaitable[dict[str, Any]]], cursor: str = "", **arguments: Any
) -> AsyncIterator[dict[str, Any]]:
    """Every page that `read` gives with these arguments, from `cursor` on."""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await read(limit=PAGE, **arguments, **more)
        yield page
        cursor = next_cursor(page)
        if not cursor:
            return


def next_cursor(page: dict[str, Any]) -> str:
    """Where the next page begins; empty after the last one."""
    return str(page.get("response_metadata", {}).get("next_cursor", ""))
