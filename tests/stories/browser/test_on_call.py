"""On call at the page: who it is, two weeks as a picture, and asking others for cover."""

import pytest
from playwright.async_api import expect

from bot.demo.on_call import on_call_of
from tests.stories.browser.desk import Office
from tests.stories.conftest import Story

pytestmark = pytest.mark.browser


@pytest.fixture
async def story(story: Story) -> Story:
    """The company of the demo, with its schedules."""
    assert story.program is not None
    held = story.program.start.configuration
    held.current = held.current.with_duty(on_call_of(story.slack))
    return story


async def test_two_weeks_are_a_picture_that_one_can_read(office: Office) -> None:
    uma = await office.desk("uma")
    await uma.types("/incident oncall payments")
    await expect(uma.message("On call: ")).to_contain_text("then @")
    await uma.types("/incident oncall schedule platform")
    await expect(uma.message("the next two weeks")).to_contain_text("nobody")
    await uma.opens_muster("Messages")
    picture = uma.message("Platform, two weeks").get_by_role("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1400
    await uma.picture("on-call-1-two-weeks")
    phone = await office.desk("uma", size={"width": 390, "height": 844})
    await phone.is_not_wider_than_the_window()


async def test_whoever_is_on_call_asks_for_cover_and_is_told_who_steps_in(office: Office) -> None:
    cara = await office.desk("cara")
    await cara.types("/incident oncall cover I see the doctor")
    form = cara.form("Ask for cover")
    await expect(form.get_by_role("textbox", name="A word to them")).to_have_value(
        "I see the doctor"
    )
    await cara.picture("on-call-2-cover-form")
    await form.get_by_role("button", name="Ask", exact=True).click()
    await expect(form.get_by_text("You are told by direct message")).to_be_visible()
    finn = await office.desk("finn")
    await finn.opens_muster("Messages")
    asked = finn.message("asks for cover")
    await expect(asked).to_contain_text("I see the doctor")
    await finn.picture("on-call-3-asked")
    await asked.get_by_role("button", name="I'll cover").click()
    await expect(finn.message("asks for cover")).to_contain_text("You step in.")
    await form.get_by_role("button", name="Close").last.click()
    await cara.opens_muster("Messages")
    await expect(cara.message("steps in for you")).to_contain_text("@Finn")
    await cara.opens_muster("Home")
    await expect(cara.page.get_by_role("button", name="Ask for cover")).to_be_visible()
    await cara.picture("on-call-4-home")


async def test_an_exception_is_made_in_a_form(office: Office) -> None:
    dev = await office.desk("dev")
    await dev.types("/incident oncall override payments")
    form = dev.form("Change who is on call")
    await expect(form.get_by_text("An exception from Payments")).to_be_visible()
    await dev.picture("on-call-5-override-form")
