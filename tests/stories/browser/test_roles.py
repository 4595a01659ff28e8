"""Who does what: the form for all roles, a role that is asked for, and command that is offered."""

import pytest
from playwright.async_api import expect

from tests.stories.browser.desk import CARD, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"


async def test_all_roles_are_given_in_one_form_and_one_is_asked_for(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.presses("Take command", CARD)
    await expect(ana.message("@Ana Silva is incident commander.")).to_be_visible()
    await ana.picture("roles-1-in-command")
    await ana.presses("Roles", CARD)
    form = ana.form("Who does what")
    await expect(form.get_by_role("combobox", name="Incident commander")).to_have_value("Ana Silva")
    await ana.chooses(form.get_by_role("combobox", name="Scribe"), "dev", "Dev Patel")
    resolver = form.get_by_role("combobox", name="Resolver")
    await ana.chooses(resolver, "finn", "Finn O'Brien")
    await ana.chooses(resolver, "jun", "Jun Tan")
    await ana.picture("roles-2-form")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    for words in ("@Dev Patel", "@Finn O'Brien, @Jun Tan"):
        await expect(ana.message(CARD)).to_contain_text(words)

    ben, dev = await office.desk("ben", ROOM), await office.desk("dev", ROOM)
    await ben.page.get_by_role("button", name="Join channel").click()
    await ben.types("/incident role scribe", ROOM)
    refused = "@Dev Patel has the role of scribe, so nothing was changed."
    await expect(ben.message(refused)).to_contain_text("Only visible to you")
    await ben.presses("Ask for scribe", refused)
    asked = "@Dev Patel, @Ben Carter asks you for scribe"
    await expect(dev.message(asked)).to_contain_text("Until you press it, nothing changes.")
    await dev.picture("roles-3-asked")
    await dev.presses("Hand over", asked)
    await expect(ben.message("@Ben Carter is scribe now, after @Dev Patel.")).to_be_visible()
    await ben.opens_muster("Messages")
    await expect(ben.message("You are scribe of INC-1")).to_contain_text("First steps")
    await ben.picture("roles-4-briefing")


async def test_command_is_offered_and_only_who_is_asked_can_take_it(office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare checkout is down")
    await expect(ana.message("INC-1: checkout is down")).to_be_visible()
    await ana.goes_to(ROOM)
    await ana.presses("Take command", CARD)
    await expect(ana.message(CARD)).to_contain_text("Hand over command")
    await ana.presses("Hand over command", CARD)
    form = ana.form("Hand over command")
    await form.get_by_role("button", name="Offer command").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    await ana.chooses(form.get_by_role("combobox", name="Who takes command"), "cara", "Cara Lim")
    await form.get_by_label("What should they know?").fill("The cache was cold")
    await ana.picture("roles-5-offer-form")
    await form.get_by_role("button", name="Offer command").click()
    offer = "@Ana Silva asks you to take command"
    await ana.presses("I have command", offer)
    await expect(ana.message("This offer is for @Cara Lim.")).to_contain_text(
        "Until they answer, nothing changes."
    )
    cara = await office.desk("cara", ROOM)
    await cara.presses("Not now", offer)
    await cara.form("Not now").get_by_role("button", name="I cannot take it").click()
    await expect(ana.message("@Cara Lim cannot take command now.")).to_contain_text(
        "@Ana Silva still has command."
    )
    await ana.types("/incident handoff @cara Please, I must go", ROOM)
    await expect(cara.message(offer)).to_contain_text("Please, I must go")
    await cara.picture("roles-6-offer")
    await cara.presses("I have command", offer)
    await expect(cara.form("I have command")).to_contain_text("You take command of")
    await cara.picture("roles-7-read-back")
    await cara.reads_back("The cache was cold, I watch it")
    await expect(ana.message("Command passed from @Ana Silva to @Cara Lim.")).to_be_visible()
    await expect(ana.message(CARD)).to_contain_text("@Cara Lim")
