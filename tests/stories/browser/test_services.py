"""The service catalogue at work: a service that is chosen brings its people, and one look says whose it is."""

import pytest
from playwright.async_api import expect

from bot.demo.catalogue import take_in_catalogue
from tests.stories.browser.desk import CARD, Office
from tests.stories.conftest import Story

pytestmark = pytest.mark.browser

ROOM = "inc-1-nobody-can-pay"


@pytest.fixture
async def story(story: Story) -> Story:
    """The company of the demo, with what it runs."""
    assert story.program is not None
    await take_in_catalogue(story.slack, story.program.start)
    return story


async def test_a_chosen_service_says_what_follows_and_it_does(office: Office) -> None:
    uma = await office.desk("uma")
    await uma.types("/incident declare")
    form = uma.form("Declare an incident")
    await form.get_by_role("textbox", name="What is happening?").fill("Nobody can pay")
    affected = form.get_by_role("combobox", name="What is affected?")
    await affected.click()
    await affected.press_sequentially("chekout")
    await expect(uma.page.get_by_role("option", name="Checkout")).to_be_visible()
    await uma.picture("services-1-by-a-few-letters")
    await affected.press("Enter")
    await expect(form.get_by_text("Checkout: owned by Checkout team, tier 1")).to_be_visible()
    for offer, is_ticked in (
        ("Invite Checkout team (4 people)", True),
        ("Tell #checkout", True),
        ("Invite Payments team, too (4 people)", False),
    ):
        await expect(form.get_by_role("checkbox", name=offer)).to_be_checked(checked=is_ticked)
    await uma.picture("services-2-suggested")
    await form.get_by_role("checkbox", name="Tell #checkout").uncheck()
    await form.get_by_role("checkbox", name="Invite Payments team, too").check()
    await expect(form.get_by_role("textbox", name="What is happening?")).to_have_value(
        "Nobody can pay"
    )
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form).to_have_count(0)

    await uma.enters(ROOM)
    await expect(uma.message(CARD)).to_contain_text("Checkout")
    bookmarks = uma.page.get_by_role("list", name="Bookmarks")
    await expect(bookmarks.get_by_role("link", name="Checkout: traffic")).to_be_visible()
    await expect(uma.message("were invited")).to_contain_text("Checkout team")
    await uma.page.get_by_role("button", name="members").click()
    members = uma.page.get_by_role("dialog", name=f"Members of #{ROOM}")
    for name in ("Cara Lim", "Finn O'Brien", "Ana Silva", "Uma Iyer"):
        await expect(members).to_contain_text(name)
    await uma.page.keyboard.press("Escape")
    await uma.picture("services-3-brought")
    cara = await office.desk("cara", "checkout")
    await expect(cara.page.get_by_role("main")).not_to_contain_text("Nobody can pay")


async def test_words_name_a_service_and_a_press_takes_it(office: Office) -> None:
    uma = await office.desk("uma")
    await uma.types("/incident declare")
    form = uma.form("Declare an incident")
    title = form.get_by_role("textbox", name="What is happening?")
    await title.fill("The checkout is slow")
    await title.press("Enter")
    await expect(form.get_by_text("is it about Checkout?")).to_be_visible()
    await uma.picture("services-4-named")
    await form.get_by_role("button", name="Yes, Checkout").click()
    await expect(form.get_by_role("button", name="Remove Checkout")).to_be_visible()
    await expect(form.get_by_text("is it about Checkout?")).to_have_count(0)


async def test_one_look_says_whose_a_service_is_and_how_it_has_been(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is slow")
    await expect(ana.message("INC-1: checkout is slow is declared")).to_be_visible()
    await ana.types("/incident service chekout")
    card = ana.message("In the last 90 days").or_(ana.message("Open incidents"))
    for words in (
        "Only visible to you",
        "Checkout team",
        "#checkout",
        "Payments, Cart, Prices",
        "Mobile app",
        "INC-1: checkout is slow, SEV-3",
    ):
        await expect(card.last).to_contain_text(words)
    await expect(card.last.get_by_role("link", name="Checkout: traffic")).to_be_visible()
    await ana.picture("services-5-card")
    await ana.types("/incident owner checkout")
    owner = ana.message("Checkout belongs to Checkout team.")
    await expect(owner).to_contain_text("@Cara Lim")
    await ana.picture("services-6-owner")
    await ana.types("/incident owner the coffee machine")
    await expect(ana.message("The catalogue knows no service")).to_contain_text(
        "A few letters of its name are enough."
    )
