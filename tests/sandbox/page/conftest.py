"""A browser, a workspace with a still clock, a small app beside it, and windows to look through."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from sandbox import Clock, Sandbox
from tests.browser import chromium
from tests.sandbox.page.bot import Harbour, manifest
from tests.sandbox.page.windows import MORNING, Windows


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


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
    await windows.close()
    assert windows.wrong == []
