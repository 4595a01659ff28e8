"""The whole story in a browser: Ana declares, Ben leads, Cara takes over, and the review draft ends it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser import in_sight
from tests.stories.browser.desk import CARD, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"


async def test_from_the_first_word_to_the_review_draft(office: Office) -> None:
    ana = await office.desk("ana", "general")
    await ana.types("/incident declare checkout is down", "general")
    await expect(ana.message("INC-1: checkout is down is declared")).to_be_visible()
    await ana.picture("whole-1-declared")
    await ana.message("INC-1: checkout is down").get_by_role("link", name=ROOM).click()
    await expect(ana.message(CARD)).to_contain_text("nobody yet")

    ben = await office.desk("ben", "incidents")
    await ben.message("INC-1").get_by_role("button", name="Take command").click()
    await expect(ben.message("INC-1")).to_contain_text("Commander @Ben Carter")
    await ben.goes_to(ROOM)
    await expect(ben.message(CARD)).to_contain_text("@Ben Carter")
    await ben.picture("whole-2-in-command")

    await ben.opens_muster("Messages")
    question = ben.message("When does your shift end?")
    await expect(question).to_contain_text("Times are yours, in Europe/London")
    await ben.picture("whole-3-briefing")
    await question.locator("input[type=time]").fill("10:45")
    await question.locator("input[type=time]").press("Tab")
    await expect(ben.message("Noted: your shift ends")).to_be_visible()

    await ben.goes_to(ROOM)
    await ben.message(CARD).get_by_role("button", name="Write an update").click()
    form = ben.page.get_by_role("dialog", name=re.compile("update"))
    await form.get_by_role("button", name="Preview").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await form.get_by_label("What is the situation now?").fill("One payment in ten fails")
    await form.get_by_label("What are we doing?").fill("Rolling back the release of 08:50")
    await ben.picture("whole-4-update-form")
    await form.get_by_role("button", name="Preview").click()
    await form.get_by_role("button", name="Send").click()
    await expect(ben.message("Rolling back the release")).to_be_visible()

    await ben.moves_time("one hour")
    await expect(ben.message("An update is due")).to_contain_text("1 h ago")
    await ben.moves_time("fifteen minutes")
    notice = ben.message("your shift ends in 30 min")
    await expect(notice).to_be_visible()
    await ben.picture("whole-5-reminders")

    await ben.types("/incident handoff @cara The cache was cold, watch the queue", ROOM)
    cara = await office.desk("cara", ROOM)
    offer = cara.message("asks you to take command")
    await expect(offer).to_contain_text("The cache was cold, watch the queue")
    await cara.picture("whole-6-handoff")
    await offer.get_by_role("button", name="I have command").click()
    await cara.reads_back("The cache was cold, I watch the queue")
    await expect(cara.message("Command passed from")).to_contain_text("@Cara")

    await cara.types("/incident resolve The old release is back", ROOM)
    await expect(cara.message("Review of INC-1")).to_contain_text(
        "Conditions that made it possible"
    )
    await in_sight(cara.message("Review of INC-1"))
    await cara.picture("whole-7-review")
    await expect(cara.message(CARD)).to_contain_text("Resolved")
