"""Chromium without a head, for tests that look at the page as people do."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, Error, Locator, async_playwright, expect

from tests.conftest import missing

_QUIET: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: A machine that does much else at the same time answers late, and is not wrong.
PATIENCE_MS: Final = 30_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser of one's own; without Chromium on the machine the test is skipped."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        missing("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_QUIET)
        yield browser
        await browser.close()


async def in_sight(what: Locator) -> None:
    """Scroll to something. A page that draws it anew meanwhile is asked again."""
    for _ in range(10):
        try:
            await what.scroll_into_view_if_needed()
        except Error:
            await what.page.wait_for_timeout(100)
        else:
            return
    await what.scroll_into_view_if_needed()
