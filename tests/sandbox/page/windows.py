"""Windows of the page in a real browser, and what people do in them again and again."""

from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from sandbox import Sandbox
from tests.browser import PATIENCE_MS

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DESK, PHONE = ViewportSize(width=1280, height=860), ViewportSize(width=390, height=844)


class Windows:
    """Opens windows of the page and keeps what went wrong in them."""

    def __init__(self, browser: Browser, slack: Sandbox) -> None:
        self.browser = browser
        self.slack = slack
        self.open: list[Page] = []
        self.wrong: list[str] = []

    async def at(self, where: str, size: ViewportSize = DESK, **options: Any) -> Page:
        context = await self.browser.new_context(viewport=size, **options)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._heard)
        self.open.append(page)
        await page.goto(f"{self.slack.page_url}?{where}")
        await expect(page.get_by_role("main")).not_to_contain_text("Opening the workspace")
        return page

    async def close(self) -> None:
        """Close them all, and keep what each complained of."""
        for page in self.open:
            self.wrong += await page.locator("#notices .bad").all_inner_texts()
            await page.context.close()

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.wrong.append(message.text)


def composer(page: Page, channel: str = "general") -> Locator:
    return page.get_by_role("textbox", name=f"Message #{channel}", exact=True)


async def types(page: Page, text: str, channel: str = "general") -> None:
    await composer(page, channel).fill(text)
    await composer(page, channel).press("Enter")
    await expect(composer(page, channel)).to_have_value("")


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=text)


async def more(page: Page, text: str, choice: str) -> None:
    await message(page, text).hover()
    await message(page, text).get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=choice).click()
