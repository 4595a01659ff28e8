"""The whole story in a browser: Ana declares, Ben leads, Cara takes over, and the review draft ends it."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.conftest import missing
from tests.stories.conftest import Story

pytestmark = pytest.mark.browser

#: Where screenshots go when somebody wants to look at them.
PICTURES = os.environ.get("MUSTER_SCREENSHOTS")
ROOM = "inc-1-checkout-is-down"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "muster.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        missing("no Chromium on this machine")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        await browser.close()


class Desk:
    """One person's window."""

    def __init__(self, page: Page, who: str) -> None:
        self.page = page
        self.who = who

    async def goes_to(self, channel: str) -> None:
        origin = self.page.url.split("?")[0]
        await self.page.goto(f"{origin}?as={self.who}&channel={channel}")
        await expect(self.page.get_by_role("heading", name=channel).first).to_be_visible()

    async def types(self, text: str, channel: str) -> None:
        box = self.page.get_by_role("textbox", name=f"Message #{channel}", exact=True)
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")

    def message(self, text: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("listitem").filter(has_text=text).last

    async def picture(self, name: str) -> None:
        if PICTURES:
            await self.page.wait_for_timeout(300)
            await self.page.screenshot(path=Path(PICTURES) / f"{name}.png")


async def sits_down(browser: Browser, story: Story, who: str, channel: str) -> Desk:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto(f"{story.slack.page_url}?as={who}&channel={channel}")
    await expect(page.get_by_role("main")).not_to_contain_text("Opening the workspace")
    return Desk(page, who)


async def test_from_the_first_word_to_the_review_draft(story: Story, browser: Browser) -> None:
    ana = await sits_down(browser, story, "ana", "general")
    await ana.types("/incident declare checkout is down", "general")
    await expect(ana.message("INC-1: checkout is down is declared")).to_be_visible()
    await ana.picture("1-declared")
    await ana.message("INC-1: checkout is down").get_by_role("link", name=ROOM).click()
    await expect(ana.message("Declared by @Ana Silva")).to_contain_text("nobody yet")

    ben = await sits_down(browser, story, "ben", "incidents")
    await ben.message("INC-1").get_by_role("button", name="Take command").click()
    await expect(ben.message("INC-1")).to_contain_text("Commander @Ben Carter")
    await ben.goes_to(ROOM)
    await expect(ben.message("Declared by @Ana Silva")).to_contain_text("@Ben Carter")
    await ben.picture("2-in-command")

    await (
        ben.page.get_by_role("navigation").get_by_role("button", name=re.compile("Muster")).click()
    )
    await ben.page.get_by_role("tab", name="Messages").click()
    question = ben.message("When does your shift end?")
    await expect(question).to_contain_text("Times are yours, in Europe/London")
    await ben.picture("3-briefing")
    await question.locator("input[type=time]").fill("10:45")
    await question.locator("input[type=time]").press("Tab")
    await expect(ben.message("Noted: your shift ends")).to_be_visible()

    await ben.goes_to(ROOM)
    await (
        ben.message("Declared by @Ana Silva").get_by_role("button", name="Write an update").click()
    )
    form = ben.page.get_by_role("dialog", name=re.compile("update"))
    await form.get_by_role("button", name="Preview").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await form.get_by_label("What is the situation now?").fill("One payment in ten fails")
    await form.get_by_label("What are we doing?").fill("Rolling back the release of 08:50")
    await ben.picture("4-update-form")
    await form.get_by_role("button", name="Preview").click()
    await form.get_by_role("button", name="Send").click()
    await expect(ben.message("Rolling back the release")).to_be_visible()

    await ben.page.get_by_role("button", name="Move time forward one hour").click()
    await expect(ben.message("An update is due")).to_contain_text("1 h ago")
    await ben.page.get_by_role("button", name="Move time forward fifteen minutes").click()
    notice = ben.message("your shift ends in 30 min")
    await expect(notice).to_be_visible()
    await ben.picture("5-reminders")

    await ben.types("/incident handoff @cara The cache was cold, watch the queue", ROOM)
    cara = await sits_down(browser, story, "cara", ROOM)
    offer = cara.message("asks you to take command")
    await expect(offer).to_contain_text("The cache was cold, watch the queue")
    await cara.picture("6-handoff")
    await offer.get_by_role("button", name="I have command").click()
    await expect(cara.message("Command passed from")).to_contain_text("@Cara")

    await cara.types("/incident resolve The old release is back", ROOM)
    await expect(cara.message("Review of INC-1")).to_contain_text(
        "Conditions that made it possible"
    )
    await cara.message("Review of INC-1").scroll_into_view_if_needed()
    await cara.picture("7-review")
    await expect(cara.message("Declared by @Ana Silva")).to_contain_text("Resolved")
