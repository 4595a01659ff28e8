"""Declaring by a service: what it suggests is shown, and done as it was left."""

import pytest
from playwright.async_api import expect

from tests.browser import in_sight
from tests.stories.browser.desk import Office
from tests.stories.conftest import Story
from tests.stories.teams import SHOP, organised, with_harvest

pytestmark = pytest.mark.browser


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised("catalogue: {severity_by_tier: {1: SEV-1}}")
    await with_harvest(quiet_story, SHOP)
    return quiet_story


async def test_a_chosen_service_fills_the_form(story: Story, office: Office) -> None:
    ana = await office.desk("ana")
    await ana.types("/incident declare")
    form = ana.form("Declare an incident")
    title = form.get_by_role("textbox", name="What is happening?")
    await title.fill("Checkout is slow")
    await title.press("Enter")
    await form.get_by_role("button", name="Yes, Checkout").click()
    told = form.get_by_text("owned by Payments, tier 1")
    await expect(told).to_be_visible()
    await expect(title).to_have_value("Checkout is slow")
    await expect(form.get_by_label("Invite Payments (2 people)")).to_be_checked()
    await expect(form.get_by_label("Invite Platform, too")).not_to_be_checked()
    await form.get_by_label("Tell #payments").uncheck()
    await in_sight(told)
    await ana.picture("prefill-1-suggested")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await expect(form).to_be_hidden()
    await story.settle()
    room = story.slack.channel("inc-1-checkout-is-slow")
    assert {story.ben.id, story.gita.id} <= set(room.members)
    assert not story.slack.messages("payments")
