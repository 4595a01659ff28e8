"""The page in a real browser, played as people play it, beside a small app."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Sandbox
from sandbox.posts import Draft, post
from tests.conftest import missing
from tests.sandbox.page_bot import Harbour, manifest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = ViewportSize(width=1280, height=860), ViewportSize(width=390, height=844)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        missing("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(manifest=manifest(), clock=Clock.still(MORNING))
    async with sandbox.serve() as served:
        yield served
    sandbox.check()


@pytest_asyncio.fixture(loop_scope="module")
async def harbour(slack: Sandbox) -> AsyncIterator[Harbour]:
    async with Harbour(slack) as harbour:
        yield harbour


class Windows:
    """Opens windows of the page and keeps what went wrong in them."""

    def __init__(self, browser: Browser, slack: Sandbox) -> None:
        self.browser = browser
        self.slack = slack
        self.open: list[Page] = []
        self.wrong: list[str] = []

    async def at(self, where: str, size: ViewportSize = DESK, **options: Any) -> Page:
        context = await self.browser.new_context(viewport=size, **options)
        context.set_default_timeout(5000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._heard)
        self.open.append(page)
        await page.goto(f"{self.slack.page_url}?{where}")
        await expect(page.get_by_role("main")).not_to_contain_text("Opening the workspace")
        return page

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.wrong.append(message.text)


@pytest_asyncio.fixture(loop_scope="module")
async def windows(browser: Browser, slack: Sandbox) -> AsyncIterator[Windows]:
    windows = Windows(browser, slack)
    yield windows
    for page in windows.open:
        windows.wrong += await page.locator("#notices .bad").all_inner_texts()
        await page.context.close()
    assert windows.wrong == []


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


@pytest.mark.usefixtures("harbour")
async def test_a_command_answers_only_the_one_who_typed_it(windows: Windows) -> None:
    ana, ben = await windows.at("as=ana&channel=general"), await windows.at("as=ben")
    await composer(ana).press_sequentially("/har")
    suggestion = ana.get_by_role("option", name="/harbour")
    await expect(suggestion).to_contain_text("[open | card | sleep]")
    await composer(ana).press("Enter")
    await expect(composer(ana)).to_have_value("/harbour ")
    await types(ana, "/harbour card")
    await expect(message(ana, "only you can read this")).to_contain_text("Only visible to you")
    await expect(message(ben, "Berth 1 & 2")).to_be_visible()
    await expect(composer(ana)).to_have_value("")
    await expect(message(ben, "only you can read this")).to_have_count(0)


@pytest.mark.usefixtures("harbour")
async def test_a_form_says_what_is_wrong_beside_its_field_and_then_opens_a_channel(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana&channel=general")
    await types(page, "/harbour open")
    form = page.get_by_role("dialog", name="Open a berth")
    name, ship = form.get_by_role("textbox", name="Name"), form.get_by_role("combobox", name="Ship")
    await form.get_by_role("button", name="Open", exact=True).click()
    await expect(form.get_by_text("Please complete this required field.")).to_have_count(2)
    await expect(name).to_be_focused()
    await name.fill("ab")
    await ship.press_sequentially("bor")
    await page.get_by_role("option", name="Borealis").click()
    await form.get_by_role("button", name="Open", exact=True).click()
    await expect(form.get_by_text("at least 3 characters")).to_be_visible()
    await expect(ship).to_have_value("Borealis")
    await name.fill("taken")
    await name.press("Enter")
    await expect(form.get_by_text("That berth is taken.")).to_be_visible()
    await expect(name).to_have_value("taken")
    await name.fill("north")
    await name.press("Enter")
    await expect(form).to_have_count(0)
    room = await slack.wait.channel("berth-north")
    assert (await slack.wait.message(room)).shown == "Borealis is in north"


async def fills_in(page: Page, name: str) -> None:
    form = page.get_by_role("dialog")
    await form.get_by_role("combobox", name="Ship").press_sequentially("aur")
    await page.get_by_role("option", name="Aurora").click()
    await form.get_by_role("textbox", name="Name").fill(name)
    await form.get_by_role("textbox", name="Name").press("Enter")


@pytest.mark.usefixtures("harbour")
async def test_forms_lie_on_one_another_and_close_one_by_one_or_all_at_once(
    windows: Windows,
) -> None:
    page = await windows.at("as=ana")
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Start something").press("Enter")
    await fills_in(page, "deeper")
    form = page.get_by_role("dialog", name="Deeper still")
    await expect(form).to_be_visible()
    await fills_in(page, "deeper")
    await expect(form).to_have_attribute("data-depth", "3")
    await form.get_by_role("button", name="Back").click()
    await expect(form).to_have_attribute("data-depth", "2")
    await page.keyboard.press("Escape")
    first = page.get_by_role("dialog", name="Open a berth")
    await expect(first.get_by_role("textbox", name="Name")).to_have_value("deeper")
    await first.get_by_role("textbox", name="Name").press("Enter")
    await form.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.usefixtures("harbour")
async def test_a_form_that_is_not_acknowledged_in_time_stays_open_and_says_so(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana")
    await types(page, "/harbour open")
    await expect(page.get_by_role("dialog", name="Open a berth")).to_be_visible()
    await fills_in(page, "foggy")
    await expect(page.get_by_role("button", name="Open", exact=True)).to_have_attribute(
        "aria-busy", "true"
    )
    await slack.wait.until(lambda: slack.core.deliveries.in_flight, "a form on its way")
    await slack.advance(timedelta(seconds=3), grace=0)
    form = page.get_by_role("dialog", name="Open a berth")
    await expect(form.get_by_role("alert").first).to_have_text(
        "We had some trouble connecting. Try again?"
    )
    await expect(form.get_by_role("textbox", name="Name")).to_have_value("foggy")


@pytest.mark.usefixtures("harbour")
async def test_a_button_changes_the_message_for_everyone(windows: Windows) -> None:
    ana, ben = await windows.at("as=ana"), await windows.at("as=ben")
    await types(ana, "/harbour card")
    await message(ben, "Berth 1 & 2").get_by_role("button", name="Moor").click()
    for page in (ana, ben):
        await expect(message(page, "Moored by @Ben Carter")).to_contain_text("(edited)")
    choice = message(ben, "Berth 1 & 2").get_by_role("combobox", name="Flag")
    await choice.click()
    await choice.press("ArrowDown")
    await choice.press("Enter")
    await expect(message(ana, "The flag is Green.")).to_be_visible()
    await expect(ana.locator("[aria-live=polite]").first).to_have_text(
        "Harbour: The flag is Green."
    )


@pytest.mark.usefixtures("harbour")
async def test_a_dangerous_button_asks_first_and_a_thread_opens_beside(windows: Windows) -> None:
    page = await windows.at("as=ana")
    await types(page, "/harbour card")
    sink = message(page, "Berth 1 & 2").get_by_role("button", name="Sink")
    await sink.click()
    question = page.get_by_role("dialog", name="Sink it?")
    await question.get_by_role("button", name="Keep it afloat").click()
    await expect(question).to_have_count(0)
    await sink.click()
    await question.get_by_role("button", name="Sink it").click()
    await message(page, "Berth 1 & 2").get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_text("It sank.")).to_be_visible()
    reply = thread.get_by_role("textbox", name="Reply in thread")
    await reply.fill("Who did that?")
    await reply.press("Enter")
    await expect(thread.get_by_role("listitem").filter(has_text="Who did that?")).to_be_visible()
    await expect(message(page, "Berth 1 & 2").get_by_text("2 replies")).to_be_visible()
    await reply.fill("/harbour card")
    await reply.press("Enter")
    await expect(thread.get_by_text("/harbour is not supported in threads. Sorry!")).to_be_visible()
    await reply.press("Escape")
    await expect(thread).to_have_count(0)


@pytest.mark.usefixtures("harbour")
async def test_an_app_that_is_silent_for_three_seconds_is_reported_as_slack_reports_it(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana")
    await types(page, "/harbour card")
    await message(page, "Berth 1 & 2").get_by_role("button", name="Ask the fog").click()
    await slack.wait.until(lambda: slack.core.deliveries.in_flight, "a click on its way")
    await slack.advance(timedelta(seconds=3), grace=0)
    await expect(page.get_by_text("Harbour did not answer within 3 seconds.")).to_be_visible()
    await types(page, "/harbour sleep")
    await slack.wait.until(lambda: slack.core.deliveries.in_flight, "a command on its way")
    await slack.advance(timedelta(seconds=3), grace=0)
    await expect(
        message(page, '/harbour failed with the error "operation_timeout"')
    ).to_contain_text("Only visible to you")


@pytest.mark.usefixtures("harbour")
async def test_the_home_of_the_app(windows: Windows) -> None:
    page = await windows.at("as=ana")
    await page.get_by_role("navigation").get_by_role("button", name="Harbour").click()
    home = page.get_by_role("region", name="App Home")
    await expect(home.get_by_text("Welcome home on the home tab")).to_be_visible()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_role("textbox", name="Message Harbour")).to_be_visible()


async def test_being_somebody_else_shows_their_channels_and_their_clock(
    windows: Windows, slack: Sandbox
) -> None:
    await slack.person("ben").posts("@dev are you up?", channel="general")
    page = await windows.at("as=ana&channel=payments")
    await expect(page.get_by_test_id("my-time")).to_have_text("London · 9:00 AM")
    await page.get_by_role("button", name="You are Ana Silva").click()
    await page.get_by_role("textbox", name="Find a person").fill("san fr")
    await page.get_by_role("button", name="Be Dev Patel").click()
    await expect(page.get_by_test_id("my-time")).to_have_text("San Francisco · 1:00 AM")
    await expect(page.get_by_role("button", name="Join channel")).to_be_visible()
    await page.get_by_role("navigation").get_by_role("button", name="#general, 1 unread").click()
    await expect(message(page, "@Dev Patel are you up?")).to_contain_text("1:00 AM")
    assert "as=dev" in page.url


async def test_time_moves_at_a_press(windows: Windows, slack: Sandbox) -> None:
    seconds = int(MORNING.timestamp()) + 1800
    text = f"Next update <!date^{seconds}^{{date_short_pretty}} at {{time}}|soon>, {{ago}}"
    slack.workspace.channels[slack.channel("general").id].members.append(slack.bot.id)
    post(slack.core, slack.channel("general"), slack.bot, Draft(text=text))
    page = await windows.at("as=cara&channel=general")
    await expect(page.get_by_test_id("sandbox-time")).to_have_text("Mon, Mar 2, 5:00 PM GMT+8")
    await expect(message(page, "Next update today at 5:30 PM")).to_be_visible()
    await page.get_by_role("button", name="Move time forward one hour").click()
    await expect(page.get_by_test_id("sandbox-time")).to_have_text("Mon, Mar 2, 6:00 PM GMT+8")
    assert slack.clock.now() == MORNING + timedelta(hours=1)
    await slack.advance(timedelta(hours=7))
    await expect(message(page, "Next update yesterday at 5:30 PM")).to_be_visible()


async def test_unread_messages_are_marked_until_they_are_looked_at(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana&channel=general")
    await slack.person("ben").posts("Please look, @ana", channel="payments")
    row = page.get_by_role("navigation").get_by_role("button", name="payments")
    await expect(row).to_have_accessible_name("#payments, 1 unread, 1 for you")
    await row.click()
    await expect(page.get_by_role("separator", name="New")).to_be_visible()
    await expect(row).to_have_accessible_name("#payments")
    await page.go_back()
    await expect(composer(page)).to_be_visible()


@pytest.mark.usefixtures("harbour")
async def test_what_one_can_do_with_a_message(windows: Windows, slack: Sandbox) -> None:
    await slack.person("ana").posts("Fresh fish", channel="general")
    slack.channel("general").members.append(slack.bot.id)
    ana, ben = await windows.at("as=ana"), await windows.at("as=ben")
    await message(ben, "Fresh fish").hover()
    await message(ben, "Fresh fish").get_by_role("button", name="Add a reaction").click()
    await ben.get_by_role("textbox", name="Find an emoji").fill("tada")
    await ben.get_by_role("button", name="tada", exact=True).click()
    chip = message(ana, "Fresh fish").get_by_role("button", name="tada, 1, Ben Carter")
    await chip.click()
    await expect(
        message(ana, "Fresh fish").get_by_role("button", name="tada, 2, Ben Carter, you")
    ).to_have_attribute("aria-pressed", "true")
    await more(ben, "Fresh fish", "Keep this")
    await expect(ana.get_by_role("button", name="1 pinned")).to_be_visible()
    await ana.get_by_role("button", name="1 pinned").click()
    pins = ana.get_by_role("dialog", name="Pinned messages")
    await expect(pins).to_contain_text("Fresh fish")
    await ana.keyboard.press("Escape")
    await more(ana, "Fresh fish", "Edit message")
    await ana.get_by_role("textbox", name="Message", exact=True).fill("Fresh crab")
    await ana.get_by_role("button", name="Save").click()
    await expect(message(ben, "Fresh crab")).to_contain_text("(edited)")
    await more(ana, "Fresh crab", "Delete message")
    await ana.get_by_role("button", name="Delete", exact=True).click()
    await expect(message(ben, "Fresh crab")).to_have_count(0)


@pytest.mark.usefixtures("harbour")
async def test_the_drawer_shows_the_traffic_and_switches_faults_on(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana")
    await page.get_by_role("button", name="Traffic").click()
    drawer = page.get_by_role("region", name="Traffic between Slack and the bot")
    await drawer.get_by_role("tab", name="Faults").click()
    await drawer.get_by_label("What goes wrong").select_option(label="Slack refuses: ok is false")
    await drawer.get_by_label("At which method").fill("chat.postMessage")
    await drawer.get_by_label("Slack's error word").fill("is_archived")
    await drawer.get_by_role("button", name="Switch on").click()
    await expect(drawer.get_by_text("error is_archived (1 more)")).to_be_visible()
    assert [fault.method for fault in slack.faults.standing] == ["chat.postMessage"]
    await types(page, "/harbour card")
    await drawer.get_by_role("tab", name="All", exact=True).click()
    call = drawer.locator("details").filter(has_text="chat.postMessage")
    await expect(call).to_contain_text("is_archived")
    await expect(call).to_contain_text("#general")
    await call.locator("summary").click()
    await expect(call.locator("pre")).to_contain_text('"error": "is_archived"')
    slack.journal.violate("a rule of the test's own", "chat.update")
    await drawer.get_by_role("tab", name=re.compile("Broken rules")).click()
    await expect(drawer.get_by_text("a rule of the test's own")).to_be_visible()
    slack.journal.violations.clear()
    await drawer.press("Escape")
    await expect(drawer).to_have_count(0)


async def test_what_cannot_be_shown_is_named_and_what_people_write_stays_text(
    windows: Windows, slack: Sandbox
) -> None:
    hostile = '<img src=x onerror="document.title=1"> <script>alert(1)</script> *bold* :tada:'
    await slack.person("ben").posts(hostile, channel="general")
    odd = [{"type": "hologram", "block_id": "odd"}]
    post(slack.core, slack.channel("general"), slack.bot, Draft(text="odd", blocks=odd))
    page = await windows.at("as=ana")
    await expect(message(page, "<script>alert(1)</script>")).to_be_visible()
    await expect(message(page, "<script>").locator("img, script")).to_have_count(0)
    await expect(message(page, "<script>").locator("strong")).to_have_text("bold")
    await expect(page.get_by_role("alert")).to_have_text("This page cannot show “hologram”.")


async def test_an_uploaded_file_is_handed_over_and_never_runs(
    windows: Windows, slack: Sandbox
) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.base_url)
    general = slack.channel("general")
    general.members.append(slack.bot.id)
    await client.files_upload_v2(
        channel=general.id, filename="log.html", title="The log", content="<script>1</script>"
    )
    page = await windows.at("as=ana")
    link = message(page, "log.html").get_by_role("link", name="The log")
    answer = await page.request.get(await link.evaluate("link => link.href"))
    assert await answer.text() == "<script>1</script>"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"] == "sandbox"


async def test_a_link_to_a_message_opens_at_that_message(windows: Windows, slack: Sandbox) -> None:
    ben = slack.person("ben")
    first = await ben.posts("The first word", channel="random")
    for number in range(60):
        await ben.posts(f"More words, {number}", channel="random")
    page = await windows.at(f"as=ana&channel=random&message={first.ts}")
    await expect(message(page, "The first word")).to_be_in_viewport()
    await expect(message(page, "The first word")).to_be_focused()


@pytest.mark.usefixtures("harbour")
async def test_on_a_phone_the_side_is_a_drawer_and_nothing_is_cut_off(windows: Windows) -> None:
    page = await windows.at("as=ana&channel=general", PHONE, has_touch=True)
    side = page.get_by_role("navigation")
    await expect(side).not_to_be_visible()
    await page.get_by_role("button", name="Channels", exact=True).click()
    await side.get_by_role("button", name="#payments").click()
    await expect(side).not_to_be_visible()
    await types(page, "/harbour card", "payments")
    await expect(message(page, "Berth 1 & 2")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


async def test_a_lost_connection_is_said_and_comes_back_by_itself(browser: Browser) -> None:
    first = Sandbox(manifest=manifest(), clock=Clock.still(MORNING))
    async with first.serve() as served:
        port = int(served.page_url.rstrip("/").rpartition(":")[2])
        windows = Windows(browser, served)
        page = await windows.at("as=ana")
    lost = page.get_by_text("The connection to the sandbox is lost. Trying again…")
    await expect(lost).to_be_visible()
    second = Sandbox(manifest=manifest(), clock=Clock.still(MORNING))
    async with second.serve(port) as served:
        await served.person("ben").posts("Here we are again", channel="general")
        await expect(message(page, "Here we are again")).to_be_visible()
        await expect(lost).not_to_be_visible()
        await page.context.close()


async def test_only_the_sandboxs_own_page_may_speak_for_people(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{slack.page_url}live", origin="http://elsewhere.example")
