"""One person at their window: what they do there again and again, in a few words."""

import os
import re
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.sandbox.page.windows import DESK, Windows, message, more, types

#: What only the card of an incident says.
CARD: Final = "shows all that you can do here."
#: Where screenshots go when somebody wants to look at them.
PICTURES: Final = os.environ.get("MUSTER_SCREENSHOTS")


class Office:
    """Where people sit down."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows

    async def desk(
        self, who: str, channel: str = "general", size: ViewportSize = DESK, **options: Any
    ) -> "Desk":
        """Somebody's window, opened at a channel."""
        page = await self.windows.at(f"as={who}&channel={channel}", size, **options)
        return Desk(page, who)


class Desk:
    """One person's window."""

    def __init__(self, page: Page, who: str) -> None:
        self.page = page
        self.who = who

    async def goes_to(self, channel: str) -> None:
        """Open a channel that they are in, or may join, by its address."""
        origin = self.page.url.split("?")[0]
        await self.page.goto(f"{origin}?as={self.who}&channel={channel}")
        await expect(self.page.get_by_role("heading", name=channel).first).to_be_visible()

    async def enters(self, channel: str) -> None:
        """Open a channel in the list at the side, as soon as it stands there."""
        await self.page.get_by_role("navigation").get_by_role("button", name=channel).click()

    async def types(self, text: str, channel: str = "general") -> None:
        """Write in a channel, or give a command there."""
        await types(self.page, text, channel)

    def message(self, text: str) -> Locator:
        """The newest message that says so."""
        return message(self.page, text).last

    async def shortcut(self, name: str, text: str) -> None:
        """Use something of the menu of a message."""
        await more(self.page, text, name)

    async def reads_back(self, words: str) -> None:
        """Take command in the form that asks what is taken over."""
        form = self.form("I have command")
        await form.get_by_label("In one line").fill(words)
        await form.get_by_role("button", name="I have command").click()

    async def presses(self, label: str, text: str) -> None:
        """Press a button on the newest message that says so."""
        await self.message(text).get_by_role("button", name=label, exact=True).click()

    async def chooses(self, box: Locator, letters: str, option: str) -> None:
        """Look for something in a menu by a few letters, and take it."""
        await box.click()
        await box.fill(letters)
        await self.page.get_by_role("option", name=option).first.click()

    def form(self, name: str) -> Locator:
        """The open form of this title."""
        return self.page.get_by_role("dialog", name=name)

    async def opens_muster(self, tab: str) -> None:
        """Open the app: its home, or what it wrote to them."""
        row = self.page.get_by_role("navigation").get_by_role("button", name=re.compile("Muster"))
        await row.click()
        await self.page.get_by_role("tab", name=tab).click()

    async def moves_time(self, by: str) -> None:
        """Let time pass: "one hour", "fifteen minutes"."""
        await self.page.get_by_role("button", name=f"Move time forward {by}").click()

    async def is_not_wider_than_the_window(self) -> None:
        """Nothing is cut at the right, nor has to be moved sideways."""
        wide = "document.documentElement.scrollWidth - window.innerWidth"
        assert await self.page.evaluate(wide) <= 0

    async def picture(self, name: str) -> None:
        """Keep what they see, where somebody asked for pictures."""
        if PICTURES:
            await self.page.wait_for_timeout(300)
            await self.page.screenshot(path=Path(PICTURES) / f"{name}.png")
