"""What belongs to one person: the app's home, and a near-miss that is told in a minute."""

import pytest
from playwright.async_api import expect

from tests.stories.browser.desk import CARD, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"


async def test_the_home_says_what_i_hold_and_what_others_wait_for(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.opens_muster("Home")
    home = ana.page.get_by_role("region", name="App Home")
    for words in ("No role in an open incident.", "Nothing.", "No incident is open."):
        await expect(home).to_contain_text(words)
    await ana.picture("home-1-quiet")
    await home.get_by_role("button", name="Declare an incident").click()
    form = ana.form("Declare an incident")
    await form.get_by_role("textbox", name="What is happening?").fill("checkout is down")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form).to_have_count(0)
    await ana.enters(ROOM)
    await ana.presses("Take command", CARD)
    await expect(ana.message("@Ana Silva is incident commander.")).to_be_visible()
    await ana.types("/incident task Call the card gateway @ana in 30m", ROOM)
    await expect(ana.message("Task 1")).to_be_visible()
    await ana.moves_time("one hour")
    await expect(ana.message("An update is due")).to_be_visible()
    await ana.opens_muster("Home")
    for words in (
        "Incident commander in INC-1: checkout is down",
        "An update of INC-1: checkout is down, overdue since today at 10:00 AM",
        "Task 1 of INC-1: Call the card gateway, overdue since today at 9:30 AM",
        "SEV-3, investigating, commander @Ana Silva",
    ):
        await expect(home).to_contain_text(words)
    await ana.picture("home-2-busy")


async def test_a_near_miss_is_told_and_three_questions_wait(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.opens_muster("Home")
    await ana.page.get_by_role("button", name="Tell of a near-miss").click()
    form = ana.form("Tell of a near-miss")
    await form.get_by_role("textbox").fill("A backup nearly overwrote the orders of today")
    await ana.picture("home-3-near-miss")
    await form.get_by_role("button", name="Send").click()
    questions = ana.form("What can we learn?")
    await questions.get_by_label("What kept it from getting worse?").fill("Ben read the plan twice")
    await ana.picture("home-4-questions")
    await questions.get_by_role("button", name="Send").click()
    await expect(questions).to_have_count(0)
    dev = await office.desk("dev", "incidents")
    line = dev.message("A backup nearly overwrote the orders of today")
    await expect(line).to_contain_text("@Ana Silva told us of it; thank you.")
    await dev.types("/incident show INC-1", "incidents")
    await expect(dev.message("It nearly happened, so nothing is open.")).to_contain_text(
        "Ben read the plan twice"
    )
    await dev.picture("home-5-near-miss-shown")
    await dev.types("/incident near-miss a door stood open", "incidents")
    thanks = "Thank you for telling."
    await expect(dev.message(thanks)).to_contain_text("no channel opens and nobody is called")
    await dev.presses("Answer three questions", thanks)
    await expect(dev.form("What can we learn?")).to_be_visible()
