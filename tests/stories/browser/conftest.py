"""A company whose people sit at the page of the sandbox, with the bot in it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.sandbox.page.windows import Windows
from tests.stories.browser.desk import Office
from tests.stories.conftest import Story


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What people see is the same on every database, so one is enough here."""
    path = tmp_path / "muster.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def office(story: Story) -> AsyncIterator[Office]:
    """Desks at which nothing goes wrong unseen: a page's errors fail the test."""
    async with chromium() as browser:
        windows = Windows(browser, story.slack)
        yield Office(windows)
        await windows.close()
    assert windows.wrong == []
