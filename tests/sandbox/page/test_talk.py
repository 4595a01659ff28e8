"""Messages on the page: what is unread, what one can do with them, what is never run."""

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.posts import Draft, post
from tests.sandbox.page.windows import Windows, composer, message, more, types

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


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


async def test_messages_are_reached_by_keyboard_alone(windows: Windows, slack: Sandbox) -> None:
    for words in ("One", "Two", "Three"):
        await slack.person("ben").posts(words, channel="general")
    page = await windows.at("as=ana&channel=general")
    await composer(page).focus()
    await page.keyboard.press("Shift+Tab")
    last = message(page, "Three")
    await expect(last.get_by_role("button", name="More actions")).to_be_focused()
    await last.focus()
    await page.keyboard.press("ArrowUp")
    await expect(message(page, "Two")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(message(page, "Two").get_by_role("button", name="Reply in thread")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in thread")).to_be_focused()


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


async def test_a_reply_is_also_sent_to_the_channel(windows: Windows, slack: Sandbox) -> None:
    parent = await slack.person("ben").posts("Who has the logs?", channel="general")
    page = await windows.at(f"as=ana&channel=general&thread={parent.ts}")
    reply = page.get_by_role("textbox", name="Reply in thread")
    also = page.get_by_role("checkbox", name="Also send to #general")
    await also.check()
    await reply.fill("I have them")
    await reply.press("Enter")
    await expect(message(page, "I have them")).to_be_visible()
    await expect(also).not_to_be_checked()
    await reply.fill("Only here")
    await reply.press("Enter")
    await expect(page.get_by_label("Thread", exact=True).get_by_text("Only here")).to_be_visible()
    await expect(message(page, "Only here")).to_have_count(0)


async def test_people_write_to_one_another_directly(windows: Windows) -> None:
    ana, ben = await windows.at("as=ana&channel=general"), await windows.at("as=ben")
    await ana.get_by_role("button", name="New message").click()
    await ana.get_by_role("combobox", name="People").press_sequentially("ben")
    await ana.get_by_role("option", name="Ben Carter").click()
    await ana.keyboard.press("Tab")
    await ana.get_by_role("button", name="Open", exact=True).click()
    box = ana.get_by_role("textbox", name="Message Ben Carter")
    await box.fill("Just between us")
    await box.press("Enter")
    row = ben.get_by_role("navigation").get_by_role("button", name="Ana Silva")
    await expect(row).to_have_accessible_name("Ana Silva, 1 unread, 1 for you")
    await row.click()
    await expect(message(ben, "Just between us")).to_be_visible()


async def test_a_channel_is_given_a_topic_and_archived_by_hand(
    windows: Windows, slack: Sandbox
) -> None:
    page = await windows.at("as=ana&channel=random")
    await page.get_by_role("button", name="members").click()
    await page.get_by_role("button", name="Set topic").click()
    await page.get_by_role("textbox", name="Topic").fill("Lunch at noon")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("main").get_by_title("Lunch at noon")).to_be_visible()
    await page.get_by_role("button", name="members").click()
    await page.get_by_role("button", name="Archive").click()
    await page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    await expect(page.get_by_text("This channel is archived.")).to_be_visible()
    assert slack.channel("random").archived


async def test_the_box_to_write_in_is_whole_after_joining(windows: Windows) -> None:
    page = await windows.at("as=ana&channel=general")
    usual = await composer(page).bounding_box()
    await page.goto(page.url.replace("general", "support"))
    await page.get_by_role("button", name="Join channel").click()
    box = composer(page, "support")
    await expect(box).to_be_visible()
    now = await box.bounding_box()
    assert usual is not None
    assert now is not None
    assert abs(now["height"] - usual["height"]) < 1


async def test_whoever_writes_sees_what_they_wrote(windows: Windows, slack: Sandbox) -> None:
    for number in range(40):
        await slack.person("ben").posts(f"Line {number}", channel="general")
    page = await windows.at("as=ana&channel=general")
    await message(page, "Line 0").first.scroll_into_view_if_needed()
    await expect(message(page, "Line 39")).not_to_be_in_viewport()
    await types(page, "So far, so good")
    await expect(message(page, "So far, so good")).to_be_in_viewport()


@pytest.mark.usefixtures("harbour")
async def test_people_are_invited_by_slacks_own_command(windows: Windows, slack: Sandbox) -> None:
    room = await slack.person("ana").creates("north", private=False)
    page = await windows.at("as=ana&channel=north")
    await types(page, "@ben do you see it?", "north")
    absent = message(page, "Ben Carter is not in this channel and does not read this.")
    await expect(absent).to_contain_text("type /invite @ben")
    await composer(page, "north").press_sequentially("/inv")
    await expect(page.get_by_role("option", name="/invite")).to_be_visible()
    await types(page, "/invite", "north")
    await expect(message(page, "Whom?")).to_be_visible()
    await types(page, "/invite @nobody", "north")
    await expect(message(page, "Nobody here is called @nobody")).to_be_visible()
    await types(page, "/invite @ben @harbour ", "north")
    await expect(message(page, "Ben Carter and Harbour joined")).to_be_visible()
    assert {slack.person("ben").id, slack.bot.id} <= set(room.members)
    await types(page, "/invite @ben ", "north")
    await expect(message(page, "They are in this channel already.")).to_be_visible()
