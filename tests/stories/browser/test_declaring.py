"""Declaring by the form: what is open already is joined, and what is new gets all that was said of it."""

import pytest
from playwright.async_api import expect

from models.organisation import Organisation
from tests.browser import in_sight
from tests.stories.browser.desk import CARD, Desk, Office

pytestmark = pytest.mark.browser

FORM = "Declare an incident"


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(regions=("Europe", "Asia"))


async def opens_the_form(desk: Desk) -> None:
    await desk.page.get_by_role("button", name="Shortcuts").click()
    await desk.picture("declaring-1-shortcuts")
    await desk.page.get_by_role("menuitem", name=FORM).click()
    await expect(desk.form(FORM)).to_be_visible()


async def test_what_looks_alike_is_joined_instead(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down is declared as SEV-3")).to_be_visible()

    ben = await office.desk("ben")
    await opens_the_form(ben)
    form = ben.form(FORM)
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    title = form.get_by_role("textbox", name="What is happening?")
    await title.fill("Checkout seems to be down")
    await title.press("Enter")
    await expect(form.get_by_text("INC-1: checkout is down, SEV-3")).to_be_visible()
    await expect(title).to_have_value("Checkout seems to be down")
    await ben.picture("declaring-2-looks-alike")
    await form.get_by_role("button", name="Join instead").click()
    joined = ben.form("You are in")
    await expect(joined.get_by_text("Nothing was declared.")).to_be_visible()
    await ben.picture("declaring-3-joined")
    await joined.get_by_role("link", name="inc-1-checkout-is-down").click()
    await joined.get_by_role("button", name="Close", exact=True).last.click()
    await expect(ben.message(CARD)).to_be_visible()
    await expect(ben.message("INC-1: checkout is down")).to_be_visible()


async def test_everything_that_is_said_in_the_form_stands_in_the_channel(office: Office) -> None:
    dev = await office.desk("dev", "incidents")
    ana = await office.desk("ana")
    await opens_the_form(ana)
    form = ana.form(FORM)
    await form.get_by_role("textbox", name="What is happening?").fill("Salaries were seen")
    await form.get_by_role("textbox", name="What do people notice?").fill(
        "A file <was> open & free"
    )
    severity = form.get_by_role("combobox", name="Severity")
    await severity.click()
    meaning = ana.page.get_by_role("option", name="SEV-2: Major").get_by_text("Many people notice")
    await expect(meaning).to_contain_text("or something important does not work.")
    await ana.picture("declaring-4-severities")
    await ana.page.get_by_role("option", name="SEV-2: Major").click()
    region = form.get_by_role("combobox", name="Where is it felt?")
    await ana.chooses(region, "as", "Asia")
    for tick in ("Private", "A drill"):
        await form.get_by_role("checkbox", name=tick).check()
    await expect(form.get_by_text("A quarter of users or requests fail")).to_be_attached()
    await in_sight(form.get_by_text("It nearly went wrong"))
    await ana.picture("declaring-5-thresholds")
    await expect(severity).to_have_value("SEV-2: Major")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form).to_have_count(0)

    await ana.enters("salaries-were-seen")
    card = ana.message(CARD)
    for words in ("DRILL", "SEV-2: Major", "Asia", "A file <was> open & free", "nobody yet"):
        await expect(card).to_contain_text(words)
    await ana.picture("declaring-6-private-drill")
    await expect(dev.page.get_by_role("main")).not_to_contain_text("Salaries")
    await dev.types("/incident list", "incidents")
    await expect(dev.message("No incident is open now.")).to_be_visible()


async def test_what_is_over_asks_when_it_was(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare")
    form = ana.form(FORM)
    await form.get_by_role("textbox", name="What is happening?").fill("Search was slow")
    await form.get_by_role("checkbox", name="It is over already").check()
    began, ended = (
        form.locator(".block.input").filter(has_text=words).locator("input")
        for words in ("When did it begin?", "When did it end?")
    )
    await expect(began).to_be_visible()
    await began.fill("2026-03-02T08:30")
    await ended.fill("2026-03-02T08:00")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form.get_by_text("ended before it began")).to_be_visible()
    await ana.picture("declaring-7-over-already")
    await ended.fill("2026-03-02T08:50")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form).to_have_count(0)
    await ana.opens_muster("Messages")
    await expect(ana.message("You wrote down INC-1: Search was slow")).to_contain_text(
        "Nobody was called and nothing was announced."
    )
