"""The frame of the page: who one is, what time it is, the drawer, a phone, a lost connection."""

import re
from datetime import timedelta

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from sandbox import Clock, Sandbox
from sandbox.posts import Draft, post
from tests.sandbox.page.bot import manifest
from tests.sandbox.page.windows import MORNING, PHONE, Windows, message, types

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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
    await expect(drawer.get_by_text("ok is false, is_archived (1 more)")).to_be_visible()
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


async def test_what_comes_in_does_not_take_a_button_from_under_the_hand(
    windows: Windows, slack: Sandbox
) -> None:
    page, other = [await windows.at("as=ana&channel=general") for _ in range(2)]
    side = page.get_by_role("navigation")
    await side.get_by_role("button", name="#payments").hover()
    await page.mouse.down()
    await slack.person("ben").posts("@ana are you there?", channel="incidents")
    unread = "#incidents, 1 unread, 1 for you"
    await expect(other.get_by_role("navigation").get_by_role("button", name=unread)).to_be_visible()
    await page.mouse.up()
    await expect(page.get_by_role("heading", name="payments").first).to_be_visible()
    await expect(side.get_by_role("button", name=unread)).to_be_visible()


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
