"""An app on the page: its commands, forms, buttons and home."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from sandbox import Sandbox
from tests.sandbox.page.windows import Windows, composer, message, types

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def fills_in(page: Page, name: str) -> None:
    form = page.get_by_role("dialog")
    await form.get_by_role("combobox", name="Ship").press_sequentially("aur")
    await page.get_by_role("option", name="Aurora").click()
    await form.get_by_role("textbox", name="Name").fill(name)
    await form.get_by_role("textbox", name="Name").press("Enter")


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
    await expect(form.get_by_text("Please complete this required field.")).to_have_count(0)
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
