"""A page as people see it: it counts down in the channel, and rings where somebody is asked."""

import pytest
from playwright.async_api import expect

from models.on_call_file import parse_on_call
from models.organisation import Organisation
from tests.stories.browser.desk import CARD, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"
DUTY = """
schedules:
  - {key: nights, name: Nights, zone: Europe/London}
policies:
  - key: payments
    name: Payments
    repeat: 2
    steps:
      - notify: [{schedule: nights}]
      - notify: [{person: ben@lantern.example}]
      - {wait: 10m, notify: [{person: cara@lantern.example}]}
"""


@pytest.fixture
def organisation() -> Organisation:
    return Organisation().with_duty(parse_on_call(DUTY, "on-call.yaml"))


async def test_a_page_counts_down_until_somebody_has_it(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.presses("Page", CARD)
    form = ana.form("Page somebody")
    await ana.chooses(form.get_by_role("combobox").first, "Pay", "Payments")
    await form.get_by_label("What should they know?").fill("The ledger is 40 minutes behind")
    await ana.picture("paging-1-form")
    await form.get_by_role("button", name="Page").click()
    card = ana.message("Paging Payments")
    await expect(card).to_contain_text("Ben Carter: told")
    await expect(card).to_contain_text("Nights (nobody is on call)")
    await expect(card).to_contain_text("next in 10 min")
    await ana.picture("paging-2-begun")
    await ana.moves_time("one minute")
    await expect(card).to_contain_text("next in 9 min")
    await ana.picture("paging-3-counting")

    ben = await office.desk("ben")
    await ben.opens_muster("Messages")
    asked = ben.message("You are wanted.")
    await expect(asked).to_contain_text("The ledger is 40 minutes behind")
    await ben.picture("paging-4-asked")
    await ben.presses("I can't", "You are wanted.")
    await ben.form("I can't come").get_by_label("What should the others know?").fill("On a train")
    await ben.picture("paging-5-cannot")
    await ben.form("I can't come").get_by_role("button", name="Ask others").click()
    await expect(asked).to_contain_text("You could not")
    await expect(card).to_contain_text("On a train")
    await expect(card).to_contain_text("Cara Lim: told")

    cara = await office.desk("cara")
    await cara.opens_muster("Messages")
    await cara.presses("Acknowledge", "You are wanted.")
    await expect(cara.message("You are wanted.")).to_contain_text("Nobody has command yet.")
    await cara.picture("paging-6-acknowledged")
    await cara.presses("Take command", "You are wanted.")
    await expect(ana.message("Cara Lim acknowledged")).to_contain_text("it pages again")
    await ana.picture("paging-7-answered")
