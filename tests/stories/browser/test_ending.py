"""How incidents end: one becomes a part of another, one is resolved and reviewed, one was a false alarm."""

import pytest
from playwright.async_api import expect

from tests.browser import in_sight
from tests.stories.browser.desk import CARD, Office

pytestmark = pytest.mark.browser

ROOM, SECOND = "inc-1-checkout-is-down", "inc-2-carts-are-empty"


async def test_one_goes_on_as_part_of_another_which_is_resolved_and_reviewed(
    office: Office,
) -> None:
    ana = await office.desk("ana")
    for number, title in ((1, "checkout is down"), (2, "carts are empty")):
        await ana.types(f"/incident declare {title}")
        await expect(ana.message(f"INC-{number}: {title} is declared")).to_be_visible()
    await ana.goes_to(SECOND)
    await ana.types("/incident task Ask the data team", SECOND)
    await expect(ana.message("Task 1")).to_be_visible()
    await ana.types("/incident merge INC-1 same cause", SECOND)
    question = "Merge INC-2: carts are empty into INC-1: checkout is down?"
    await expect(ana.message(question)).to_contain_text("1: Ask the data team")
    await ana.picture("ending-1-merge")
    await ana.presses("Merge INC-2 into INC-1", question)
    pointer = ana.message("merged it into INC-1: checkout is down")
    await expect(pointer).to_contain_text("Please go on there.")
    await pointer.get_by_role("link", name=ROOM).click()
    await expect(ana.message("merged INC-2: carts are empty")).to_be_visible()
    await expect(ana.message("Ask the data team")).to_contain_text("Nobody has it yet.")
    await ana.picture("ending-2-merged")

    await ana.presses("Resolve", CARD)
    form = ana.form("Resolve it")
    await form.get_by_label("What ended it?").fill("The old release is back")
    await ana.picture("ending-3-resolve")
    await form.get_by_role("button", name="Resolve", exact=True).click()
    await expect(form).to_have_count(0)
    review = ana.message("Review of INC-1: checkout is down (draft)")
    for words in (
        "What ended it: The old release is back",
        "Also part of this: INC-2: carts are empty",
        "1: Ask the data team",
    ):
        await expect(review).to_contain_text(words)
    await expect(ana.message(CARD)).to_contain_text("Resolved today at 9:00 AM")
    await expect(ana.message(CARD).get_by_role("button", name="Resolve")).to_have_count(0)
    await in_sight(review.get_by_text("Facts"))
    await ana.picture("ending-4-review")

    await review.get_by_role("button", name="1 reply").click()
    thread = ana.page.get_by_role("complementary", name="Thread")
    file = thread.get_by_role("link", name="Review of INC-1 in Markdown")
    await expect(file).to_contain_text("INC-1-review.md")
    await ana.picture("ending-5-file")
    address = await file.get_attribute("href")
    assert address is not None
    kept = await ana.page.request.get(address)
    assert (await kept.text()).startswith("# Review of INC-1: checkout is down (draft)")

    await ana.types("/incident resolve", ROOM)
    await expect(ana.message("INC-1 was resolved today")).to_contain_text(
        "If it is back, type /incident reopen INC-1 first."
    )
    await ana.types("/incident reopen INC-1 It is back", ROOM)
    await expect(ana.message("reopened it: It is back")).to_be_visible()
    await expect(ana.message(CARD)).to_contain_text("Investigating, began today at 9:00 AM")
    await expect(ana.message(CARD).get_by_role("button", name="Resolve")).to_be_visible()


async def test_a_false_alarm_ends_kindly(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.types("/incident cancel", ROOM)
    form = ana.form("A false alarm?")
    await form.get_by_label("Why?").fill("A test of the monitoring")
    await ana.picture("ending-6-cancel")
    await form.get_by_role("button", name="It was one").click()
    ended = ana.message("cancelled it as a false alarm: A test of the monitoring")
    await expect(ended).to_contain_text("Declaring was right: better once too often.")
    await expect(ana.message(CARD)).to_contain_text("Cancelled")
    await ana.picture("ending-7-cancelled")
