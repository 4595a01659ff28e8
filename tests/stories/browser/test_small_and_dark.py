"""The same on a phone and in the dark: nothing is cut, nothing has to be moved sideways."""

import pytest
from playwright.async_api import expect

from tests.browser import in_sight
from tests.sandbox.page.windows import PHONE
from tests.stories.browser.desk import CARD, Desk, Office

pytestmark = pytest.mark.browser

ROOM = "inc-1-checkout-is-down"


async def through_an_incident(desk: Desk, name: str) -> None:
    await desk.types("/incident declare sev2 checkout is down")
    await expect(desk.message("INC-1: checkout is down is declared as SEV-2")).to_be_visible()
    await desk.is_not_wider_than_the_window()
    await desk.goes_to(ROOM)
    await desk.presses("Take command", CARD)
    await expect(desk.message("@Ana Silva is incident commander.")).to_be_visible()
    await in_sight(desk.message(CARD).get_by_role("button", name="Roles"))
    await desk.is_not_wider_than_the_window()
    await desk.picture(f"{name}-1-card")
    await desk.presses("Write an update", CARD)
    form = desk.form("Write an update")
    await form.get_by_label("What is the situation now?").fill("One payment in ten fails")
    await form.get_by_role("button", name="Preview").click()
    look = desk.form("Send this update?")
    await expect(look).to_contain_text("One payment in ten fails")
    await desk.is_not_wider_than_the_window()
    await desk.picture(f"{name}-2-preview")
    await look.get_by_role("button", name="Send").click()
    await expect(desk.message(CARD)).to_contain_text("One payment in ten fails")
    await desk.types("/incident resolve The old release is back", ROOM)
    review = desk.message("Review of INC-1")
    await in_sight(review.get_by_text("Facts"))
    await desk.is_not_wider_than_the_window()
    await desk.picture(f"{name}-3-review")


async def test_on_a_phone(office: Office) -> None:
    await through_an_incident(await office.desk("ana", size=PHONE), "phone")


async def test_in_the_dark(office: Office) -> None:
    await through_an_incident(await office.desk("ana", color_scheme="dark"), "dark")
