"""A browser, a workspace with a still clock, a small app beside it, and windows to look through."""

import shutil
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from sandbox import Clock, Sandbox
from tests.conftest import missing
from tests.sandbox.page.bot import Harbour, manifest
from tests.sandbox.page.windows import MORNING, Windows

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        missing("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(manifest=manifest(), clock=Clock.still(MORNING))
    async with sandbox.serve() as served:
        yield served
    sandbox.check()


@pytest_asyncio.fixture(loop_scope="session")
async def harbour(slack: Sandbox) -> AsyncIterator[Harbour]:
    async with Harbour(slack) as harbour:
        yield harbour


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser, slack: Sandbox) -> AsyncIterator[Windows]:
    windows = Windows(browser, slack)
    yield windows
    for page in windows.open:
        windows.wrong += await page.locator("#notices .bad").all_inner_texts()
        await page.context.close()
    assert windows.wrong == []
