"""Command changes hands at the page: the form that begins with the record, the offer, the one line, the numbers."""

from playwright.async_api import expect

from tests.browser import in_sight
from tests.stories.browser.desk import CARD, Office

ROOM = "inc-1-checkout-is-down"
OFFER = "@Ana Silva asks you to take command"


async def test_from_the_form_to_the_numbers(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare sev1 checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.presses("Take command", CARD)
    await ana.types("/incident update One payment in ten fails, in Europe only", ROOM)
    await expect(ana.message("One payment in ten fails")).to_be_visible()
    await ana.types("/incident note Restarted the cache: no change", ROOM)
    await ana.types("/incident task Roll back the release @dev in 30m", ROOM)
    await expect(ana.message("Roll back the release")).to_be_visible()
    await ana.presses("Hand over command", CARD)
    form = ana.form("Hand over command")
    await expect(form.get_by_label("What was tried")).to_have_value(
        "09:00 UTC Restarted the cache: no change"
    )
    await expect(form.get_by_label("What is broken now")).to_have_value(
        "One payment in ten fails, in Europe only"
    )
    await ana.picture("handoff-1-form")
    await ana.chooses(form.get_by_role("combobox", name="Who takes command"), "cara", "Cara Lim")
    await form.get_by_label("Worse").check()
    await form.get_by_label("If ..., then").fill("If one in five fails, close the shop")
    await in_sight(form.get_by_label("What should they know?"))
    await ana.picture("handoff-2-form-end")
    await form.get_by_role("button", name="Offer command").click()
    await expect(ana.message(OFFER)).to_contain_text("please talk for five minutes")

    cara = await office.desk("cara", ROOM)
    await in_sight(cara.message(OFFER))
    await cara.picture("handoff-3-offer")
    await cara.presses("I have command", OFFER)
    await expect(cara.form("I have command")).to_contain_text("You take command of")
    await cara.picture("handoff-4-read-back")
    await cara.reads_back("Payments fail in Europe, Dev rolls back by 09:30")
    await expect(ana.message("Command passed from")).to_contain_text("Dev rolls back by 09:30")
    await expect(ana.message(OFFER)).to_contain_text("can be asked in the thread")
    await ana.presses("Correct it", OFFER)
    correct = ana.form("Correct it")
    await correct.get_by_label("What is it rather?").fill("In Asia, too, since 09:00")
    await ana.picture("handoff-5-correct")
    await correct.get_by_role("button", name="Tell them").click()
    await expect(ana.message(OFFER)).to_contain_text("put it right: In Asia, too")
    await ana.picture("handoff-6-corrected")

    await ana.types("/incident handoffs", ROOM)
    await expect(ana.message("Handing over command")).to_contain_text("1 handoff (offered)")
    await expect(ana.message("Handing over command")).not_to_contain_text("Next update")
    await ana.picture("handoff-7-numbers")
